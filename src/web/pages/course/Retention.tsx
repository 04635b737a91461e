import { FormattedMessage, useIntl } from 'react-intl'
import type { Answer } from '../../../contract/query.ts'
import { numberIn } from '../../app/answer.ts'
import { api, type Parameters } from '../../app/api.ts'
import { ChartFrame } from '../../charts/ChartFrame.tsx'
import { LineChart } from '../../charts/LineChart.tsx'
import { Definition } from '../../parts/Definition.tsx'
import { chart } from '../../parts/messages.ts'
import { valueText } from '../../parts/words.ts'
import { course as messages } from './messages.ts'

/** In which weeks after enrolling people learned: where a course loses them. */
export function Retention(props: { answer: Answer; parameters: Parameters }) {
  const { answer } = props
  const intl = useIntl()
  const metric = answer.metrics[0]!
  const weeks = answer.rows.map((row) => ({
    week: Number(row['enrollment_week']) + 1,
    percent: valueText(intl, metric.unit, numberIn(row, metric.name)),
    n: numberIn(row, `${metric.name}_n`) ?? 0,
    row,
  }))
  return (
    <ChartFrame
      id="retention"
      title={<FormattedMessage {...messages.keepTitle} />}
      subtitle={
        <FormattedMessage
          {...messages.keepSubtitle}
          values={{
            metric: (
              <Definition metric={metric} look="name">
                {metric.label}
              </Definition>
            ),
          }}
        />
      }
      asOf={metric.asOf}
      csv={api.csv(props.parameters)}
      defines={[metric]}
      table={{
        columns: [
          intl.formatMessage(messages.week),
          metric.label,
          intl.formatMessage(messages.keepLearners),
        ],
        rows: weeks.map((w) => [String(w.week), w.percent, intl.formatNumber(w.n)]),
      }}
    >
      <LineChart
        label={intl.formatMessage(chart.read, { name: metric.label })}
        points={weeks.map((w) => ({
          time: String(w.week),
          value: numberIn(w.row, metric.name),
          previous: null,
          running: false,
          clipped: false,
          estimate: false,
        }))}
        names={{ now: metric.label, before: null }}
        unit={metric.unit}
        shortTime={(week) => intl.formatNumber(Number(week))}
        read={(point) => {
          const { week, percent, n } = weeks.find((w) => String(w.week) === point.time)!
          return intl.formatMessage(messages.keepWeek, { week, percent, n })
        }}
      />
    </ChartFrame>
  )
}
