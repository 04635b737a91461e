import type { DueCourse } from '../sources/lms-api/lms-api.ts'
import type { Depth } from '../sources/source.ts'
import { raw, sql } from '../store/sql.ts'
import type { Store } from '../store/store.ts'

const A_WEEK_MS = 7 * 86_400_000

/**
 * The listed courses whose blocks are to be read: those published since they were, or never read; each
 * night also those read long ago, because a platform may not tell when it publishes; all on reload.
 * Those that run come first.
 */
export async function dueStructures(
  store: Store,
  depth: Depth,
  now: number,
): Promise<readonly DueCourse[]> {
  const old =
    depth === 'reload'
      ? raw('true')
      : depth === 'nightly sweep' || depth === 'full sweep'
        ? sql`s.read_at < ${now - A_WEEK_MS}`
        : raw('false')
  return store.query<{ course: string; published: number | null }>(sql`
    select c.text as course, r.published from course_run as r join course as c on c.id = r.course
      left join course_structure as s on s.course = r.course
    where s.course is null or s.published is distinct from r.published or ${old}
    order by s.course is null desc, r.starts desc nulls last, c.text`)
}
