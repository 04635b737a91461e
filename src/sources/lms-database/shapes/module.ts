import { codeOf } from '../../../facts/fact.ts'
import { isBlockKey } from '../../../facts/key.ts'
import { EVIDENCES, KINDS, type Kind } from '../../../facts/activity.ts'
import { cut, KeyWriter } from '../../source.ts'
import { count, INVALID_BLOCK, INVALID_COURSE, NO_DATE, type Shape } from '../shape.ts'
import { quarterSql, secondSql } from '../instants.ts'
import type { Tasks } from '../tasks.ts'

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

/** A type that we do not know still has saved state of a learner in a block: a page. */
export const kindOf = (type: string): Kind => KIND_OF_TYPE[type] ?? 'page'

const NO_BLOCK = -1
const SECONDS_A_QUARTER = 900

/**
 * Each row shows learning in the quarter hours of its first and of its last save. This loop turns
 * millions of rows: what repeats from row to row (learner, course) is not looked up again, and a block's
 * kind is looked up with the block.
 */
export const moduleShape = (tasks: Tasks): Shape => ({
  table: 'courseware_studentmodule',
  fact: 'activity',
  select: [
    'student_id',
    'course_id',
    'module_id',
    'module_type',
    quarterSql('created'),
    secondSql('modified'),
  ],
  keys: ['student_id', 'course_id', 'module_id'],
  watched: ['module_type', 'created', 'modified'],
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
          const saved = row[6] as number | null
          // A save while staff had the block scored again, say, shows no learning.
          const staffed =
            saved !== null && tasks.size > 0 && tasks.touched(courseId, row[3] as string, saved)
          const last = saved === null || staffed ? null : Math.floor(saved / SECONDS_A_QUARTER)
          if (first === null && last === null) {
            if (!staffed) count(quarantined, NO_DATE)
            continue
          }
          const user = row[1] as number
          if (user !== lastUser) {
            lastUser = user
            names.pseudonyms.write(user, pair, 0)
          }
          const blockAt = block.at(row[3] as string)
          kinds[blockAt] ??= isBlockKey(row[3] as string)
            ? KINDS.indexOf(kindOf(row[4] as string))
            : NO_BLOCK
          if (kinds[blockAt] === NO_BLOCK) {
            count(quarantined, INVALID_BLOCK)
            continue
          }
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
})
