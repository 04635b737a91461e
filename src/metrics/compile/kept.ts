import { activeCourseDay, FAR_QUARTERS } from '../../facts/active-day.ts'
import { QUARTERS_A_DAY, type Span } from '../../kernel/time.ts'
import { and, integer, join, name, raw, sql, type Sql } from '../../store/sql.ts'
import type { Flow, Metric } from '../define.ts'
import type { DimensionName } from '../dimensions/dimension.ts'
import { placed } from './bucket.ts'
import { grouped, groupNames, partsOf } from './parts.ts'
import { whole, type Question } from './question.ts'
import { countsLearners, firstVisits } from './visits.ts'

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

/**
 * Answers from counts of local days that are kept. They count everybody: what people of teams and staff
 * add to them is taken away again, by the few visits of these.
 */
export function keptStatement(metric: Metric, measure: Flow, question: Question): Sql {
  return countsLearners(measure)
    ? learnersByDay(metric, measure, question)
    : courseDays(metric, measure, question)
}

/** Different learners by bucket, each bucket a run of days. */
function learnersByDay(metric: Metric, measure: Flow, question: Question): Sql {
  const at = name('f', measure.instant)
  const before = { before: raw('f.before'), doubtful: null }
  const day = placed(question.buckets, raw('f.day'))
  const visit = placed(question.buckets, at)
  const { days, rest, all } = stretchesOf(question)
  const told = [
    sql`select ${day.bucket} as bucket, sum(f.visits) as value from active_day as f
      where ${and([within(days, raw('f.day')), firstVisits(before, day.lo)])} group by all`,
  ]
  if (rest !== null) {
    told.push(sql`select ${visit.bucket} as bucket, count(*) as value from active_quarter as f
      where ${and([within(rest, at), firstVisits(before, visit.lo)])} group by all`)
  }
  if (question.population !== 'everyone') {
    const parts = partsOf(metric, question, { instant: measure.instant })
    told.push(sql`select ${visit.bucket} as bucket,
        count(distinct f.learner) filter (where ${and(parts.conditions)})
          - count(*) filter (where ${firstVisits(before, visit.lo)}) as value
      from teacher_quarter as f ${parts.joins} where ${within(all, at)} group by all`)
  }
  return sql`select bucket, sum(value) as value from (${join(told, ' union all ')}) group by all
    having sum(value) <> 0`
}

/** Quarter hours, or courses that have any. */
function courseDays(metric: Metric, measure: Flow, question: Question): Sql {
  const quarters = measure.distinct?.includes(measure.instant) === true
  const everyone: Question = { ...question, population: 'everyone' }
  const at = name('f', measure.instant)
  const counted = partsOf({ ...metric, rollUp: { fact: activeCourseDay } }, everyone, {
    instant: 'day',
  })
  const parts = partsOf(metric, everyone, { instant: measure.instant })
  const day = placed(question.buckets, raw('f.day'))
  const visit = placed(question.buckets, at)
  const { days, rest, all } = stretchesOf(question)
  const told = [
    sql`select ${grouped(counted.groups)} f.course, ${day.bucket} as bucket,
        sum(${raw(quarters ? 'f.observed' : 'f.visits')}) as value
      from ${counted.table} as f ${counted.joins}
      where ${and([within(days, raw('f.day')), ...counted.conditions])} group by all`,
  ]
  if (rest !== null) {
    told.push(sql`select ${grouped(parts.groups)} f.course, ${visit.bucket} as bucket, count(*) as value
      from ${parts.table} as f ${parts.joins}
      where ${and([within(rest, at), ...parts.conditions])} group by all`)
  }
  if (question.population !== 'everyone') {
    // What staff and teams did in their own courses counts for nothing.
    told.push(sql`select ${grouped(parts.groups)} f.course, ${visit.bucket} as bucket, -count(*) as value
      from teacher_quarter as f ${parts.joins}
        left join team_member as team on team.learner = f.learner and team.course = f.course
        left join (select learner from learner where global_staff) as staff on staff.learner = f.learner
      where ${and([within(all, at), ...parts.conditions])}
        and (team.learner is not null or staff.learner is not null) group by all`)
  }
  const groups = groupNames(counted.groups)
  const list = groups.length === 0 ? raw('') : sql`${join(groups)},`
  const value = quarters
    ? sql`sum(value) / cast(${integer(measure.per)} as double)`
    : raw('count(*)')
  return sql`select ${list} bucket, ${value} as value from (
      select ${list} course, bucket, sum(value) as value from (${join(told, ' union all ')})
      group by all having sum(value) <> 0)
    group by all`
}

/** The days of which counts are kept, and what is left of a day that is cut short. */
function stretchesOf({ buckets, cut }: Question): { days: Span; rest: Span | null; all: Span } {
  const all = whole(buckets)
  if (cut === undefined) return { days: all, rest: null, all }
  return { days: { lo: all.lo, hi: cut }, rest: { lo: cut, hi: all.hi }, all }
}

function within({ lo, hi }: Span, at: Sql): Sql {
  return sql`${at} >= ${integer(lo)} and ${at} < ${integer(hi)}`
}
