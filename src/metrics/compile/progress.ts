import { progressChange } from '../../facts/learner-course.ts'
import { and, integer, join, raw, sql, type Sql } from '../../store/sql.ts'
import type { Metric } from '../define.ts'
import { grouped, groupNames, partsOf } from './parts.ts'
import { levelBucketOf } from './level.ts'
import { whole, type Question } from './question.ts'

/**
 * How the sum of learners' shares of what their courses have (`value`), and the number of learners in
 * courses (`n`), change from bucket to bucket: a share counts from when it was reached, or from when its
 * learner enrolled, until the enrollment ends. Who has stayed since first enrolling, nearly everybody, needs
 * no look at enrollments for that.
 */
export function progressStatement(metric: Metric, question: Question): Sql {
  const parts = partsOf(metric, question, { instant: 'begun' })
  const steps = partsOf({ ...metric, fact: progressChange, where: {} }, question, { instant: null })
  // A mode is that of the enrollment, and may have changed: then enrollments are always looked at.
  const dimensions = [...question.by, ...question.filter.map((f) => f.dimension)]
  const modes = dimensions.some((d) => d.name === 'mode')
  const share = (p: string, whole: string): Sql =>
    raw(`least(1.0, ${p}.completed / ${whole}) - least(1.0, ${p}.before / ${whole}) as share`)
  const stayed = sql`select ${grouped(steps.groups)} greatest(f.quarter, f.stayed),
      ${share('f', 'whole.whole')}, 0
    from ${steps.table} as f ${steps.joins}
    where ${and([...steps.conditions, raw('f.stayed is not null')])}`
  const groups = groupNames(parts.groups)
  const list = groups.length === 0 ? raw('') : sql`${join(groups)},`
  const { hi } = whole(question.buckets)
  return sql`with stay as (
      select ${grouped(parts.groups)} f.learner, f.course, f.begun, f.ended, whole.whole
      from ${parts.table} as f ${parts.joins} where ${and(parts.conditions)}),
    step as (
      select ${list} greatest(s.begun, p.quarter) as begun, s.ended, ${share('p', 's.whole')}
      from progress_change as p join stay as s on s.learner = p.learner and s.course = p.course
      where (s.ended is null or p.quarter < s.ended) ${raw(modes ? '' : 'and p.stayed is null')})
    select ${list} ${levelBucketOf(question.buckets)} as bucket, sum(f.share) as value, sum(f.pairs) as n
    from (
      select ${list} begun as instant, 0.0 as share, 1 as pairs from stay
      union all select ${list} ended, 0.0, -1 from stay where ended is not null
      union all select ${list} begun, share, 0 from step
      ${modes ? raw('') : sql`union all ${stayed}`}
      union all select ${list} ended, -share, 0 from step where ended is not null) as f
    where f.instant < ${integer(hi)} group by all`
}
