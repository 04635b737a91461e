import { useQuery } from '@tanstack/react-query'
import { FormattedMessage } from 'react-intl'
import type { Course } from '../../../contract/course.ts'
import type { Session } from '../../../contract/session.ts'
import { useAnswer } from '../../app/answer.ts'
import { api } from '../../app/api.ts'
import { useNow } from '../../app/now.ts'
import { activeGrains, daysOf, grainOf, todayIn } from '../../app/period.ts'
import { hrefOf, useView } from '../../app/view.ts'
import { Answered } from '../../parts/Answered.tsx'
import { Filters } from '../../parts/Filters.tsx'
import { Notice } from '../../parts/Notice.tsx'
import { PageLink } from '../../parts/PageLink.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { ActiveChart } from '../../sections/ActiveChart.tsx'
import { flowGrain } from '../../sections/data.ts'
import { FlowChart } from '../../sections/FlowChart.tsx'
import { Multiples } from '../../sections/Multiples.tsx'
import { Cohorts } from './Cohorts.tsx'
import { CourseHead } from './CourseHead.tsx'
import { CourseLead } from './CourseLead.tsx'
import css from './CoursePage.module.css'
import { questionsOf } from './data.ts'
import { Distribution } from './Distribution.tsx'
import { course as messages } from './messages.ts'
import { People } from './People.tsx'
import { Retention } from './Retention.tsx'
import { Runs } from './Runs.tsx'
import { Way } from './Way.tsx'

/** One course: what happens in it, how far its learners have come, and who needs help. */
export function CoursePage(props: { session: Session }) {
  const [view] = useView()
  if (view.course === undefined) {
    return (
      <Notice tone="quiet">
        <FormattedMessage {...messages.choose} />{' '}
        <PageLink href={hrefOf(view, { page: 'courses' })}>
          <FormattedMessage {...messages.back} />
        </PageLink>
      </Notice>
    )
  }
  return <OneCourse key={view.course} session={props.session} course={view.course} />
}

function OneCourse(props: { session: Session; course: string }) {
  const { session, course } = props
  const about = useQuery({ queryKey: ['course', course], queryFn: () => api.course(course) })
  // The days of its figures are those of its zone: they are asked for when it is known.
  if (about.data === undefined) {
    return <ProblemNotice error={about.error} retry={() => void about.refetch()} />
  }
  // An address may write it otherwise; figures come under the key as the platform has it.
  return <KnownCourse session={session} course={about.data.key} about={about.data} />
}

function KnownCourse(props: { session: Session; course: string; about: Course }) {
  const { session, course, about } = props
  const [view, change] = useView()
  const now = useNow()
  const sites = session.sites.filter((s) => about.sites.includes(s.key))
  const zone = (sites.length === 1 ? sites[0]?.zone : null) ?? session.zone
  const days = daysOf(view, zone, now)
  const grain = grainOf(view.grain, days, activeGrains(view.rolling))
  const questions = questionsOf(course, {
    days,
    today: todayIn(zone, now),
    zone,
    grain,
    flowGrain: flowGrain(days, grain),
    compared: view.compare,
    rolling: view.rolling,
  })
  const { kind } = session
  const totals = useAnswer(questions.totals, kind)
  const standing = useAnswer(questions.standing, kind)
  const active = useAnswer(questions.active, kind)
  const flows = useAnswer(questions.flows, kind)
  const content = useAnswer(questions.content, kind)
  const points = useAnswer(questions.points, kind)
  const grades = useAnswer(questions.grades, kind)
  const modes = useAnswer(questions.modes, kind)
  const weeks = useAnswer(questions.weeks, kind)
  const cohorts = useAnswer(questions.cohorts, kind)
  const way = useAnswer(questions.way, kind)
  const enrolled = useAnswer(questions.enrolled, kind)
  const began = useAnswer(questions.began, kind)
  const outline = useQuery({ queryKey: ['outline', course], queryFn: () => api.outline(course) })
  const standings = [standing, content, points, grades, modes, cohorts]
  const answers = [totals, active, flows, weeks, way, began, enrolled, ...standings]
  const failed = answers.find((a) => a.isError)
  // Where the content of a course is not known, its points are.
  const known = content.data?.rows.some((r) => r['content_band'] !== 'none') === true
  const progress = known ? content : points
  return (
    <>
      <CourseHead view={view} about={about} course={course} zone={zone} />
      <Filters view={view} days={days} onChange={change} />
      {failed !== undefined && (
        <ProblemNotice error={failed.error} retry={() => void failed.refetch()} />
      )}
      <div data-old={answers.some((a) => a.isPlaceholderData)}>
        <Answered of={[totals, standing]}>
          {(figures, stand) => (
            <CourseLead
              view={view}
              days={days}
              answers={[figures, stand, ...(began.data === undefined ? [] : [began.data])]}
            />
          )}
        </Answered>
        <Answered of={[active]}>
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
        <Answered of={[flows]}>
          {(answer) => (
            <FlowChart
              answer={answer}
              parameters={questions.flows}
              days={days}
              grain={flowGrain(days, grain)}
            />
          )}
        </Answered>
        <Answered of={[enrolled, modes]}>
          {(answer, ranked) => (
            <Multiples
              id="enrolled"
              title={<FormattedMessage {...messages.enrolledTitle} />}
              answer={answer}
              order={ranked.rows.map((row) => row['mode'] as string | null)}
              parameters={questions.enrolled}
              by="mode"
              days={days}
              grain={grain}
            />
          )}
        </Answered>
        <Answered of={[way, began, outline]}>
          {(answer, started, content) => (
            <Way answer={answer} began={started} outline={content} parameters={questions.way} />
          )}
        </Answered>
        <div className={css.pair}>
          <Answered of={[progress]}>
            {(answer) => (
              <Distribution
                id="progress"
                title={messages.standTitle}
                subtitle={known ? messages.contentSubtitle : messages.pointsSubtitle}
                by={known ? 'content_band' : 'progress_band'}
                answer={answer}
                parameters={known ? questions.content : questions.points}
              />
            )}
          </Answered>
          <Answered of={[grades]}>
            {(answer) => (
              <Distribution
                id="grades"
                title={messages.gradeTitle}
                subtitle={messages.gradeSubtitle}
                by="grade_band"
                answer={answer}
                parameters={questions.grades}
              />
            )}
          </Answered>
        </div>
        <div className={css.pair}>
          <Answered of={[weeks]}>
            {(answer) =>
              answer.rows.length > 1 && <Retention answer={answer} parameters={questions.weeks} />
            }
          </Answered>
          <Answered of={[modes]}>
            {(answer) => (
              <Distribution
                id="modes"
                title={messages.modesTitle}
                subtitle={messages.modesSubtitle}
                by="mode"
                answer={answer}
                parameters={questions.modes}
              />
            )}
          </Answered>
        </div>
        <Answered of={[cohorts]}>
          {(answer) => <Cohorts answer={answer} parameters={questions.cohorts} days={days} />}
        </Answered>
        <Runs view={view} session={session} course={course} asked={questions.runs} />
        <People session={session} asked={questions.people} days={days} />
      </div>
    </>
  )
}
