import { FormattedMessage, useIntl } from 'react-intl'
import type { Answer } from '../../../contract/query.ts'
import { numberIn } from '../../app/answer.ts'
import { api, type Parameters } from '../../app/api.ts'
import type { Days } from '../../app/period.ts'
import { SORTS, type SortName, type View } from '../../app/view.ts'
import { Section } from '../../parts/Section.tsx'
import { rangeText } from '../../parts/words.ts'
import { CourseFigures } from '../../sections/CourseFigures.tsx'
import { overview } from './messages.ts'

const MOST_ROWS = 50
/** A course in which one of these happened is shown; quiet ones are in the list of all courses. */
const LIVELY = ['active_learners', 'active_learners_previous', 'new_enrollments', 'new_passing']

/** Courses ranked by a figure. */
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
      defines={answer.metrics}
    >
      {shown.length === 0 ? (
        <p>
          <FormattedMessage {...overview.noCourses} />
        </p>
      ) : (
        <CourseFigures
          answer={answer}
          rows={shown}
          columns={SORTS}
          view={view}
          rank={view.sort}
          onRank={(name) => props.onSort(SORTS.find((s) => s === name)!)}
          changes="active_learners"
        />
      )}
    </Section>
  )
}
