import { sql, type Sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'
import { isListed, listed } from './standing.ts'

/** What the subsections of courses are worth: of several answers the most frequent, then the larger. */
export async function makePoints(tx: Transaction, only: Sql): Promise<void> {
  await tx.run(sql`delete from section_points as x where ${only}`)
  await tx.run(sql`insert into section_points (course, block, possible, possible_all)
    with told as (
      select x.course, x.block, x.possible, x.possible_all, count(*) as grades
      from section_grade as x ${listed} where ${only} and ${isListed}
      group by x.course, x.block, x.possible, x.possible_all)
    select course, block, possible, possible_all from told
    qualify row_number() over (partition by course, block
      order by grades desc, possible desc, possible_all desc) = 1`)
}
