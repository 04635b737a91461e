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
  /** Begins to shape at most so many rows; pages are added as they come. */
  shaper(capacity: number, names: Names): Shaper
}

export interface Shaper {
  add(rows: readonly RowArray[]): void
  /** What was added so far; the shaper is then used up. */
  take(): Shaped
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
  shaper(capacity, names) {
    const learner = new Uint32Array(capacity * 2)
    const joined = new Int32Array(capacity)
    const active = new Uint8Array(capacity)
    const staff = new Uint8Array(capacity)
    const ids = new Float64Array(capacity)
    const quarantined: Record<string, number> = {}
    let at = 0
    return {
      add(rows) {
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
      },
      take: () => {
        const columns = { learner, joined, active, global_staff: staff }
        return { rows: at, columns: cut(columns, at), ids, quarantined }
      },
    }
  },
}

export const enrollmentShape: Shape = {
  table: 'student_courseenrollment',
  fact: 'enrollment_seen',
  select: ['user_id', 'course_id', quarterSql('created'), 'is_active', 'mode'],
  watched: ['id', 'user_id', 'course_id', 'created', 'is_active', 'mode'],
  shaper(capacity, names) {
    const learner = new Uint32Array(capacity * 2)
    const course = new KeyWriter(capacity)
    const created = new Int32Array(capacity)
    const active = new Uint8Array(capacity)
    const mode = new KeyWriter(capacity)
    const ids = new Float64Array(capacity)
    const quarantined: Record<string, number> = {}
    let at = 0
    return {
      add(rows) {
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
        return { rows: at, columns: cut(columns, at), ids, quarantined }
      },
    }
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

/**
 * Each row shows learning in the quarter hours of its first and of its last save. This loop turns
 * millions of rows: what repeats from row to row (learner, course) is not looked up again, and a block's
 * kind is looked up with the block.
 */
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
  shaper(capacity, names) {
    const most = capacity * 2
    const learner = new Uint32Array(most * 2)
    const course = new KeyWriter(most)
    const block = new KeyWriter(most)
    const quarter = new Int32Array(most)
    const kind = new Int32Array(most)
    const ids = new Float64Array(most)
    const quarantined: Record<string, number> = {}
    const kinds: number[] = []
    const pair = new Uint32Array(2)
    let at = 0
    let lastUser = -1
    let lastCourse = ''
    let lastCourseAt = -1
    const append = (q: number, blockAt: number, id: number): void => {
      learner[at * 2] = pair[0]!
      learner[at * 2 + 1] = pair[1]!
      course.index[at] = lastCourseAt
      block.index[at] = blockAt
      quarter[at] = q
      kind[at] = kinds[blockAt]!
      ids[at++] = id
    }
    return {
      add(rows) {
        for (const row of rows) {
          const courseId = row[2] as string
          if (courseId !== lastCourse) {
            lastCourse = courseId
            lastCourseAt = names.isCourse(courseId) ? course.at(courseId) : -1
          }
          if (lastCourseAt < 0) {
            count(quarantined, INVALID_COURSE)
            continue
          }
          const first = row[5] as number | null
          const last = row[6] as number | null
          if (first === null && last === null) {
            count(quarantined, NO_DATE)
            continue
          }
          const user = row[1] as number
          if (user !== lastUser) {
            lastUser = user
            names.pseudonyms.write(user, pair, 0)
          }
          const blockAt = block.at(row[3] as string)
          // A type that we do not know still has saved state of a learner in a block: a page.
          kinds[blockAt] ??= KINDS.indexOf(KIND_OF_TYPE[row[4] as string] ?? 'page')
          const id = Number(row[0])
          if (first !== null) append(first, blockAt, id)
          if (last !== null && last !== first) append(last, blockAt, id)
        }
      },
      take: () => {
        const evidence = new Int32Array(at).fill(STATE)
        const times = new Int32Array(at).fill(1)
        const columns = { learner, course, quarter, kind, block, evidence, times }
        return { rows: at, columns: cut(columns, at), ids, quarantined }
      },
    }
  },
}

/** All rows at once, for those who have them so. */
export function shaped(shape: Shape, rows: readonly RowArray[], names: Names): Shaped {
  const shaper = shape.shaper(rows.length, names)
  shaper.add(rows)
  return shaper.take()
}

function count(counts: Record<string, number>, reason: string): void {
  counts[reason] = (counts[reason] ?? 0) + 1
}
