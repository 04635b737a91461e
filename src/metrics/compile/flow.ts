import { QUARTERS_A_DAY } from '../../kernel/time.ts'
import type { Dialect } from '../../store/dialect.ts'
import { and, integer, name, raw, sql, type Sql } from '../../store/sql.ts'
import type { Elapsed, Flow, Metric } from '../define.ts'
import { grouped, partsOf, peopleOf } from './parts.ts'
import { placed, type Placed } from './bucket.ts'
import { keptStatement } from './kept.ts'
import { pairsStatement } from './pairs.ts'
import { whole, type Question } from './question.ts'
import { countsLearners, countVisitors, enoughVisits, firstVisits, visitsOf } from './visits.ts'

/** Counts rows, or different values, in the bucket that their instant lies in. */
export function flowStatement(
  metric: Metric,
  measure: Flow,
  on: { readonly question: Question; readonly dialect: Dialect },
): Sql {
  if (on.question.days === true) return keptStatement(metric, measure, on.question)
  if (on.question.pairs === true) return pairsStatement(metric, on.question)
  const { question, dialect } = on
  const parts = partsOf(metric, question, { instant: measure.instant })
  const { bucket, lo, within } = bucketed(measure.instant, on)
  const counted = measure.distinct
  const learners = countsLearners(measure)
  const visits = learners ? visitsOf(metric, question) : null
  const first =
    visits !== null
      ? firstVisits(visits, lo)
      : learners
        ? enoughVisits(metric, question, lo)
        : raw('true')
  const value =
    visits !== null
      ? countVisitors(visits, first)
      : counted === null || parts.unique
        ? raw('count(*)')
        : dialect.countDistinct(counted.map((c) => name('f', c)))
  const scaled = measure.per === 1 ? value : sql`${value} / cast(${integer(measure.per)} as double)`
  const joins = visits === null ? parts.joins : sql`${parts.joins} ${visits.joins}`
  // Said where rows are chosen as well, most of them meet no join.
  return sql`select ${grouped(parts.groups)} ${bucket} as bucket, ${scaled} as value ${peopleOf(question)}
    from ${parts.table} as f ${joins}
    where ${and([within, first, ...parts.conditions])} group by all`
}

/** Median or mean of the days between two instants of a row, in the bucket of the later one. */
export function elapsedStatement(
  metric: Metric,
  measure: Elapsed,
  on: { readonly question: Question; readonly dialect: Dialect },
): Sql {
  const { question, dialect } = on
  const parts = partsOf(metric, question, { instant: measure.instant })
  const [from, to] = [name('f', measure.from), name('f', measure.instant)]
  const days = sql`(${to} - ${from}) / cast(${integer(QUARTERS_A_DAY)} as double)`
  const value = measure.take === 'median' ? dialect.median(days) : dialect.mean(days)
  const { bucket, within } = bucketed(measure.instant, on)
  return sql`select ${grouped(parts.groups)} ${bucket} as bucket, ${value} as value, count(*) as n ${peopleOf(question)}
    from ${parts.table} as f ${parts.joins}
    where ${and([within, sql`${to} >= ${from}`, ...parts.conditions])} group by all`
}

function bucketed(
  instant: string,
  on: { readonly question: Question; readonly dialect: Dialect },
): Placed & { readonly within: Sql } {
  const { buckets } = on.question
  const at = name('f', instant)
  const { lo, hi } = whole(buckets)
  const within = sql`${at} >= ${integer(lo)} and ${at} < ${integer(hi)}`
  return { ...placed(buckets, at), within }
}
