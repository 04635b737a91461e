import { SECTION_LEVELS } from '../facts/section.ts'
import { codeOf } from '../facts/fact.ts'
import { integer, sql, type Sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'
import { completed, isCompleted } from './standing.ts'

const section = integer(codeOf(SECTION_LEVELS, 'section'))
const subsection = integer(codeOf(SECTION_LEVELS, 'subsection'))

/**
 * In which section and subsection each block lies, for some courses: as published where that is known, else
 * as their outline has it.
 */
export async function derivePlaces(tx: Transaction, courses: Sql): Promise<void> {
  await tx.run(sql`delete from block_place where course in (${courses})`)
  await tx.run(sql`insert into block_place (block, course, section, subsection)
    with recursive known as (
      select course, block, parent, type from block_structure where course in (${courses})
      union all
      select course, block, parent, type from block_listed where course in (${courses})
        and course not in (select course from block_structure)),
    above as (
      select course, block, block as holder, type, parent, 0 as height from known
      union all
      select a.course, a.block, k.block, k.type, k.parent, a.height + 1
      from above as a join known as k on k.course = a.course and k.block = a.parent
      where a.height < ${integer(DEEPEST)})
    select block, course, max(holder) filter (where type = 'chapter'),
      max(holder) filter (where type = 'sequential')
    from above group by block, course`)
}

/** No course is so deep: blocks that lie in each other end here. */
const DEEPEST = 20

/** What learners completed of each section and subsection, for completions `x` that a condition chooses. */
export async function makeSections(tx: Transaction, only: Sql): Promise<void> {
  await tx.run(sql`insert into section_done (learner, course, block, level, done, last)
    select x.learner, x.course, p.place, p.level, count(*), max(x.last)
    from ${completed} join (
        select course, block, section as place, ${section} as level from block_place
          where section is not null
        union all
        select course, block, subsection, ${subsection} from block_place
          where subsection is not null) as p
      on p.course = x.course and p.block = x.block
    where ${only} and ${isCompleted} group by x.learner, x.course, p.place, p.level`)
}
