import { FormattedList, FormattedMessage, FormattedNumber, useIntl } from 'react-intl'
import { labelOf } from '../../../contract/label.ts'
import type { Answer } from '../../../contract/query.ts'
import { dayCount, type Days } from '../../app/period.ts'
import { hrefOf, type View } from '../../app/view.ts'
import { Change } from '../../parts/Change.tsx'
import { Definition } from '../../parts/Definition.tsx'
import { LeadText } from '../../parts/LeadText.tsx'
import { PageLink } from '../../parts/PageLink.tsx'
import { numberIn } from '../../app/answer.ts'
import css from './Lead.module.css'
import { lead } from './messages.ts'
import { comparedWith, periodText } from '../../parts/words.ts'

/** Courses smaller than this in the period before are not said to have lost anybody. */
const WORTH_SAYING = 10

/** What happened, in sentences made from the figures; every number carries its definition. */
export function Lead(props: {
  view: View
  days: Days
  totals: Answer
  courses: Answer | undefined
  /** The courses are still those of the question before: what is said of them keeps its place, unseen. */
  awaited: boolean
}) {
  const { view, days, totals, courses } = props
  const intl = useIntl()
  const row = totals.rows[0]
  const learners = numberIn(row, 'active_learners')
  const before = numberIn(row, 'active_learners_previous')
  const metric = (name: string) => totals.metrics.find((m) => m.name === name)!
  const figure = (name: string, evidence: string) => (
    <Definition metric={metric(name)} evidence={evidence}>
      <FormattedNumber value={numberIn(row, name) ?? 0} />
    </Definition>
  )
  const period = periodText(intl, view, days)
  if (learners === null)
    return (
      <LeadText>
        <FormattedMessage {...lead.unknown} values={{ period }} />
      </LeadText>
    )
  if (learners === 0 && (numberIn(row, 'new_enrollments') ?? 0) === 0) {
    return (
      <LeadText>
        <FormattedMessage {...lead.nobody} values={{ period }} />
      </LeadText>
    )
  }
  const passed = numberIn(row, 'new_passing')
  return (
    <LeadText>
      <FormattedMessage
        {...lead.learned}
        values={{
          figure: figure('active_learners', 'active'),
          n: learners,
          period,
          change:
            before === null ? (
              ''
            ) : before === learners ? (
              <FormattedMessage {...lead.sameChange} />
            ) : (
              <FormattedMessage
                {...comparedWith(view, totals.period.partial)}
                values={{
                  change: <Change now={learners} before={before} unit="learners" />,
                  days: dayCount(days),
                }}
              />
            ),
        }}
      />{' '}
      {passed !== null && (
        <FormattedMessage
          {...lead.enrolled}
          values={{
            enrolled: figure('new_enrollments', 'flows'),
            n: numberIn(row, 'new_enrollments') ?? 0,
            passed: figure('new_passing', 'flows'),
            p: passed,
          }}
        />
      )}{' '}
      {courses !== undefined && view.course === undefined && (
        <span className={props.awaited ? css.awaited : undefined}>
          <Remarkable view={view} courses={courses} />
        </span>
      )}
    </LeadText>
  )
}

/** The courses that lost half of their learners; else the one with most. */
function Remarkable(props: { view: View; courses: Answer }) {
  const { view, courses } = props
  const named = courses.rows.map((row) => ({
    key: String(row['course']),
    state: String(row['course_state']),
    now: numberIn(row, 'active_learners') ?? 0,
    before: numberIn(row, 'active_learners_previous') ?? 0,
  }))
  const label = (key: string): string => labelOf(courses.labels, 'course', key) ?? key
  const link = (key: string) => (
    <PageLink key={key} href={hrefOf(view, { page: 'course', course: key })}>
      {label(key)}
    </PageLink>
  )
  // A run that has ended loses its learners by itself.
  const lost = named.filter(
    (c) => c.state === 'running' && c.before >= WORTH_SAYING && c.now <= c.before / 2,
  )
  if (lost.length > 0) {
    const worst = lost.sort((a, b) => b.before - b.now - (a.before - a.now)).slice(0, 3)
    return (
      <FormattedMessage
        {...lead.lost}
        values={{
          n: lost.length,
          courses: <FormattedList value={worst.map((c) => link(c.key))} />,
        }}
      />
    )
  }
  const most = named.sort((a, b) => b.now - a.now)[0]
  if (most === undefined || most.now === 0) return null
  const metric = courses.metrics.find((m) => m.name === 'active_learners')!
  const learners = (
    <Definition metric={metric} evidence="courses">
      <FormattedNumber value={most.now} />
    </Definition>
  )
  return <FormattedMessage {...lead.most} values={{ course: link(most.key), learners }} />
}
