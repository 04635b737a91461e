import { FormattedMessage, useIntl } from 'react-intl'
import type { Session } from '../../../contract/session.ts'
import { useCourseChoices, usePlaces } from '../../app/choices.ts'
import { activeGrains, daysOf, grainOf, todayIn } from '../../app/period.ts'
import { frame } from '../../app/messages.ts'
import { useNow } from '../../app/now.ts'
import { zoneOf } from '../../app/site.ts'
import { hrefOf, useView } from '../../app/view.ts'
import { Filters } from '../../parts/Filters.tsx'
import { Answered } from '../../parts/Answered.tsx'
import { PageLink } from '../../parts/PageLink.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { ActiveChart } from '../../sections/ActiveChart.tsx'
import { Attention } from './Attention.tsx'
import { CourseTable } from './CourseTable.tsx'
import { KeyFigures } from './KeyFigures.tsx'
import { Months } from './Months.tsx'
import { useAnswer } from '../../app/answer.ts'
import { flowGrain } from '../../sections/data.ts'
import { questionsOf } from './data.ts'
import { FlowChart } from '../../sections/FlowChart.tsx'
import { Lead } from './Lead.tsx'
import { overview } from './messages.ts'
import css from './Overview.module.css'
import { SourceNotice } from './SourceNotice.tsx'

/** The flows that are drawn as bars. */
const DRAWN = 'new_enrollments,new_passing'

/** The first page: what happened, one large chart, who joined and passed, and where people learn. */
export function Overview(props: { session: Session }) {
  const { session } = props
  const intl = useIntl()
  const [view, change] = useView()
  const zone = zoneOf(session, view)
  const now = useNow()
  const days = daysOf(view, zone, now)
  const grain = grainOf(view.grain, days, activeGrains(view.rolling))
  const questions = questionsOf(view, { days, zone, grain })
  const totals = useAnswer(questions.totals, session.kind)
  const active = useAnswer(questions.active, session.kind)
  // What stands further down waits for what is read first.
  const seen = [totals, active].every((a) => a.data !== undefined && !a.isPlaceholderData)
  const flows = useAnswer(questions.flows, session.kind, seen)
  const courses = useAnswer(questions.courses, session.kind, seen)
  // At first they come with what is read: filters that grow later would move it.
  const choosing = seen || totals.data === undefined
  const choices = useCourseChoices(view, choosing)
  const answers = [totals, active, flows, courses]
  const failed = answers.find((a) => a.isError)
  const refetch = (): void => {
    for (const a of answers) void a.refetch()
  }
  return (
    <>
      <h1 className={css.hidden}>
        <FormattedMessage {...overview.title} />
      </h1>
      <Filters
        view={view}
        days={days}
        places={usePlaces(session, view.site, choosing)}
        courses={choices}
        onChange={change}
      />
      {failed !== undefined && <ProblemNotice error={failed.error} retry={refetch} />}
      <div
        data-old={[totals, active].some((a) => a.isPlaceholderData)}
        data-older={[flows, courses].some((a) => a.isPlaceholderData)}
        aria-busy={totals.isPending}
      >
        <div className={css.top}>
          <SourceNotice totals={totals.data} days={days} />
          {totals.data === undefined && failed === undefined && (
            <p className={css.loading}>{intl.formatMessage(overview.loading)}</p>
          )}
          <Answered of={[totals]}>
            {(figures) => (
              <>
                <Lead
                  view={view}
                  days={days}
                  totals={figures}
                  courses={courses.data}
                  awaited={courses.isPlaceholderData}
                />
                <KeyFigures totals={figures} over={flows.data} />
              </>
            )}
          </Answered>
        </div>
        <Answered of={[active]} place={<div className={css.place} />}>
          {(answer) => (
            <ActiveChart
              answer={answer}
              parameters={questions.active}
              days={days}
              grain={grain}
              rolling={view.rolling}
            />
          )}
        </Answered>
        {view.course === undefined && (
          <Attention view={view} parameters={questions.attention} zone={zone} when={seen} />
        )}
        <Answered of={[flows]} place={<div className={css.place} />}>
          {(answer) => (
            <FlowChart
              answer={answer}
              parameters={{ ...questions.flows, metrics: DRAWN }}
              days={days}
              grain={flowGrain(days, grain)}
            />
          )}
        </Answered>
        <Answered of={[courses]}>
          {(answer) => (
            <CourseTable
              answer={answer}
              parameters={questions.courses}
              view={view}
              days={days}
              onSort={(sort) => change({ sort })}
            />
          )}
        </Answered>
        {session.sites.length === 0 && courses.data?.rows.length === 0 && (
          <p>
            <FormattedMessage
              {...overview.nothingYet}
              values={{
                health: (
                  <PageLink href={hrefOf(view, { page: 'health' })}>
                    <FormattedMessage {...frame.health} />
                  </PageLink>
                ),
              }}
            />
          </p>
        )}
        <Months view={view} session={session} zone={zone} today={todayIn(zone, now)} />
      </div>
    </>
  )
}
