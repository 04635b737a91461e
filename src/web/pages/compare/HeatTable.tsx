import { FormattedMessage, useIntl } from 'react-intl'
import type { Answer, AnswerRow } from '../../../contract/query.ts'
import { numberIn } from '../../app/answer.ts'
import { api, type Parameters } from '../../app/api.ts'
import type { Days } from '../../app/period.ts'
import { hrefOf, type View } from '../../app/view.ts'
import { Change } from '../../parts/Change.tsx'
import { CourseKey } from '../../parts/CourseKey.tsx'
import { Definition } from '../../parts/Definition.tsx'
import { PageLink } from '../../parts/PageLink.tsx'
import { Section } from '../../parts/Section.tsx'
import { valueName } from '../../parts/values.ts'
import { figureText, rangeText } from '../../parts/words.ts'
import css from './HeatTable.module.css'
import type { Compared } from './data.ts'
import { compare } from './messages.ts'

const MOST_ROWS = 60
/** The largest value of a column is painted so much: text on it stays easy to read. */
const DEEPEST = 12

/** What is compared by rows, figures by columns; each cell with its change, painted by its column. */
export function HeatTable(props: {
  answer: Answer
  parameters: Parameters
  by: Compared
  view: View
  days: Days
}) {
  const { answer, by, view } = props
  const intl = useIntl()
  const shown = answer.rows.slice(0, MOST_ROWS)
  const most = new Map(
    answer.metrics.map((m) => [m.name, Math.max(0, ...shown.map((r) => numberIn(r, m.name) ?? 0))]),
  )
  const heat = (name: string, value: number | null): string =>
    `${Math.round((DEEPEST * (value ?? 0)) / (most.get(name) || 1))}%`
  const nameOf = (row: AnswerRow): string => valueName(intl, by, row[by], answer.labels)
  const linkOf = (key: string): string =>
    by === 'course'
      ? hrefOf(view, { page: 'course', course: key })
      : hrefOf(view, { site: key, by: 'course', items: [] })
  return (
    <Section
      id="compared"
      title={<FormattedMessage {...compare.tableTitle} />}
      subtitle={
        <FormattedMessage
          {...compare.subtitle}
          values={{
            range: rangeText(intl, props.days),
            zone: answer.period.zone,
            before: answer.comparison === null ? '' : intl.formatMessage(compare.before),
          }}
        />
      }
      note={
        answer.rows.length > shown.length && (
          <span>
            <FormattedMessage {...compare.more} values={{ n: answer.rows.length - shown.length }} />
          </span>
        )
      }
      asOf={answer.metrics[0]!.asOf}
      csv={api.csv(props.parameters)}
      defines={answer.metrics}
    >
      {shown.length === 0 ? (
        <p>
          <FormattedMessage {...compare.nothing} />
        </p>
      ) : (
        <div
          className={css.scroll}
          role="group"
          tabIndex={0}
          aria-label={intl.formatMessage(compare.tableTitle)}
        >
          <table className={css.table}>
            <thead>
              <tr>
                <th className={css.thing} scope="col">
                  <FormattedMessage {...compare[by]} />
                </th>
                {answer.metrics.map((metric) => (
                  <th key={metric.name} className={css.head} scope="col">
                    <Definition metric={metric} look="name">
                      {metric.label}
                    </Definition>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => {
                const key = String(row[by] ?? '')
                return (
                  <tr key={key}>
                    <th className={css.thing} scope="row">
                      {by === 'organization' || by === 'cohort' || row[by] === null ? (
                        nameOf(row)
                      ) : (
                        <PageLink href={linkOf(key)}>{nameOf(row)}</PageLink>
                      )}
                      {by === 'course' && <CourseKey of={key} />}
                    </th>
                    {answer.metrics.map((metric) => {
                      const value = numberIn(row, metric.name)
                      const before = numberIn(row, `${metric.name}_previous`)
                      return (
                        <td
                          key={metric.name}
                          className={css.cell}
                          style={{
                            background: `color-mix(in oklab, var(--accent) ${heat(metric.name, value)}, transparent)`,
                          }}
                        >
                          {figureText(intl, metric, row)}
                          <span className={css.change}>
                            <Change now={value} before={before} unit={metric.unit} />
                          </span>
                        </td>
                      )
                    })}
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  )
}
