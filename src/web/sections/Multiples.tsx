import type { ReactNode } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { Answer } from '../../contract/query.ts'
import { isClipped, isRunning, numberIn } from '../app/answer.ts'
import { api, type Parameters } from '../app/api.ts'
import type { Days } from '../app/period.ts'
import type { ChartGrain } from '../app/view.ts'
import { SparkChart } from '../charts/SparkChart.tsx'
import { Section } from '../parts/Section.tsx'
import { valueName } from '../parts/values.ts'
import { longDate, rangeText, unfinishedText, valueText } from '../parts/words.ts'
import { explored, sections } from './messages.ts'
import css from './Multiples.module.css'

const MOST = 12

/** One small chart for each of what is compared, all on one scale: who rises, who falls. */
export function Multiples(props: {
  id: string
  title?: ReactNode
  answer: Answer
  /** The values in the order of the table. */
  order: readonly (string | null)[]
  parameters: Parameters
  /** The dimension that tells them apart. */
  by: string
  days: Days
  grain: ChartGrain
}) {
  const { answer, by, grain } = props
  const intl = useIntl()
  const metric = answer.metrics[0]!
  const told = Map.groupBy(answer.rows, (row) => row[by])
  // Of what nothing is told there is nothing to draw: the table has its zeros.
  const drawn = props.order.filter((key) => told.has(key))
  const charts = drawn.slice(0, MOST).map((key) => {
    const rows = told.get(key) ?? []
    return {
      // No name is empty.
      key: key ?? '',
      name: valueName(intl, by, key, answer.labels),
      points: rows.map((row) => ({
        time: String(row['time']),
        value: numberIn(row, metric.name),
        running: isRunning({ ...answer, rows }, row, metric.name),
        clipped: isClipped(answer, row),
      })),
    }
  })
  const top = Math.max(1, ...charts.flatMap((c) => c.points.map((p) => p.value ?? 0)))
  if (charts.length === 0) return null
  return (
    <Section
      id={props.id}
      title={
        props.title ?? (
          <FormattedMessage {...sections.multiplesTitle} values={{ metric: metric.label }} />
        )
      }
      subtitle={
        <FormattedMessage
          {...sections.multiplesSubtitle}
          values={{
            grain: intl.formatMessage(sections[grain]),
            range: rangeText(intl, props.days),
            zone: answer.period.zone,
          }}
        />
      }
      note={
        drawn.length > MOST && (
          <span>
            <FormattedMessage {...explored.rest} values={{ n: drawn.length - MOST }} />
          </span>
        )
      }
      asOf={metric.asOf}
      csv={api.csv(props.parameters)}
      defines={[metric]}
    >
      <ul className={css.grid}>
        {charts.map((chart) => (
          <li key={chart.key} className={css.item}>
            <span className={css.name} title={chart.key === '' ? chart.name : chart.key}>
              {chart.name}
            </span>
            <SparkChart
              label={chart.name}
              points={chart.points}
              top={top}
              read={(p) =>
                `${longDate(intl, p.time)}: ${valueText(intl, metric.unit, p.value)}${unfinishedText(intl, p)}`
              }
            />
          </li>
        ))}
      </ul>
    </Section>
  )
}
