import { z } from 'zod'
import { blockScored } from '../../facts/block.ts'
import { Rows } from '../rows.ts'
import type { Part } from './reading.ts'
import { count, INVALID_BLOCK, INVALID_COURSE } from './shape.ts'

/** Lists of blocks are long texts: so few at a time. */
const LISTS = 200
/** Ids below the highest seen that are looked at once more: transactions end out of order. */
const TAIL = 500

const LIST = z.object({
  blocks: z.array(
    z.object({
      locator: z.string(),
      raw_possible: z.number().nullish(),
      graded: z.boolean().nullish(),
    }),
  ),
})

/**
 * The problems that grades of subsections were made of, with their points. Each list is kept by the platform
 * under the hash of what it says and never changes: new ones come by id, and the newest word counts.
 */
export const scoredPart: Part = {
  name: 'scored_block',
  async *read({ session, names, part, saved, depth, now }) {
    const asked = session.statements
    const before = saved === undefined ? 0 : (JSON.parse(saved) as { maxId: number }).maxId
    const whole = depth === 'reload' || depth === 'full sweep'
    const newest = new Map<
      string,
      { course: string; block: string; points: number; graded: boolean }
    >()
    const refused: Record<string, number> = {}
    let read = 0
    let maxId = whole ? 0 : Math.max(0, before - TAIL)
    for (;;) {
      const rows = await session.rows(
        `select id, course_id, blocks_json from grades_visibleblocks where id > ? order by id limit ${LISTS}`,
        [maxId],
      )
      for (const [, course, text] of rows) {
        const list = listOf(String(text))
        if (!names.isCourse(String(course))) count(refused, INVALID_COURSE)
        else if (list === undefined) count(refused, 'no list of blocks')
        else {
          for (const { locator, raw_possible: points, graded } of list.blocks) {
            if (!names.isBlock(locator)) count(refused, INVALID_BLOCK)
            else {
              const key = `${String(course)} ${locator}`.toLowerCase()
              const told = { points: points ?? 0, graded: graded ?? true }
              newest.set(key, { course: String(course), block: locator, ...told })
            }
          }
        }
      }
      read += rows.length
      maxId = Number(rows.at(-1)?.[0] ?? maxId)
      if (rows.length < LISTS) break
    }
    const rows = new Rows(blockScored, names.pseudonyms)
    for (const told of newest.values()) rows.add(told)
    yield {
      part,
      writes: [rows.take()],
      checkpoint: JSON.stringify({ maxId: Math.max(maxId, before) }),
      rows: read,
      statements: session.statements - asked,
      quarantined: refused,
      readAt: now,
    }
  },
}

/** What a list says; undefined when it is none. */
function listOf(text: string): z.infer<typeof LIST> | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return undefined
  }
  const found = LIST.safeParse(Array.isArray(parsed) ? { blocks: parsed } : parsed)
  return found.success ? found.data : undefined
}
