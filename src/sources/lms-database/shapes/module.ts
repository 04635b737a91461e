import { codeOf } from '../../../facts/fact.ts'
import { EVIDENCES, KINDS, type Kind } from '../../../facts/activity.ts'
import { cut, KeyWriter, STAYS } from '../../source.ts'
import { idOf, quarterIn } from '../cells.ts'
import type { Cell } from '../connect.ts'
import { count } from '../counts.ts'
import type { Shape } from '../shape.ts'
import { quarterSql, secondSql } from '../instants.ts'
import type { Tasks } from '../tasks.ts'

const STATE = codeOf(EVIDENCES, 'state')

/** What kind of act the saved state of a block of some type shows. */
const KINDS_OF_TYPES: Readonly<Record<string, Kind>> = {
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

/** A course may have any word for a type, also one that every object knows, such as `constructor`. */
const KIND_OF_TYPE: ReadonlyMap<string, Kind> = new Map(Object.entries(KINDS_OF_TYPES))

/** A type that we do not know still has saved state of a learner in a block: a page. */
export const kindOf = (type: string): Kind => KIND_OF_TYPE.get(type) ?? 'page'

const SECONDS_A_QUARTER = 900

const TABLE = 'courseware_studentmodule'
const NO_USER = `${TABLE}.student_id: not the id of a user`
const NO_COURSE = `${TABLE}.course_id: invalid course key`
const NO_BLOCK_KEY = `${TABLE}.module_id: invalid block key`
const NO_CREATED = `${TABLE}.created: no date from 2000 to 2099`
const NO_MODIFIED = `${TABLE}.modified: no date from 2000 to 2099`

/**
 * Each row shows learning in the quarter hours of its first and of its last save. This loop turns
 * millions of rows: what repeats from row to row (learner, course) is not looked up again, and a block's
 * kind is looked up with the block.
 */
export const moduleShape = (tasks: Tasks): Shape => ({
  table: TABLE,
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
    let lastUser: Cell | undefined
    let isUser = false
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
          const courseId = String(row[2])
          if (courseId !== lastCourse) {
            lastCourse = courseId
            lastCourseAt = names.isCourse(courseId) ? course.at(courseId) : -1
          }
          if (lastCourseAt < 0) {
            count(quarantined, NO_COURSE)
            continue
          }
          const user = row[1]
          if (user !== lastUser) {
            lastUser = user
            const userId = idOf(user ?? null)
            isUser = userId !== null
            if (userId !== null) names.pseudonyms.write(userId, pair, 0)
          }
          if (!isUser) {
            count(quarantined, NO_USER)
            continue
          }
          const key = String(row[3])
          let blockAt = block.find(key)
          if (blockAt === undefined) {
            if (!names.isBlock(key)) {
              count(quarantined, NO_BLOCK_KEY)
              continue
            }
            blockAt = block.at(key)
            kinds[blockAt] = KINDS.indexOf(kindOf(String(row[4])))
          }
          const first = quarterIn(row[5] ?? null)
          const second = row[6] as number | null
          const saved = second === null ? null : quarterIn(Math.floor(second / SECONDS_A_QUARTER))
          // Each of the two instants shows an act of its own.
          if (first === null) count(quarantined, saved === null ? NO_CREATED : NO_CREATED + STAYS)
          else if (saved === null) count(quarantined, NO_MODIFIED + STAYS)
          // A save while staff had the block scored again, say, shows no learning.
          const staffed = saved !== null && tasks.size > 0 && tasks.touched(courseId, key, second!)
          const last = staffed ? null : saved
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
