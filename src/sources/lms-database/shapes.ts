import { codeOf, NO_INT } from '../../facts/fact.ts'
import { courseKey } from '../../facts/key.ts'
import { EVIDENCES, KINDS, type Kind } from '../../facts/activity.ts'
import type { Pseudonyms } from '../../facts/pseudonym.ts'
import { cut, KeyWriter, type BatchColumns } from '../source.ts'
import type { RowArray } from './connect.ts'
import { quarterSql } from './tables.ts'

/** Rows of the platform turned into columns of a fact, with their ids, and what could not be used. */
export interface Shaped {
  readonly rows: number
  readonly columns: BatchColumns
  readonly ids: Float64Array
  readonly quarantined: Record<string, number>
}

/** One table of the platform: what is selected of it and how its rows become a fact. */
export interface Shape {
  readonly table: string
  readonly fact: string
  /** Selected after `id`, in this order. */
  readonly select: readonly string[]
  /** Columns whose change must be noticed, for checksums. */
  readonly watched: readonly string[]
  shape(rows: readonly RowArray[], names: Names): Shaped
}

/** What turns texts and user ids of rows into what is kept; lives as long as its thread. */
export interface Names {
  readonly pseudonyms: Pseudonyms
  /** Whether a text is the key of a course, library or ccx; remembered. */
  isCourse(text: string): boolean
}

export function namesOf(pseudonyms: Pseudonyms): Names {
  const known = new Map<string, boolean>()
  return {
    pseudonyms,
    isCourse(text) {
      let valid = known.get(text)
      if (valid === undefined) {
        valid = courseKey(text) !== null
        if (known.size > 100_000) known.clear()
        known.set(text, valid)
      }
      return valid
    },
  }
}

const INVALID_COURSE = 'invalid course key'
const NO_DATE = 'no valid date'

export const accountShape: Shape = {
  table: 'auth_user',
  fact: 'learner',
  select: [quarterSql('date_joined'), 'is_active', 'is_staff', 'is_superuser'],
  watched: ['id', 'date_joined', 'is_active', 'is_staff', 'is_superuser'],
  shape(rows, names) {
    const n = rows.length
    const learner = new Uint32Array(n * 2)
    const joined = new Int32Array(n)
    const active = new Uint8Array(n)
    const staff = new Uint8Array(n)
    const ids = new Float64Array(n)
    const quarantined: Record<string, number> = {}
    let at = 0
    for (const [id, date, isActive, isStaff, isSuperuser] of rows) {
      if (date === null) {
        count(quarantined, NO_DATE)
        continue
      }
      names.pseudonyms.write(id as number, learner, at)
      joined[at] = date as number
      active[at] = isActive === 1 ? 1 : 0
      staff[at] = isStaff === 1 || isSuperuser === 1 ? 1 : 0
      ids[at++] = id as number
    }
    const columns = { learner, joined, active, global_staff: staff }
    return { rows: at, columns: cut(columns, at), ids, quarantined }
  },
}

export const enrollmentShape: Shape = {
  table: 'student_courseenrollment',
  fact: 'enrollment_seen',
  select: ['user_id', 'course_id', quarterSql('created'), 'is_active', 'mode'],
  watched: ['id', 'user_id', 'course_id', 'created', 'is_active', 'mode'],
  shape(rows, names) {
    const n = rows.length
    const learner = new Uint32Array(n * 2)
    const course = new KeyWriter(n)
    const created = new Int32Array(n)
    const active = new Uint8Array(n)
    const mode = new KeyWriter(n)
    const ids = new Float64Array(n)
    const quarantined: Record<string, number> = {}
    let at = 0
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
    const columns = { learner, course, created, active, mode }
    return { rows: at, columns: cut(columns, at), ids, quarantined }
  },
}

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
  watched: ['id', 'user_id', 'course_id', 'percent_grade', 'passed_timestamp', 'letter_grade'],
  shape(rows, names) {
    const n = rows.length
    const learner = new Uint32Array(n * 2)
    const course = new KeyWriter(n)
    const percent = new Float64Array(n)
    const passed = new Int32Array(n)
    const passing = new Uint8Array(n)
    const ids = new Float64Array(n)
    const quarantined: Record<string, number> = {}
    let at = 0
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
    const columns = { learner, course, percent, passed, passing }
    return { rows: at, columns: cut(columns, at), ids, quarantined }
  },
}

const STATE = codeOf(EVIDENCES, 'state')

/** What kind of act the saved state of a block of some type shows. */
const KIND_OF_TYPE: Readonly<Record<string, Kind>> = {
  problem: 'problem',
  library_content: 'problem',
  itembank: 'problem',
  video: 'video',
  videoalpha: 'video',
  youtube: 'video',
  openassessment: 'assessment',
  lti: 'assessment',
  lti_consumer: 'assessment',
  scorm: 'assessment',
  scormxblock: 'assessment',
  'drag-and-drop-v2': 'problem',
  'problem-builder': 'problem',
  poll: 'problem',
  survey: 'problem',
  word_cloud: 'problem',
  discussion: 'forum',
  course: 'page',
  chapter: 'page',
  sequential: 'page',
  vertical: 'page',
  html: 'page',
  static_tab: 'page',
  course_info: 'page',
}

/** Each row shows learning in the quarter hours of its first and of its last save. */
export const moduleShape: Shape = {
  table: 'courseware_studentmodule',
  fact: 'activity',
  select: [
    'student_id',
    'course_id',
    'module_id',
    'module_type',
    quarterSql('created'),
    quarterSql('modified'),
  ],
  watched: ['id'],
  shape(rows, names) {
    const n = rows.length * 2
    const learner = new Uint32Array(n * 2)
    const course = new KeyWriter(n)
    const block = new KeyWriter(n)
    const quarter = new Int32Array(n)
    const kind = new Int32Array(n)
    const ids = new Float64Array(n)
    const quarantined: Record<string, number> = {}
    let at = 0
    const pair = new Uint32Array(2)
    for (const row of rows) {
      const courseId = row[2] as string
      if (!names.isCourse(courseId)) {
        count(quarantined, INVALID_COURSE)
        continue
      }
      const first = row[5] as number | null
      const last = row[6] as number | null
      if (first === null && last === null) {
        count(quarantined, NO_DATE)
        continue
      }
      names.pseudonyms.write(row[1] as number, pair, 0)
      // A type that we do not know still has saved state of a learner in a block: a page.
      const code = KINDS.indexOf(KIND_OF_TYPE[row[4] as string] ?? 'page')
      for (const q of first === last ? [first] : [first, last]) {
        if (q === null) continue
        learner[at * 2] = pair[0]!
        learner[at * 2 + 1] = pair[1]!
        course.write(at, courseId)
        block.write(at, row[3] as string)
        quarter[at] = q
        kind[at] = code
        ids[at++] = Number(row[0])
      }
    }
    const evidence = new Int32Array(at).fill(STATE)
    const times = new Int32Array(at).fill(1)
    const columns = { learner, course, quarter, kind, block, evidence, times }
    return { rows: at, columns: cut(columns, at), ids, quarantined }
  },
}

function count(counts: Record<string, number>, reason: string): void {
  counts[reason] = (counts[reason] ?? 0) + 1
}

export function addCounts(
  to: Record<string, number>,
  from: Readonly<Record<string, number>>,
): void {
  for (const [reason, n] of Object.entries(from)) to[reason] = (to[reason] ?? 0) + n
}
