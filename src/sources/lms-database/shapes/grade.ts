import { NO_INT } from '../../../facts/fact.ts'
import { cut, KeyWriter } from '../../source.ts'
import { column, Decoder, sqlOf } from '../column.ts'
import type { Shape } from '../shape.ts'

const COLUMNS = [
  column.user('user_id'),
  column.course('course_id'),
  column.number('percent_grade'),
  column.side('passed_timestamp'),
  column.flag('letter_grade', "coalesce(letter_grade, '') <> ''"),
] as const

export const gradeShape: Shape = {
  table: 'grades_persistentcoursegrade',
  fact: 'course_grade',
  select: sqlOf(COLUMNS),
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
    const decoder = new Decoder('grades_persistentcoursegrade', COLUMNS, {
      names,
      counts: quarantined,
    })
    let at = 0
    return {
      add(rows) {
        for (const row of rows) {
          const values = decoder.read(row, 1)
          if (values === undefined) continue
          const [user, courseId, grade, date, hasLetter] = values
          names.pseudonyms.write(user, learner, at)
          course.write(at, courseId)
          percent[at] = grade
          passed[at] = date ?? NO_INT
          passing[at] = hasLetter && date !== null ? 1 : 0
          ids[at++] = Number(row[0])
        }
      },
      take: () => {
        const columns = { learner, course, percent, passed, passing }
        return { rows: at, columns: cut(columns, at), ids, quarantined }
      },
    }
  },
}
