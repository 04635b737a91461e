import { activeCourseDay, FAR_QUARTERS } from '../../facts/active-day.ts'
import { QUARTERS_A_DAY } from '../../kernel/time.ts'
import { and, integer, join, name, raw, sql, type Sql } from '../../store/sql.ts'
import type { Flow, Metric } from '../define.ts'
import type { DimensionName } from '../dimensions/dimension.ts'
import { placed } from './bucket.ts'
import { grouped, groupNames, partsOf } from './parts.ts'
import { whole, type Question } from './question.ts'
import { firstVisits } from './visits.ts'

/** What the counts by course can be split and filtered by: what a course alone decides. */
const OF_COURSE: readonly DimensionName[] = [
  'site',
  'organization',
  'course',
  'pacing',
  'course_state',
]

/** Whether counts of days can tell what is asked of buckets that are whole days. */
export function daysTell(metric: Metric, question: Omit<Question, 'buckets' | 'rollUps'>): boolean {
  const { measure } = metric
  if (metric.rollUp?.days !== true || question.people || question.outside) return false
  const dimensions = [...question.by, ...question.filter.map((f) => f.dimension)]
  const ofCourses = measure.kind === 'flow' && !countsLearners(measure)
  if (ofCourses) return dimensions.every((d) => OF_COURSE.includes(d.name))
  return dimensions.length === 0 && question.scope.everything
}

/** A visit more than a year after the one before is kept as if it had been the first. */
export const MOST_KEPT_QUARTERS = FAR_QUARTERS - QUARTERS_A_DAY

const countsLearners = (measure: Flow): boolean => measure.distinct?.join() === 'learner'

/**
 * Answers from counts of local days that are kept. They count everybody: what people of teams and staff
 * add to them is taken away again, by the few visits of these.
 */
export function keptStatement(metric: Metric, measure: Flow, question: Question): Sql {
  return countsLearners(measure)
    ? learnersByDay(metric, measure, question)
    : courseDays(metric, measure, question)
}

/** Those whose visits the counts have too many of: everybody of a team, and global staff. */
export const teaching = raw(`join (select learner from team_member
    union select learner from learner where global_staff) as teaches on teaches.learner = f.learner`)

/** Different learners by bucket, each bucket a run of days. */
function learnersByDay(metric: Metric, measure: Flow, question: Question): Sql {
  const at = name('f', measure.instant)
  const before = { before: raw('f.before'), joins: raw(''), doubtful: null }
  const day = placed(question.buckets, raw('f.day'))
  const kept = sql`select ${day.bucket} as bucket, sum(f.visits) as value
    from active_day as f
    where ${and([within(question, raw('f.day')), firstVisits(before, day.lo)])} group by all`
  if (question.population === 'everyone') return kept
  const visit = placed(question.buckets, at)
  const parts = partsOf(metric, question, { instant: measure.instant })
  const corrected = sql`select ${visit.bucket} as bucket,
      count(distinct f.learner) filter (where ${and(parts.conditions)})
        - count(*) filter (where ${firstVisits(before, visit.lo)}) as value
    from ${parts.table} as f ${teaching} ${parts.joins}
    where ${within(question, at)} group by all`
  return sql`select bucket, sum(value) as value from (${kept} union all ${corrected}) group by all
    having sum(value) <> 0`
}

/** Quarter hours, or courses that have any. */
function courseDays(metric: Metric, measure: Flow, question: Question): Sql {
  const quarters = measure.distinct?.includes(measure.instant) === true
  const everyone: Question = { ...question, population: 'everyone' }
  const days = partsOf({ ...metric, rollUp: { fact: activeCourseDay } }, everyone, {
    instant: 'day',
  })
  const day = placed(question.buckets, raw('f.day'))
  const kept = sql`select ${grouped(days.groups)} f.course, ${day.bucket} as bucket,
      sum(${raw(quarters ? 'f.observed' : 'f.visits')}) as value
    from ${days.table} as f ${days.joins}
    where ${and([within(question, raw('f.day')), ...days.conditions])} group by all`
  const groups = groupNames(days.groups)
  const list = groups.length === 0 ? raw('') : sql`${join(groups)},`
  const value = quarters
    ? sql`sum(value) / cast(${integer(measure.per)} as double)`
    : raw('count(*)')
  const both = question.population === 'everyone' ? kept : sql`${kept} union all ${ofTeams()}`
  return sql`select ${list} bucket, ${value} as value from (
      select ${list} course, bucket, sum(value) as value from (${both}) group by all having sum(value) <> 0)
    group by all`

  /** What staff and teams did in their own courses counts for nothing. */
  function ofTeams(): Sql {
    const at = name('f', measure.instant)
    const parts = partsOf(metric, everyone, { instant: measure.instant })
    const { bucket } = placed(question.buckets, at)
    return sql`select ${grouped(parts.groups)} f.course, ${bucket} as bucket, -count(*) as value
      from ${parts.table} as f ${teaching} ${parts.joins}
        left join team_member as team on team.learner = f.learner and team.course = f.course
        left join (select learner from learner where global_staff) as staff on staff.learner = f.learner
      where ${and([within(question, at), ...parts.conditions])}
        and (team.learner is not null or staff.learner is not null) group by all`
  }
}

function within(question: Question, at: Sql): Sql {
  const { lo, hi } = whole(question.buckets)
  return sql`${at} >= ${integer(lo)} and ${at} < ${integer(hi)}`
}
