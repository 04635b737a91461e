import type { Dialect } from '../../store/dialect.ts'
import { and, integer, join, name, raw, sql, type Sql } from '../../store/sql.ts'
import type { Metric, Rolling } from '../define.ts'
import { grouped, groupNames, partsOf } from './parts.ts'
import { whole, type Question } from './question.ts'

/**
 * How the number of learners changes from day to day, to be summed up in order: each day on which
 * somebody learned counts them for so many days, or until the next such day. The question's buckets are
 * local days, beginning a window before the first one asked for.
 */
export function rollingStatement(
  metric: Metric,
  measure: Rolling,
  on: { readonly question: Question; readonly dialect: Dialect },
): Sql {
  const { question, dialect } = on
  const { buckets } = question
  const parts = partsOf(metric, question, { instant: measure.instant })
  const at = name('f', measure.instant)
  const { lo, hi } = whole(buckets)
  const groups = groupNames(parts.groups)
  const list = groups.length === 0 ? raw('') : sql`${join(groups)},`
  const conditions = [sql`${at} >= ${integer(lo)} and ${at} < ${integer(hi)}`, ...parts.conditions]
  const lasts = sql`day + ${integer(measure.days)}`
  return sql`select ${list} bucket, sum(change) as value from (
      with visit as (
        select distinct ${grouped(parts.groups)} f.learner, b.bucket as day
        from ${parts.table} as f ${parts.joins}
          join ${dialect.calendar(buckets)} as b on b.quarter = ${at}
        where ${and(conditions)}),
      stay as (
        select *, lead(day) over (partition by ${list} learner order by day) as later from visit)
      select ${list} day as bucket, 1 as change from stay
      union all
      select ${list} least(${lasts}, coalesce(later, ${lasts})), -1 from stay)
    group by all having sum(change) <> 0`
}
