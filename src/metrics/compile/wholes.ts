import type { Quarter } from '../../kernel/time.ts'
import { integer, raw, sql, type Sql } from '../../store/sql.ts'
import type { Whole } from '../define.ts'

const released = (now: Quarter): Sql =>
  sql`completable and visible and (starts is null or starts <= ${integer(now)})`

/** What courses have in all, by course, or by section and subsection; those without any are not there. */
export function wholesOf(whole: Whole, now: Quarter): Sql {
  switch (whole) {
    case 'points':
      return raw(`(select course, sum(possible) as whole from section_points
        group by course having sum(possible) > 0)`)
    case 'sections':
      return raw(`(select course, count(*) as whole from section_points
        where possible_all > 0 group by course)`)
    case 'blocks':
      return sql`(select course, count(*) as whole from block_structure
        where ${released(now)} group by course)`
    case 'places':
      return sql`(select b.course, p.place as block, count(*) as whole
        from block_structure as b join (
            select course, block, section as place from block_place
            union all select course, block, subsection from block_place) as p
          on p.course = b.course and p.block = b.block
        where ${released(now)} and p.place is not null group by b.course, p.place)`
  }
}
