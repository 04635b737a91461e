import { FormattedMessage, useIntl } from 'react-intl'
import { labelOf } from '../../contract/label.ts'
import type { Answer, AnswerRow } from '../../contract/query.ts'
import { numberIn } from '../app/answer.ts'
import { hrefOf, type View } from '../app/view.ts'
import { Change } from '../parts/Change.tsx'
import { CourseKey } from '../parts/CourseKey.tsx'
import { Definition, type AnsweredMetric } from '../parts/Definition.tsx'
import { PageLink } from '../parts/PageLink.tsx'
import { figureText } from '../parts/words.ts'
import css from './CourseFigures.module.css'
import { sections } from './messages.ts'

/** Courses with their figures, ranked by one of them; a row leads to the page of its course. */
export function CourseFigures(props: {
  answer: Answer
  rows: readonly AnswerRow[]
  columns: readonly string[]
  view: View
  /** The column that ranks: it has bars. */
  rank: string
  onRank: (name: string) => void
  /** The column that says how it stands against the period before. */
  changes?: string
}) {
  const { answer, rows, columns, view, rank } = props
  const intl = useIntl()
  const most = Math.max(1, ...answer.rows.map((row) => numberIn(row, rank) ?? 0))
  const metrics = columns.map((name) => answer.metrics.find((m) => m.name === name)!)
  const label = (key: string): string => labelOf(answer.labels, 'course', key) ?? key
  return (
    <div
      className={css.scroll}
      tabIndex={0}
      role="group"
      aria-label={intl.formatMessage(sections.scrolls)}
    >
      <table className={css.table}>
        <thead>
          <tr>
            <th className={css.thing} scope="col">
              <FormattedMessage {...sections.course} />
            </th>
            {metrics.map((metric) => (
              <Head
                key={metric.name}
                metric={metric}
                sorted={rank === metric.name}
                onRank={props.onRank}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const key = String(row['course'])
            return (
              <tr key={key} className={css.row}>
                <th className={css.thing} scope="row">
                  <PageLink
                    className={css.link}
                    href={hrefOf(view, { page: 'course', course: key })}
                  >
                    {label(key)}
                  </PageLink>
                  <CourseKey of={key} />
                </th>
                {metrics.map((metric) => (
                  <Cell
                    key={metric.name}
                    row={row}
                    metric={metric}
                    share={rank === metric.name ? (numberIn(row, metric.name) ?? 0) / most : 0}
                    changes={props.changes === metric.name}
                  />
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function Head(props: { metric: AnsweredMetric; sorted: boolean; onRank: (name: string) => void }) {
  const { metric, sorted } = props
  const intl = useIntl()
  return (
    <th className={css.head} scope="col" aria-sort={sorted ? 'descending' : 'none'}>
      <Definition metric={metric} look="name">
        {metric.label}
      </Definition>
      <button
        className={css.sort}
        type="button"
        data-sorted={sorted}
        aria-label={intl.formatMessage(sections.sortBy, { name: metric.label })}
        onClick={() => props.onRank(metric.name)}
      >
        ▼
      </button>
    </th>
  )
}

function Cell(props: { row: AnswerRow; metric: AnsweredMetric; share: number; changes: boolean }) {
  const { row, metric, share } = props
  const intl = useIntl()
  const value = numberIn(row, metric.name)
  const before = numberIn(row, `${metric.name}_previous`)
  return (
    <td className={css.figure}>
      {share > 0 && <span className={css.bar} style={{ inlineSize: `${share * 100}%` }} />}
      <span className={css.value}>
        {figureText(intl, metric, row)}
        {props.changes && (
          <span className={css.change}>
            <Change now={value} before={before} unit={metric.unit} />
          </span>
        )}
      </span>
    </td>
  )
}
