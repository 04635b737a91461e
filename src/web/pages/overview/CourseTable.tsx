import { FormattedMessage, FormattedNumber, useIntl } from 'react-intl'
import type { Answer } from '../../../contract/query.ts'
import { api, type Parameters } from '../../app/api.ts'
import type { Days } from '../../app/period.ts'
import { hrefOf, SORTS, type SortName, type View } from '../../app/view.ts'
import { Change } from '../../parts/Change.tsx'
import { Definition } from '../../parts/Definition.tsx'
import { PageLink } from '../../parts/PageLink.tsx'
import { Section } from '../../parts/Section.tsx'
import { numberIn } from './data.ts'
import css from './CourseTable.module.css'
import { overview } from './messages.ts'
import { rangeText } from './words.ts'

const MOST_ROWS = 50
/** A course in which one of these happened is shown; quiet ones are in the CSV. */
const LIVELY = ['active_learners', 'active_learners_previous', 'new_enrollments', 'new_passing']

/** Courses ranked by a figure; a row is a link to the page of that course alone. */
export function CourseTable(props: {
  answer: Answer
  parameters: Parameters
  view: View
  days: Days
  onSort: (sort: SortName) => void
}) {
  const { answer, view, days } = props
  const intl = useIntl()
  const used = answer.rows.filter((row) => SORTS.some((s) => (numberIn(row, s) ?? 0) > 0))
  const lively = used.filter((row) => LIVELY.some((name) => (numberIn(row, name) ?? 0) > 0))
  const shown = (lively.length > 0 ? lively : used).slice(0, MOST_ROWS)
  const most = Math.max(1, ...used.map((row) => numberIn(row, view.sort) ?? 0))
  const label = (key: string): string => answer.labels['course']?.[key] ?? key
  return (
    <Section
      id="courses"
      title={<FormattedMessage {...overview.coursesTitle} />}
      subtitle={
        <FormattedMessage {...overview.coursesSubtitle} values={{ range: rangeText(intl, days) }} />
      }
      note={
        used.length > shown.length && (
          <span>
            <FormattedMessage {...overview.more} values={{ n: used.length - shown.length }} />
          </span>
        )
      }
      asOf={answer.metrics[0]!.asOf}
      csv={api.csv(props.parameters)}
    >
      {shown.length === 0 ? (
        <p>
          <FormattedMessage {...overview.noCourses} />
        </p>
      ) : (
        <div
          className={css.scroll}
          tabIndex={0}
          role="group"
          aria-label={intl.formatMessage(overview.scrolls)}
        >
          <table className={css.table}>
            <thead>
              <tr>
                <th className={css.thing} scope="col">
                  <FormattedMessage {...overview.course} />
                </th>
                {SORTS.map((name) => {
                  const metric = answer.metrics.find((m) => m.name === name)!
                  const sorted = view.sort === name
                  return (
                    <th
                      key={name}
                      className={css.head}
                      scope="col"
                      aria-sort={sorted ? 'descending' : 'none'}
                    >
                      <Definition metric={metric} look="name">
                        {metric.label}
                      </Definition>
                      <button
                        className={css.sort}
                        type="button"
                        data-sorted={sorted}
                        aria-label={intl.formatMessage(overview.sortBy, { name: metric.label })}
                        onClick={() => props.onSort(name)}
                      >
                        ▼
                      </button>
                    </th>
                  )
                })}
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => {
                const key = String(row['course'])
                return (
                  <tr key={key} className={css.row} data-chosen={view.course === key}>
                    <th className={css.thing} scope="row">
                      <PageLink
                        className={css.link}
                        href={hrefOf(view, { course: key })}
                        label={intl.formatMessage(overview.courseAlone, { course: label(key) })}
                      >
                        {label(key)}
                      </PageLink>
                      <span className={css.key} dir="ltr">
                        {key}
                      </span>
                    </th>
                    {SORTS.map((name) => (
                      <Cell
                        key={name}
                        row={row}
                        name={name}
                        share={view.sort === name ? (numberIn(row, name) ?? 0) / most : 0}
                      />
                    ))}
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

function Cell(props: { row: Answer['rows'][number]; name: SortName; share: number }) {
  const { row, name, share } = props
  const value = numberIn(row, name)
  const before = numberIn(row, `${name}_previous`)
  return (
    <td className={css.figure}>
      {share > 0 && <span className={css.bar} style={{ inlineSize: `${share * 100}%` }} />}
      <span className={css.value}>
        {value === null ? '–' : <FormattedNumber value={value} />}
        {name === 'active_learners' &&
          value !== null &&
          before !== null &&
          (value > 0 || before > 0) && (
            <span className={css.change}>
              <Change now={value} before={before} />
            </span>
          )}
      </span>
    </td>
  )
}
