import { stamp, type LmsRow } from './row.ts'
import type { CampusCourse } from '../plan.ts'
import { randomOf } from '../random.ts'

const DAY = 86_400_000
const MINUTES = 60_000

/** When staff had a problem of a course scored again for everybody; null for most courses. */
export function rescoreOf(
  course: CampusCourse,
): { readonly block: number; readonly from: number; readonly to: number } | null {
  const random = randomOf('rescore', course.key)
  const block = course.path.findIndex((b) => b.type === 'problem')
  if (block < 0 || !random.chance(0.25)) return null
  const from = Date.parse(course.starts) + random.between(30, 80) * DAY + 10 * 3_600_000
  return { block, from, to: from + 10 * MINUTES }
}

/** The instructor tasks of courses up to an instant. */
export function taskRows(courses: readonly CampusCourse[], now: number): LmsRow[] {
  return courses.flatMap((course) => {
    const rescore = rescoreOf(course)
    if (rescore === null || rescore.from > now) return []
    const input = JSON.stringify({ problem_url: course.path[rescore.block]!.key })
    const row: LmsRow = {
      task_type: 'rescore_problem',
      course_id: course.key,
      task_key: 'campus',
      task_input: input,
      task_id: `rescore ${course.key}`,
      task_state: 'SUCCESS',
      created: stamp(rescore.from),
      updated: stamp(rescore.to),
      requester_id: 1,
    }
    return [row]
  })
}
