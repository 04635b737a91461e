import { RETENTION_WEEKS, WEEK_QUARTERS } from '../../facts/learner-course.ts'
import { and, integer, raw, sql, type Sql } from '../../store/sql.ts'
import type { Metric } from '../define.ts'
import { placed } from './bucket.ts'
import { grouped, partsOf, peopleOf } from './parts.ts'
import { whole, type Question } from './question.ts'

const week = integer(WEEK_QUARTERS)

/**
 * Of the weeks of learners who first enrolled within the bucket, the percentage in which they learned. Only
 * weeks that are over count. Where single weeks are asked for, each pair is there once for each.
 */
export function retentionStatement(metric: Metric, question: Question): Sql {
  const { buckets, asOf } = question
  const { lo, hi } = whole(buckets)
  const at = raw('f.enrolled')
  const parts = partsOf(metric, question, { instant: 'enrolled' })
  const { bucket } = placed(buckets, at)
  const dimensions = [...question.by, ...question.filter.map((f) => f.dimension)]
  const single = dimensions.some((d) => d.name === 'enrollment_week')
  const over = sql`greatest(0, least(${integer(RETENTION_WEEKS)}, (${integer(asOf)} - l.enrolled) // ${week}))`
  const asked = sql`l.enrolled >= ${integer(lo)} and l.enrolled < ${integer(hi)} and ${over} > 0`
  const weeks = single
    ? sql`select l.*, n.week, 1 as over, (coalesce(l.weeks, 0) >> n.week) & 1 as learned
        from learner_course as l join (select cast(unnest(range(${integer(RETENTION_WEEKS)})) as integer) as week) as n
          on n.week < ${over} where ${asked}`
    : sql`select l.*, ${over} as over,
        bit_count(coalesce(l.weeks, 0) & ((1 << ${over}) - 1)) as learned
        from learner_course as l where ${asked}`
  return sql`select ${grouped(parts.groups)} ${bucket} as bucket,
      round(100.0 * sum(f.learned) / sum(f.over), 6) as value, sum(f.over) as n ${peopleOf(question)}
    from (${weeks}) as f ${parts.joins}
    where ${and(parts.conditions)} group by all`
}
