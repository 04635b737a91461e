import type { Outline } from '../contract/course.ts'
import { spelled } from '../facts/key.ts'
import { raw, sql } from '../store/sql.ts'
import type { Store } from '../store/store.ts'
import { coursesInScope, type Scope } from './scope.ts'

interface Row {
  readonly [column: string]: string | null
  readonly key: string
  readonly name: string | null
  readonly section: string | null
}

/**
 * The sections of a course with their subsections, in order: as published where that is known, else as its
 * outline lists them. Without any where neither is known; undefined where there is no such course.
 */
export async function outlineOf(
  store: Store,
  scope: Scope,
  course: string,
): Promise<Outline | undefined> {
  const [found] = await store.query<{ id: number; text: string }>(sql`select c.id, c.text
    from course as c where c.key = ${spelled('course', course).key}
      and ${coursesInScope(scope, raw('c.id'))}`)
  if (found === undefined) return undefined
  const rows = await store.query<Row>(sql`with known as (
      select block, parent, place, type, name from block_structure where course = ${found.id}
      union all
      select block, parent, place, type, name from block_listed where course = ${found.id}
        and not exists (select 1 from block_structure where course = ${found.id}))
    select b.text as key, k.name, a.text as section
    from known as k join block as b on b.id = k.block
      left join known as p on p.block = k.parent and p.type = 'chapter'
      left join block as a on a.id = p.block
    where k.type in ('chapter', 'sequential')
    order by coalesce(p.place, k.place), p.block is not null, k.place, b.key`)
  const subsections = rows.filter((r) => r.section !== null)
  return {
    course: found.text,
    sections: rows
      .filter((r) => r.section === null)
      .map(({ key, name }) => ({
        key,
        name,
        subsections: subsections
          .filter((s) => s.section === key)
          .map((s) => ({ key: s.key, name: s.name })),
      })),
  }
}
