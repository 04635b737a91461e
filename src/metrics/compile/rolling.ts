import type { Dialect } from '../../store/dialect.ts'
import { and, integer, join, name, raw, sql, type Sql } from '../../store/sql.ts'
import type { Metric, Rolling } from '../define.ts'
import { grouped, groupNames, partsOf } from './parts.ts'
import { placed } from './bucket.ts'
import { whole, type Question } from './question.ts'
import { visitsOf, type Visits } from './visits.ts'

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
  const day = placed(buckets, at, { dialect })
  const visits = visitsOf(metric, question)
  const groups = groupNames(parts.groups)
  const list = groups.length === 0 ? raw('') : sql`${join(groups)},`
  const source = (extra: readonly Sql[], joins: Sql): Sql => sql`from ${parts.table} as f
    ${parts.joins} ${visits?.joins ?? raw('')} ${day.calendar} ${joins}
    where ${and([sql`${at} >= ${integer(lo)} and ${at} < ${integer(hi)}`, ...parts.conditions, ...extra])}`
  const days = integer(measure.days)
  const told = [
    ...(visits === null ? [] : [fromBefore(visits)]),
    ...(visits === null || visits.doubtful !== null ? [toldApart(visits?.doubtful ?? null)] : []),
  ]
  return sql`select ${list} bucket, sum(change) as value from (${join(told, ' union all ')})
    group by all having sum(change) <> 0`

  /** The visit before is known: this one adds the days that it did not reach to. */
  function fromBefore({ before, doubtful }: Visits): Sql {
    const earlier = placed(buckets, before, { dialect, as: 'e', outer: true })
    const sure = doubtful === null ? [] : [sql`not ${doubtful}`]
    return sql`select ${list} unnest([greatest(day, earlier + ${days}), day + ${days}]) as bucket,
        unnest([1, -1]) as change
      from (select ${grouped(parts.groups)} ${day.bucket} as day,
          coalesce(${earlier.bucket}, -${days}) as earlier
        ${source(sure, earlier.calendar)}) as visit
      where earlier < day`
  }

  /** Learners are told apart, and their days put in order. */
  function toldApart(only: Sql | null): Sql {
    const lasts = sql`day + ${days}`
    return sql`select ${list} unnest([day, least(${lasts}, coalesce(later, ${lasts}))]) as bucket,
        unnest([1, -1]) as change
      from (select *, lead(day) over (partition by ${list} learner order by day) as later
        from (select distinct ${grouped(parts.groups)} f.learner, ${day.bucket} as day
          ${source(only === null ? [] : [only], raw(''))})) as stay`
  }
}
