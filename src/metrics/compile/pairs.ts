import { learnerCourse } from '../../facts/learner-course.ts'
import { QUARTERS_A_DAY } from '../../kernel/time.ts'
import { and, integer, raw, sql, type Sql } from '../../store/sql.ts'
import type { Metric } from '../define.ts'
import { grouped, partsOf, peopleOf } from './parts.ts'
import { whole, type Question } from './question.ts'
import { countsLearners } from './visits.ts'

/** Shorter than four weeks, less the hour of a jumping clock, the visits themselves are few enough. */
export const LONG_QUARTERS = 28 * QUARTERS_A_DAY - 4

/** Whether first and last acts of learners in courses can tell who learned within a bucket. */
export function pairsTell(
  metric: Metric,
  question: Omit<Question, 'buckets' | 'rollUps'>,
): boolean {
  const { measure, rollUp } = metric
  if (rollUp?.pairs !== true || measure.kind !== 'flow') return false
  if (!countsLearners(measure)) return false
  // A mode is that of the act.
  return [...question.by, ...question.filter.map((f) => f.dimension)].every(
    (d) => d.name !== 'mode',
  )
}

/**
 * Different learners within one bucket: whose first or last act in a course lies in it did learn in it.
 * Only of those who learned both before and after must the visits be looked at; when the bucket ends now,
 * that is nobody.
 */
export function pairsStatement(metric: Metric, question: Question): Sql {
  const { lo, hi } = whole(question.buckets)
  const [from, to] = [integer(lo), integer(hi)]
  const parts = partsOf({ ...metric, rollUp: { fact: learnerCourse } }, question, { instant: null })
  const byCourse = question.by.some((d) => d.name === 'course')
  const value = raw(byCourse ? 'count(*)' : 'count(distinct f.learner)')
  return sql`select ${grouped(parts.groups)} 0 as bucket, ${value} as value ${peopleOf(question)}
    from (
      select * from learner_course where first_act < ${to} and last_act >= ${from}
        and (first_act >= ${from} or last_act < ${to})
      union all
      select l.* from learner_course as l where l.first_act < ${from} and l.last_act >= ${to}
        and exists (select 1 from active_quarter as v where v.learner = l.learner
          and v.course = l.course and v.quarter >= ${from} and v.quarter < ${to})) as f
      ${parts.joins}
    where ${and(parts.conditions)} group by all`
}
