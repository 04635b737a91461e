import { hexOf, stamp, type LmsRow, type StoryAt, type Taken, type Told } from './row.ts'
import { subsectionsOf, workOf } from '../outcome.ts'
import type { CampusCourse } from '../plan.ts'
import { randomOf } from '../random.ts'

export const visibleBlocksHash = (key: string): string => `${hexOf(key, 27)}=`

/** The grade of the course and of each subsection in which a problem was tried. */
export function rowsOfGrades({ user, enrollment }: Taken, at: StoryAt): Told {
  const { course } = enrollment
  const first = enrollment.grades[0]
  const last = enrollment.grades.findLast((g) => g.at <= at.now)
  if (first === undefined || last === undefined) return []
  const row: LmsRow = {
    created: stamp(first.at),
    modified: stamp(last.at),
    user_id: user,
    course_id: course.key,
    percent_grade: last.percent,
    letter_grade: last.passed === null ? '' : 'Pass',
    passed_timestamp: last.passed === null ? null : stamp(last.passed),
  }
  const tried = workOf(enrollment, at.now)
  const grades: LmsRow[] = []
  const overrides: LmsRow[] = []
  const random = randomOf('section grades', user, course.key)
  for (const { at: subsection, problems } of subsectionsOf(course)) {
    const times = problems.map((p) => tried.get(p)).filter((t) => t !== undefined)
    if (times.length === 0) continue
    const id = at.ids('grades_persistentsubsectiongrade')
    const { key } = course.path[subsection]!
    const earned = times.filter(() => random.chance(0.85)).length
    const created = stamp(Math.min(...times.map((t) => t.first)))
    const modified = stamp(Math.max(...times.map((t) => t.last)))
    grades.push({
      id,
      created,
      modified,
      user_id: user,
      course_id: course.key,
      usage_key: key,
      earned_all: earned,
      possible_all: problems.length,
      earned_graded: earned,
      possible_graded: problems.length,
      visible_blocks_hash: visibleBlocksHash(key),
      first_attempted: created,
    })
    if (random.chance(0.01)) {
      overrides.push({
        created: modified,
        modified,
        grade_id: id,
        earned_all_override: problems.length,
        possible_all_override: problems.length,
        earned_graded_override: problems.length,
        possible_graded_override: problems.length,
      })
    }
  }
  return [
    ['grades_persistentcoursegrade', [row]],
    ['grades_persistentsubsectiongrade', grades],
    ['grades_persistentsubsectiongradeoverride', overrides],
  ]
}

/** The lists of scored blocks that subsection grades point to. */
export function visibleBlockRows(courses: readonly CampusCourse[]): LmsRow[] {
  return courses.flatMap((course) =>
    subsectionsOf(course)
      .filter(({ problems }) => problems.length > 0)
      .map(({ at, problems }): LmsRow => {
        const { key } = course.path[at]!
        const blocks = problems.map((p) => ({
          locator: course.path[p]!.key,
          raw_possible: 1,
          weight: null,
          graded: true,
        }))
        const text = JSON.stringify({ blocks, course_key: course.key, version: 1 })
        return { blocks_json: text, hashed: visibleBlocksHash(key), course_id: course.key }
      }),
  )
}
