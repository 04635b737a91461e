import type { ReactNode } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { Answer } from '../../contract/query.ts'
import { api, type Parameters } from '../app/api.ts'
import type { Sentence } from '../app/define-messages.ts'
import type { Days } from '../app/period.ts'
import type { ChartGrain } from '../app/view.ts'
import { ChartFrame } from '../charts/ChartFrame.tsx'
import { LineChart } from '../charts/LineChart.tsx'
import { Definition } from '../parts/Definition.tsx'
import { chart } from '../parts/messages.ts'
import { pointsOf } from '../app/answer.ts'
import { sections } from './messages.ts'
import { longDate, rangeText, readPoint, shortTime, valueText } from '../parts/words.ts'

/** One metric over time against the period before. */
export function MetricChart(props: {
  id: string
  title: ReactNode
  subtitle?: Sentence
  answer: Answer
  parameters: Parameters
  days: Days
  grain: ChartGrain
  /** To choose by, at the end of the title's line. */
  controls?: ReactNode
  /** Said before the freshness. */
  note?: ReactNode
}) {
  const { answer, days, grain } = props
  const intl = useIntl()
  const metric = answer.metrics[0]!
  const points = pointsOf(answer, metric.name)
  const names = {
    now: intl.formatMessage(sections.thisPeriod),
    before: answer.comparison === null ? null : intl.formatMessage(sections.periodBefore),
  }
  const { unit } = metric
  return (
    <ChartFrame
      id={props.id}
      title={props.title}
      subtitle={
        <FormattedMessage
          {...(props.subtitle ?? sections.metricSubtitle)}
          values={{
            metric: (
              <Definition metric={metric} look="name">
                {metric.label}
              </Definition>
            ),
            grain: intl.formatMessage(sections[grain]),
            range: rangeText(intl, days),
            zone: answer.period.zone,
          }}
        />
      }
      controls={props.controls}
      note={props.note}
      asOf={metric.asOf}
      csv={api.csv(props.parameters)}
      defines={[metric]}
      table={{
        columns: [intl.formatMessage(chart.time), names.now, ...[names.before ?? []].flat()],
        rows: points.map((p) => [
          longDate(intl, p.time),
          valueText(intl, unit, p.value),
          ...(names.before === null ? [] : [valueText(intl, unit, p.previous)]),
        ]),
      }}
    >
      {points.length > 0 && metric.state !== 'unavailable' && (
        <LineChart
          label={intl.formatMessage(chart.read, { name: metric.label })}
          points={points}
          names={names}
          unit={unit}
          shortTime={shortTime(intl, grain)}
          read={(p) => readPoint(intl, p, { ...names, unit })}
        />
      )}
    </ChartFrame>
  )
}
