import { FormattedMessage, useIntl } from 'react-intl'
import { useQuery } from '@tanstack/react-query'
import type { Session } from '../../../contract/session.ts'
import { api } from '../../app/api.ts'
import { frame } from '../../app/messages.ts'
import { daysOf, usualGrain } from '../../app/period.ts'
import { useNow } from '../../app/now.ts'
import { siteChoices, zoneOf } from '../../app/site.ts'
import { useView } from '../../app/view.ts'
import { Instant } from '../../parts/Definition.tsx'
import { Filters } from '../../parts/Filters.tsx'
import { Notice } from '../../parts/Notice.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { ApiProblem } from '../../app/api.ts'
import { ActiveChart } from '../../sections/ActiveChart.tsx'
import { CourseTable } from './CourseTable.tsx'
import { useAnswer } from '../../app/answer.ts'
import { flowGrain } from '../../sections/data.ts'
import { questionsOf } from './data.ts'
import { FlowChart } from '../../sections/FlowChart.tsx'
import { Lead } from './Lead.tsx'
import { overview } from './messages.ts'
import css from './Overview.module.css'
import { SourceNotice } from './SourceNotice.tsx'

/** The first page: what happened, one large chart, who joined and passed, and where people learn. */
export function Overview(props: { session: Session }) {
  const { session } = props
  const intl = useIntl()
  const [view, change] = useView()
  const zone = zoneOf(session, view)
  const days = daysOf(view, zone, useNow())
  const grain = view.grain ?? usualGrain(days)
  const questions = questionsOf(view, { days, zone, grain })
  const totals = useAnswer(questions.totals, session.kind)
  const active = useAnswer(questions.active, session.kind)
  const flows = useAnswer(questions.flows, session.kind)
  const courses = useAnswer(questions.courses, session.kind)
  const choices = useCourseChoices(view.site)
  const answers = [totals, active, flows, courses]
  const failed = answers.find((a) => a.isError)
  const oldest = Math.min(...answers.map((a) => a.dataUpdatedAt))
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
        sites={siteChoices(session)}
        courses={choices}
        onChange={change}
      />
      <SourceNotice totals={totals.data} days={days} />
      {failed !== undefined &&
        (failed.data !== undefined && !(failed.error instanceof ApiProblem) ? (
          <Notice tone="broken">
            <FormattedMessage
              {...frame.offline}
              values={{ time: <Instant at={new Date(oldest).toISOString()} /> }}
            />
          </Notice>
        ) : (
          <ProblemNotice error={failed.error} retry={refetch} />
        ))}
      <div
        className={css.figures}
        data-old={answers.some((a) => a.isPlaceholderData)}
        aria-busy={totals.isPending}
      >
        {totals.data === undefined ? (
          failed === undefined && (
            <p className={css.loading}>{intl.formatMessage(overview.loading)}</p>
          )
        ) : (
          <Lead view={view} days={days} totals={totals.data} courses={courses.data} />
        )}
        {active.data === undefined ? (
          <div className={css.place} />
        ) : (
          <ActiveChart
            answer={active.data}
            parameters={questions.active}
            days={days}
            grain={grain}
            onGrain={(g) => change({ grain: g })}
          />
        )}
        {flows.data === undefined ? (
          <div className={css.place} />
        ) : (
          <FlowChart
            answer={flows.data}
            parameters={questions.flows}
            days={days}
            grain={flowGrain(days, grain)}
          />
        )}
        {courses.data !== undefined && (
          <CourseTable
            answer={courses.data}
            parameters={questions.courses}
            view={view}
            days={days}
            onSort={(sort) => change({ sort })}
          />
        )}
      </div>
    </>
  )
}

/** The courses that can be chosen: every one with an enrollment, by name. */
function useCourseChoices(site: string | undefined) {
  const parameters = {
    metrics: 'enrollments',
    by: 'course',
    site,
    sort: '-enrollments',
    limit: '1000',
  }
  const { data } = useQuery({
    queryKey: ['choices', site],
    queryFn: () => api.query(parameters),
    staleTime: 60_000,
    refetchInterval: (query) => (query.state.data?.rows.length === 0 ? 5_000 : 300_000),
  })
  if (data === undefined) return []
  const named = data.rows.map((row) => {
    const key = String(row['course'])
    const name = data.labels['course']?.[key]
    // Runs of one course share a name: the run tells them apart.
    return {
      value: key,
      label: name === undefined ? key : `${name} · ${key.split(/[+/]/).at(-1) ?? ''}`,
    }
  })
  return named.sort((a, b) => a.label.localeCompare(b.label))
}
