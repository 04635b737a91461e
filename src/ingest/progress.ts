import { sql, type Sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'
import { completed, isCompleted } from './standing.ts'

/** When learners came how far, for those completions `x` that a condition chooses. */
export async function makeProgress(tx: Transaction, only: Sql): Promise<void> {
  await tx.run(sql`insert into progress_change (learner, course, quarter, completed, before, stayed)
    select d.learner, d.course, d.quarter, cast(sum(d.done) over earlier as integer),
      cast(sum(d.done) over earlier - d.done as integer),
      case when l.since = l.enrolled then l.enrolled end
    from (select x.learner, x.course, x.last as quarter, count(*) as done
      from ${completed} where ${only} and ${isCompleted} group by x.learner, x.course, x.last) as d
      left join (select x.learner, x.course, x.since, x.enrolled from learner_course as x
          where ${only}) as l
        on l.learner = d.learner and l.course = d.course
    window earlier as (partition by d.learner, d.course order by d.quarter)`)
}
