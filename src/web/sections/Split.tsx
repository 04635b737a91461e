import type { ReactNode } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { Catalogue } from '../../contract/metric.ts'
import type { Answer, AnswerRow } from '../../contract/query.ts'
import { numberIn } from '../app/answer.ts'
import { api, type Parameters } from '../app/api.ts'
import type { Days } from '../app/period.ts'
import { BarList } from '../charts/BarList.tsx'
import { Definition } from '../parts/Definition.tsx'
import { Section } from '../parts/Section.tsx'
import { valueName } from '../parts/values.ts'
import { figureText, spanText } from '../parts/words.ts'
import { explored } from './messages.ts'

const MOST_BARS = 40
/** Dimensions whose values have an order of their own. */
const ORDERED = ['age_band', 'grade_band', 'progress_band', 'content_band', 'enrollment_week']

/** A metric over the whole period, split by a dimension: the largest first, bands in their order. */
export function Split(props: {
  id: string
  title: ReactNode
  answer: Answer
  parameters: Parameters
  days: Days
  dimension: Catalogue['dimensions'][number]
  note?: ReactNode
}) {
  const { answer, dimension } = props
  const intl = useIntl()
  const metric = answer.metrics[0]!
  const range = spanText(intl, metric, props.days)
  const { zone } = answer.period
  const name = (
    <Definition metric={metric} look="name">
      {metric.label}
    </Definition>
  )
  const rows = ORDERED.includes(dimension.name)
    ? answer.rows.toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)))
    : answer.rows
  const shown = rows.slice(0, MOST_BARS)
  return (
    <Section
      id={props.id}
      title={props.title}
      subtitle={
        <FormattedMessage
          {...explored.bySubtitle}
          values={{
            metric: name,
            dimension: dimension.label.toLocaleLowerCase(intl.locale),
            range,
            zone,
          }}
        />
      }
      note={
        <>
          {props.note}
          {answer.rows.some((row) => row[`${metric.name}_state`] === 'suppressed') && (
            <span>
              <FormattedMessage {...explored.suppressed} />
            </span>
          )}
          {metric.overlapping && (
            <span>
              <FormattedMessage {...explored.overlapping} />
            </span>
          )}
          {rows.length > shown.length && (
            <span>
              <FormattedMessage {...explored.rest} values={{ n: rows.length - shown.length }} />
            </span>
          )}
        </>
      }
      asOf={metric.asOf}
      csv={api.csv(props.parameters)}
      defines={[metric]}
    >
      {metric.state === 'unavailable' ? null : shown.length === 0 ? (
        <p>
          <FormattedMessage {...explored.nothing} />
        </p>
      ) : (
        <BarList
          caption={metric.label}
          name={dimension.label}
          unit={intl.formatMessage(explored.value)}
          bars={shown.map((row) => ({
            key: keyOf(row),
            name: valueName(intl, dimension.name, row[dimension.name], answer.labels),
            value: numberIn(row, metric.name),
            text: figureText(intl, metric, row),
            note: figureText(intl, metric, row),
          }))}
        />
      )}
    </Section>
  )

  function keyOf(row: AnswerRow): string {
    return String(row[dimension.name] ?? '')
  }
}
