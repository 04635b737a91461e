import { FormattedMessage, useIntl } from 'react-intl'
import type { Answer } from '../../contract/query.ts'
import { api, type Parameters } from '../app/api.ts'
import type { Days } from '../app/period.ts'
import type { ChartGrain } from '../app/view.ts'
import { BarPairs, type Pair } from '../charts/BarPairs.tsx'
import { ChartFrame } from '../charts/ChartFrame.tsx'
import { Definition } from '../parts/Definition.tsx'
import { chart } from '../parts/messages.ts'
import { isClipped, isRunning, numberIn } from '../app/answer.ts'
import { sections } from './messages.ts'
import { longDate, rangeText, shortTime, valueText } from '../parts/words.ts'

/** New enrollments beside new passings. */
export function FlowChart(props: {
  answer: Answer
  parameters: Parameters
  days: Days
  grain: ChartGrain
}) {
  const { answer, days, grain } = props
  const intl = useIntl()
  const [first, second] = [answer.metrics[0]!, answer.metrics[1]!]
  const pairs: Pair[] = answer.rows.map((row) => ({
    time: String(row['time']),
    first: numberIn(row, first.name),
    second: numberIn(row, second.name),
    unfinished: isRunning(answer, row, first.name) || isClipped(answer, row),
  }))
  const cell = (value: number | null): string => valueText(intl, first.unit, value)
  const read = (pair: Pair): string => {
    const running = pair.unfinished ? ` (${intl.formatMessage(chart.unfinished)})` : ''
    return `${longDate(intl, pair.time)}: ${first.label} ${cell(pair.first)} · ${second.label} ${cell(pair.second)}${running}`
  }
  const name = (metric: typeof first) => (
    <Definition metric={metric} look="name">
      {metric.label}
    </Definition>
  )
  return (
    <ChartFrame
      id="flows"
      title={<FormattedMessage {...sections.flowsTitle} />}
      subtitle={
        <FormattedMessage
          {...sections.flowsSubtitle}
          values={{
            first: name(first),
            second: name(second),
            grain: intl.formatMessage(sections[grain]),
            range: rangeText(intl, days),
            zone: answer.period.zone,
          }}
        />
      }
      asOf={first.asOf}
      csv={api.csv(props.parameters)}
      defines={[first, second]}
      table={{
        columns: [intl.formatMessage(chart.time), first.label, second.label],
        rows: pairs.map((p) => [longDate(intl, p.time), cell(p.first), cell(p.second)]),
      }}
    >
      {pairs.length > 0 && (
        <BarPairs
          label={intl.formatMessage(chart.read, { name: `${first.label}, ${second.label}` })}
          pairs={pairs}
          names={{ first: first.label, second: second.label }}
          unit={first.unit}
          shortTime={shortTime(intl, grain)}
          read={read}
        />
      )}
    </ChartFrame>
  )
}
