import type { Bucket } from '../../kernel/time.ts'
import type { Dialect } from '../../store/dialect.ts'
import { and, integer, join, name, raw, sql, type Sql } from '../../store/sql.ts'
import type { Elapsed, Flow, Metric } from '../define.ts'
import { grouped, partsOf, peopleOf } from './parts.ts'
import { FEW_BUCKETS, whole, type Question } from './question.ts'

/** Counts rows, or different values, in the bucket that their instant lies in. */
export function flowStatement(
  metric: Metric,
  measure: Flow,
  on: { readonly question: Question; readonly dialect: Dialect },
): Sql {
  const { question, dialect } = on
  const parts = partsOf(metric, question, { instant: measure.instant })
  const value =
    measure.distinct === null || parts.unique
      ? raw('count(*)')
      : dialect.countDistinct(measure.distinct.map((c) => name('f', c)))
  const scaled = measure.per === 1 ? value : sql`${value} / cast(${integer(measure.per)} as double)`
  const { bucket, calendar, within } = bucketed(measure.instant, on)
  return sql`select ${grouped(parts.groups)} ${bucket} as bucket, ${scaled} as value ${peopleOf(question)}
    from ${parts.table} as f ${parts.joins} ${calendar}
    where ${and([within, ...parts.conditions])} group by all`
}

const QUARTERS_A_DAY = integer(96)

/** Median or mean of the days between two instants of a row, in the bucket of the later one. */
export function elapsedStatement(
  metric: Metric,
  measure: Elapsed,
  on: { readonly question: Question; readonly dialect: Dialect },
): Sql {
  const { question, dialect } = on
  const parts = partsOf(metric, question, { instant: measure.instant })
  const [from, to] = [name('f', measure.from), name('f', measure.instant)]
  const days = sql`(${to} - ${from}) / cast(${QUARTERS_A_DAY} as double)`
  const value = measure.take === 'median' ? dialect.median(days) : dialect.mean(days)
  const { bucket, calendar, within } = bucketed(measure.instant, on)
  return sql`select ${grouped(parts.groups)} ${bucket} as bucket, ${value} as value, count(*) as n ${peopleOf(question)}
    from ${parts.table} as f ${parts.joins} ${calendar}
    where ${and([within, sql`${to} >= ${from}`, ...parts.conditions])} group by all`
}

function bucketed(
  instant: string,
  on: { readonly question: Question; readonly dialect: Dialect },
): { bucket: Sql; calendar: Sql; within: Sql } {
  const { buckets } = on.question
  const at = name('f', instant)
  const { lo, hi } = whole(buckets)
  const within = sql`${at} >= ${integer(lo)} and ${at} < ${integer(hi)}`
  return { ...bucketOf(buckets, at, on.dialect), within }
}

function bucketOf(
  buckets: readonly Bucket[],
  at: Sql,
  dialect: Dialect,
): { bucket: Sql; calendar: Sql } {
  if (buckets.length === 1) return { bucket: raw('0'), calendar: raw('') }
  if (buckets.length <= FEW_BUCKETS) {
    const cases = buckets.map(
      (b, i) => sql`when ${at} >= ${integer(b.lo)} and ${at} < ${integer(b.hi)} then ${integer(i)}`,
    )
    return { bucket: sql`case ${join(cases, ' ')} end`, calendar: raw('') }
  }
  return {
    bucket: raw('b.bucket'),
    calendar: sql`join ${dialect.calendar(buckets)} as b on b.quarter = ${at}`,
  }
}
