import { QUARTERS_A_DAY } from '../../kernel/time.ts'
import type { Dialect } from '../../store/dialect.ts'
import { and, integer, name, raw, sql, type Sql } from '../../store/sql.ts'
import type { Mean, Metric, State } from '../define.ts'
import { grouped, partsOf, peopleOf } from './parts.ts'
import type { Question } from './question.ts'
import { wholesOf } from './wholes.ts'

/** Counts pairs of learner and course as they stand, or takes their mean, in percent. */
export function stateStatement(
  metric: Metric,
  measure: State,
  on: { readonly question: Question; readonly dialect: Dialect },
): Sql {
  const { question, dialect } = on
  const parts = partsOf(metric, question, { instant: null })
  const { mean } = measure
  const worth =
    mean === null || mean.of === null
      ? raw('')
      : sql`join ${wholesOf(mean.of, question.now)} as worth on worth.course = f.course`
  const quiet = quietOf(measure, question)
  const value = mean === null ? raw('count(*)') : dialect.mean(shareOf(mean))
  return sql`select ${grouped(parts.groups)} 0 as bucket, ${value} as value, count(*) as n ${peopleOf(question)}
    from ${parts.table} as f ${parts.joins} ${worth} ${quiet.joins}
    where ${and([...parts.conditions, ...quiet.conditions])} group by all`
}

/** A part of a whole in percent; somebody's points may be out of more than most have. */
function shareOf(mean: Mean): Sql {
  const column = name('f', mean.column)
  if (mean.of === null) return sql`100.0 * ${column}`
  return sql`100.0 * least(1.0, coalesce(${column}, 0) / worth.whole)`
}

/** Only while the course runs: since the last act, the enrollment or the start, whichever is later. */
function quietOf(measure: State, question: Question): { joins: Sql; conditions: readonly Sql[] } {
  if (measure.quiet === null) return { joins: raw(''), conditions: [] }
  const { asOf, now, quiet } = question
  const joins = sql`join course_run as going on going.course = f.course
    left join ${wholesOf('blocks', now)} as todo on todo.course = f.course`
  const silent = sql`(${integer(asOf)} - greatest(f.since, coalesce(f.last_act, f.since), going.starts))`
  const risk = integer(quiet.risk * QUARTERS_A_DAY)
  const lapsed = integer(quiet.lapsed * QUARTERS_A_DAY)
  return {
    joins,
    conditions: [
      // Without the structure nobody is known to have finished.
      raw('(todo.whole is null or coalesce(f.completed, 0) < todo.whole)'),
      sql`going.starts <= ${integer(now)} and (going.ends is null or going.ends > ${integer(now)})`,
      measure.quiet === 'lapsed'
        ? sql`${silent} >= ${lapsed}`
        : sql`${silent} >= ${risk} and ${silent} < ${lapsed}`,
    ],
  }
}
