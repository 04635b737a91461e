import { NO_INT } from '../../../facts/fact.ts'
import { cut, KeyWriter } from '../../source.ts'
import { count, INVALID_COURSE, type Shape } from '../shape.ts'
import { quarterSql } from '../instants.ts'

export const gradeShape: Shape = {
  table: 'grades_persistentcoursegrade',
  fact: 'course_grade',
  select: [
    'user_id',
    'course_id',
    'percent_grade',
    quarterSql('passed_timestamp'),
    "letter_grade <> ''",
  ],
  keys: ['user_id', 'course_id'],
  watched: ['percent_grade', 'passed_timestamp', 'letter_grade'],
  shaper(capacity, names) {
    const learner = new Uint32Array(capacity * 2)
    const course = new KeyWriter(capacity)
    const percent = new Float64Array(capacity)
    const passed = new Int32Array(capacity)
    const passing = new Uint8Array(capacity)
    const ids = new Float64Array(capacity)
    const quarantined: Record<string, number> = {}
    let at = 0
    return {
      add(rows) {
        for (const [id, user, courseId, grade, date, hasLetter] of rows) {
          if (!names.isCourse(courseId as string)) {
            count(quarantined, INVALID_COURSE)
            continue
          }
          names.pseudonyms.write(user as number, learner, at)
          course.write(at, courseId as string)
          percent[at] = grade as number
          passed[at] = date === null ? NO_INT : (date as number)
          passing[at] = hasLetter === 1 && date !== null ? 1 : 0
          ids[at++] = Number(id)
        }
      },
      take: () => {
        const columns = { learner, course, percent, passed, passing }
        return { rows: at, columns: cut(columns, at), ids, quarantined }
      },
    }
  },
}
