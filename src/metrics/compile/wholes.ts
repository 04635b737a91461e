import type { Quarter } from '../../kernel/time.ts'
import { integer, raw, sql, type Sql } from '../../store/sql.ts'
import type { Whole } from '../define.ts'

/** What courses have in all, by course; courses without any are not there. */
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
        where completable and visible and (starts is null or starts <= ${integer(now)})
        group by course)`
  }
}
