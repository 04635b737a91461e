import { and, integer, join, name, raw, sql, type Sql } from '../../store/sql.ts'
import type { Metric, Rolling } from '../define.ts'
import { grouped, groupNames, partsOf } from './parts.ts'
import { placed } from './bucket.ts'
import { whole, type Question } from './question.ts'
import { enoughVisits, visitsOf, type Visits } from './visits.ts'

/**
 * How the number of learners changes from day to day, to be summed up in order: each day on which
 * somebody learned counts them for so many days, or until the next such day. The question's buckets are
 * local days, beginning a window before the first one asked for.
 */
export function rollingStatement(metric: Metric, measure: Rolling, question: Question): Sql {
  const { buckets } = question
  const parts = partsOf(metric, question, { instant: measure.instant })
  const at = name('f', measure.instant)
  const { lo, hi } = whole(buckets)
  const day = placed(buckets, at)
  const visits = question.days === true ? null : visitsOf(metric, question)
  const groups = groupNames(parts.groups)
  const list = groups.length === 0 ? raw('') : sql`${join(groups)},`
  const within = (column: Sql): Sql =>
    sql`${column} >= ${integer(lo)} and ${column} < ${integer(hi)}`
  const rows = question.days === true ? raw('theirs') : parts.table
  const source = (extra: readonly Sql[]): Sql => sql`from ${rows} as f
    ${parts.joins} ${visits?.joins ?? raw('')}
    where ${and([within(at), ...parts.conditions, ...extra])}`
  const days = integer(measure.days)
  const told =
    question.days === true
      ? fromDays()
      : [
          ...(visits === null ? [] : [fromBefore(visits)]),
          ...(visits === null || visits.doubtful !== null
            ? [toldApart(visits?.doubtful ?? null)]
            : []),
        ]
  const theirs =
    question.days === true
      ? sql`with theirs as (select * from teacher_quarter as f where ${within(at)})`
      : raw('')
  return sql`${theirs} select ${list} bucket, sum(change) as value from (${join(told, ' union all ')})
    group by all having sum(change) <> 0`

  /** The visit before is known: this one adds the days that it did not reach to. */
  function fromBefore({ before, doubtful }: Visits): Sql {
    const earlier = earlierThan(before)
    const sure = doubtful === null ? [] : [sql`not ${doubtful}`]
    return changes(sql`select ${grouped(parts.groups)} ${day.bucket} as day, ${earlier} as earlier,
        1 as visits ${source(sure)}`)
  }

  function earlierThan(before: Sql): Sql {
    return sql`coalesce(${placed(buckets, before).bucket}, -${days})`
  }

  function changes(visits: Sql): Sql {
    return sql`select ${list} unnest([greatest(day, earlier + ${days}), day + ${days}]) as bucket,
        unnest([visits, -visits]) as change
      from (${visits}) as visit where earlier < day`
  }

  /** Days are counted already, with everybody: teams and staff are taken away, and told apart. */
  function fromDays(): readonly Sql[] {
    const kept = placed(buckets, raw('f.day'))
    const earlier = earlierThan(raw('f.before'))
    const everybody = changes(sql`select ${kept.bucket} as day, ${earlier} as earlier, f.visits
      from active_day as f where ${within(raw('f.day'))}`)
    if (question.population === 'everyone') return [everybody]
    const tooMany = changes(sql`select ${day.bucket} as day, ${earlier} as earlier, -1 as visits
      from theirs as f`)
    return [everybody, tooMany, toldApart(null)]
  }

  /** Learners are told apart, and their days put in order. */
  function toldApart(only: Sql | null): Sql {
    const lasts = sql`day + ${days}`
    return sql`select ${list} unnest([day, least(${lasts}, coalesce(later, ${lasts}))]) as bucket,
        unnest([1, -1]) as change
      from (select *, lead(day) over (partition by ${list} learner order by day) as later
        from (select distinct ${grouped(parts.groups)} f.learner, ${day.bucket} as day
          ${source([...(only === null ? [] : [only]), enoughVisits(metric, question, day.lo)])})) as stay`
  }
}
