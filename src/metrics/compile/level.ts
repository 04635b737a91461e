import type { Bucket } from '../../kernel/time.ts'
import { and, integer, join, name, raw, sql, type Sql } from '../../store/sql.ts'
import type { Level, Metric, Progress } from '../define.ts'
import { grouped, groupNames, partsOf } from './parts.ts'
import { placed } from './bucket.ts'
import { whole, type Question } from './question.ts'

/** How a level changes from bucket to bucket: what begins less what ends, to be summed up in order. */
export function levelStatement(metric: Metric, measure: Level, question: Question): Sql {
  const { begins, ends, distinct } = measure
  const parts = partsOf(metric, question, { instant: begins })
  const source = sql`from ${parts.table} as f ${parts.joins} where ${and(parts.conditions)}`
  if (begins === null) {
    return sql`select ${grouped(parts.groups)} 0 as bucket, count(*) as value ${source} group by all`
  }
  const began =
    distinct === null
      ? sql`select ${grouped(parts.groups)} ${name('f', begins)} as instant, 1 as change ${source}
          and ${name('f', begins)} is not null`
      : sql`select ${grouped(parts.groups)} min(${name('f', begins)}) as instant, 1 as change ${source}
          and ${name('f', begins)} is not null group by ${join([...parts.groups, name('f', distinct)])}`
  const ended =
    ends === null
      ? raw('')
      : sql`union all select ${grouped(parts.groups)} ${name('f', ends)}, -1 ${source}
          and ${name('f', ends)} is not null`
  const { hi } = whole(question.buckets)
  return sql`select ${join([...groupNames(parts.groups), sql`${levelBucketOf(question.buckets)} as bucket`])}, sum(f.change) as value
    from (${began} ${ended}) as f
    where f.instant < ${integer(hi)} group by all`
}

/** How many different learners are behind a level at the end of each bucket. */
export function levelPeople(metric: Metric, measure: Level | Progress, question: Question): Sql {
  const { begins, ends } = measure
  const parts = partsOf(metric, question, { instant: begins })
  const at = join(question.buckets.map((b, i) => sql`(${integer(i)}, ${integer(b.hi)})`))
  const begun = begins === null ? raw('true') : sql`${name('f', begins)} < e.hi`
  const lasts =
    ends === null ? raw('true') : sql`(${name('f', ends)} is null or ${name('f', ends)} >= e.hi)`
  return sql`select ${grouped(parts.groups)} e.bucket, count(distinct f.learner) as value
    from ${parts.table} as f ${parts.joins} join (values ${at}) as e(bucket, hi) on ${and([begun, lasts])}
    where ${and(parts.conditions)} group by all`
}

/**
 * What lies before the first bucket goes to bucket -1, and what lies between a comparison and the period
 * changes the period's first value: a level adds up whatever happened before.
 */
export function levelBucketOf(buckets: readonly Bucket[]): Sql {
  const joined = buckets.map((b, i) => ({ lo: buckets[i - 1]?.hi ?? b.lo, hi: b.hi }))
  return sql`coalesce(${placed(joined, raw('f.instant')).bucket}, -1)`
}
