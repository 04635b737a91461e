import { enrollmentTold } from '../../../facts/enrollment.ts'
import { NO_INT } from '../../../facts/fact.ts'
import { cut, KeyWriter } from '../../source.ts'
import { Rows } from '../../rows.ts'
import type { RowArray } from '../connect.ts'
import { count, INVALID_COURSE, type Beside, type Names, type Shape } from '../shape.ts'
import { quarterSql } from '../instants.ts'
import type { Schema } from '../schema.ts'

const TOLD = [
  'user_id',
  'course_id',
  quarterSql('created'),
  'is_active',
  'mode',
  quarterSql('history_date'),
  'history_type',
]

/** Histories are read by the enrollment's id: their date has no index. */
const history = (table: string): Beside => ({
  table,
  key: 'id',
  select: TOLD,
  watched: [
    'history_id',
    'user_id',
    'course_id',
    'created',
    'is_active',
    'mode',
    'history_date',
    'history_type',
  ],
  order: 'history_date, history_id',
})

/** Enrollments as they are now and, where the platform keeps it, how they came to be so. */
export function enrollmentShape(schema: Schema): Shape {
  const besides = schema.can('enrollment_history')
    ? [history('student_courseenrollment_history')]
    : schema.can('old_enrollment_history')
      ? [history('student_historicalcourseenrollment')]
      : []
  return {
    table: 'student_courseenrollment',
    fact: 'enrollment_seen',
    select: ['user_id', 'course_id', quarterSql('created'), 'is_active', 'mode'],
    keys: ['user_id', 'course_id'],
    watched: ['created', 'is_active', 'mode'],
    besides,
    shaper(capacity, names) {
      const learner = new Uint32Array(capacity * 2)
      const course = new KeyWriter(capacity)
      const created = new Int32Array(capacity)
      const active = new Uint8Array(capacity)
      const mode = new KeyWriter(capacity)
      const ids = new Float64Array(capacity)
      const told = new Rows(enrollmentTold, names.pseudonyms)
      const quarantined: Record<string, number> = {}
      let at = 0
      return {
        add(rows, beside) {
          const here = new Set(rows.map((row) => Number(row[0])))
          for (const [id, changes] of beside[0] ?? []) {
            tell(told, names, { changes, gone: !here.has(id) })
          }
          for (const [id, user, courseId, date, isActive, slug] of rows) {
            if (!names.isCourse(courseId as string)) {
              count(quarantined, INVALID_COURSE)
              continue
            }
            names.pseudonyms.write(user as number, learner, at)
            course.write(at, courseId as string)
            created[at] = date === null ? NO_INT : (date as number)
            active[at] = isActive === 1 ? 1 : 0
            mode.write(at, slug as string)
            ids[at++] = id as number
          }
        },
        take: () => {
          const columns = { learner, course, created, active, mode }
          const also = told.count === 0 ? [] : [told.take()]
          return { rows: at, columns: cut(columns, at), ids, quarantined, also }
        },
      }
    },
  }
}

/**
 * The changes of one enrollment. Where its history begins later than the enrollment, it was made at
 * `created`; one that its first history row finds inactive ended then, or at an unknown time before. So
 * did one that is gone though its history does not say so.
 */
function tell(
  told: Rows,
  names: Names,
  of: { readonly changes: readonly RowArray[]; readonly gone: boolean },
): void {
  let step = 0
  let last: Parameters<Rows['add']>[0] | undefined
  for (const [, user, course, created, isActive, mode, date, type] of of.changes) {
    // Somebody or something that is gone for good leaves blanks in its history.
    if (user === null || course === null || date === null) continue
    if (!names.isCourse(course as string)) continue
    const base = { learner: user!, course: course!, mode: mode! }
    const active = isActive === 1 && type !== '-'
    const late = step === 0 && created !== null && created! < date!
    if (late) {
      told.add({ ...base, step: step++, quarter: created!, active: true, evidence: 'created' })
    }
    const evidence = late && !active && type === '+' ? 'unknown past' : 'history'
    last = { ...base, step: step++, quarter: date!, active, evidence }
    told.add(last)
  }
  if (of.gone && last?.['active'] === true) {
    told.add({ ...last, step, active: false, evidence: 'unknown past' })
  }
}
