import { blockScored } from '../../facts/block.ts'
import { folded } from '../../facts/key.ts'
import { Rows } from '../rows.ts'
import type { RowArray } from './connect.ts'
import { BEFORE_ALL, type Part } from './reading.ts'
import { count } from './counts.ts'
import type { Names } from './shape.ts'

/** Lists of blocks are long texts: so few at a time. */
const LISTS = 200
/** Ids below the highest seen that are read once more when any list has come: transactions end out of order. */
const TAIL = 500

type Scored = Readonly<Record<'course' | 'block', string>> & {
  readonly points: number
  readonly graded: boolean
}

interface State {
  readonly maxId: number
  /** Lists there were. */
  readonly lists: number
}

const TABLE = 'grades_visibleblocks'
const NO_COURSE = `${TABLE}.course_id: invalid course key`
const NO_LIST = `${TABLE}.blocks_json: no list of blocks`
const NO_BLOCK = `${TABLE}.blocks_json: a block without a valid key or points`

/**
 * The problems that grades of subsections were made of, with their points. Each list is kept by the platform
 * under the hash of what it says and never changes: new ones come by id, and the newest word counts.
 */
export const scoredPart: Part = {
  name: 'scored_block',
  async *read({ session, names, part, saved, depth, now }) {
    const asked = session.statements
    const before: State = saved === undefined ? { maxId: 0, lists: 0 } : JSON.parse(saved)
    const whole = depth !== 'refresh' && depth !== 'sweep'
    const [counted] = await session.rows('select max(id), count(*) from grades_visibleblocks')
    const state: State = { maxId: Number(counted![0] ?? 0), lists: Number(counted![1]) }
    const done = { part, checkpoint: JSON.stringify(state), readAt: now }
    if (!whole && saved === done.checkpoint) {
      const statements = session.statements - asked
      yield { ...done, writes: [], rows: 0, statements, quarantined: {} }
      return
    }
    const newest = new Map<string, Scored>()
    const refused: Record<string, number> = {}
    let read = 0
    let after = whole ? BEFORE_ALL : Math.max(BEFORE_ALL, before.maxId - TAIL)
    for (;;) {
      const rows = await session.rows(
        `select id, course_id, blocks_json from grades_visibleblocks where id > ? order by id limit ${LISTS}`,
        [after],
      )
      for (const row of rows) {
        for (const told of scoredIn(row, names, refused)) {
          newest.set(folded(`${told.course} ${told.block}`), told)
        }
      }
      read += rows.length
      after = Number(rows.at(-1)?.[0] ?? after)
      if (rows.length < LISTS) break
    }
    const rows = new Rows(blockScored, names.pseudonyms)
    for (const told of newest.values()) rows.add(told)
    const statements = session.statements - asked
    yield {
      ...done,
      writes: [rows.take(whole ? 'whole' : undefined)],
      rows: read,
      statements,
      quarantined: refused,
    }
  },
}

/** The blocks of one list; what is no good is counted. */
function scoredIn(
  [, courseId, text]: RowArray,
  names: Names,
  refused: Record<string, number>,
): readonly Scored[] {
  const course = String(courseId)
  const blocks = blocksIn(String(text))
  if (!names.isCourse(course) || blocks === undefined) {
    count(refused, blocks === undefined ? NO_LIST : NO_COURSE)
    return []
  }
  return blocks.flatMap((one) => {
    const scored = scoredOf(one)
    if (scored === undefined || !names.isBlock(scored.block)) {
      count(refused, NO_BLOCK)
      return []
    }
    return [{ course, ...scored }]
  })
}

/** The blocks of a list, of whatever kind they are; undefined when it is none. */
function blocksIn(text: string): readonly unknown[] | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return undefined
  }
  const blocks = Array.isArray(parsed) ? parsed : fieldsOf(parsed)['blocks']
  return Array.isArray(blocks) ? blocks : undefined
}

/**
 * What a list says of one block; undefined unless each field is what it should be. No library of schemas
 * looks: every reading thread would load it for this alone, which is a fifth of its start.
 */
function scoredOf(one: unknown): Omit<Scored, 'course'> | undefined {
  const { locator: block, raw_possible: points = null, graded = null } = fieldsOf(one)
  if (typeof block !== 'string') return undefined
  if (points !== null && !(typeof points === 'number' && Number.isFinite(points))) return undefined
  if (graded !== null && typeof graded !== 'boolean') return undefined
  return { block, points: points ?? 0, graded: graded ?? true }
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
