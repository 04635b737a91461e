import type { Batch } from '../source.ts'
import { estimate, Gathered, pagesById, PAGES_A_BATCH, type Part, type Reading } from './reading.ts'
import type { RowArray } from './connect.ts'
import type { Shape } from './shapes.ts'

const RANGE = 10_000
/** Ids that one checksum statement covers: bounds its time on the server. */
const WINDOW = 500_000

/** Per range of ids: how many rows, and the sum of their checksums. Holds no learner. */
type Ranges = Record<string, [count: number, sum: number]>

interface State {
  /** Everything up to this id has been read at least once. */
  readonly maxId: number
  readonly ranges: Ranges
}

/**
 * Reads a table whose rows change without a mark. A refresh reads new ids. A sweep asks the server for
 * a checksum of each range of ids and reads those ranges again that differ; when rows have gone, or in
 * a full sweep, the whole table is read again, so that what is no more can be noticed.
 */
export function rangePart(name: string, shape: Shape): Part {
  const checksum = `crc32(concat_ws('#', ${shape.watched.map((c) => `\`${c}\``).join(', ')}))`
  return {
    name,
    async *read(reading) {
      const state: State | undefined =
        reading.saved === undefined ? undefined : (JSON.parse(reading.saved) as State)
      const look = { reading, name, shape, checksum }
      if (state !== undefined && reading.depth === 'full sweep') {
        yield* readAll(look)
        return
      }
      let current: State = state ?? { maxId: 0, ranges: {} }
      if (state !== undefined && reading.depth === 'sweep') {
        const changes = await compare(look, current)
        if (changes.gone) {
          yield* readAll(look)
          return
        }
        for (const range of changes.differing) {
          const batch = await readRange(look, current, range)
          current = JSON.parse(batch.checkpoint) as State
          yield batch
        }
      }
      yield* readNew(look, current)
    },
  }
}

interface Look {
  readonly reading: Reading
  readonly name: string
  readonly shape: Shape
  readonly checksum: string
}

/** Ids above the highest seen; ends with the batch that says so. */
async function* readNew(look: Look, state: State): AsyncGenerator<Batch> {
  const { reading, name, shape, checksum } = look
  const { session, names } = reading
  const total = state.maxId === 0 ? await estimate(session, shape.table) : undefined
  const gathered = new Gathered(shape, names)
  const ranges = { ...state.ranges }
  let { maxId } = state
  let asked = session.statements
  const take = (done: boolean): Batch => {
    const statements = session.statements - asked
    asked = session.statements
    const checkpoint = JSON.stringify({ maxId, ranges } satisfies State)
    return gathered.take({
      part: name,
      checkpoint,
      statements,
      ...(done ? { readAt: reading.now } : {}),
      ...(total === undefined ? {} : { total }),
    })
  }
  for await (const page of pagesById(session, shape, { after: maxId, extra: [checksum] })) {
    gathered.add(page.rows)
    addChecksums(ranges, page.rows)
    maxId = page.last
    if (gathered.pages >= PAGES_A_BATCH) yield take(false)
  }
  yield take(true)
}

/** The whole table once more; the last batch closes the sweep. */
async function* readAll(look: Look): AsyncGenerator<Batch> {
  const { reading, name, shape, checksum } = look
  const { session, names } = reading
  const total = await estimate(session, shape.table)
  const gathered = new Gathered(shape, names)
  const ranges: Ranges = {}
  let maxId = 0
  let begun = false
  let asked = session.statements
  for await (const page of pagesById(session, shape, { after: 0, extra: [checksum] })) {
    gathered.add(page.rows)
    addChecksums(ranges, page.rows)
    maxId = page.last
    if (gathered.pages < PAGES_A_BATCH) continue
    const statements = session.statements - asked
    asked = session.statements
    // Until the sweep is through, the checkpoint stays what it was: a stop begins it anew.
    const checkpoint = reading.saved ?? JSON.stringify({ maxId: 0, ranges: {} })
    const more = { part: name, checkpoint, statements, ...(total === undefined ? {} : { total }) }
    yield gathered.take(more, { sweep: begun ? 'more' : 'begin' })
    begun = true
  }
  const checkpoint = JSON.stringify({ maxId, ranges } satisfies State)
  const statements = session.statements - asked
  const end = { part: name, checkpoint, statements, readAt: reading.now }
  yield gathered.take(end, { sweep: begun ? 'end' : 'whole' })
}

/** One range whose checksum differs. Its new checksum is taken from the very rows that are read. */
async function readRange(look: Look, state: State, range: number): Promise<Batch> {
  const { reading, name, shape, checksum } = look
  const { session, names } = reading
  const gathered = new Gathered(shape, names)
  const fresh: Ranges = {}
  const asked = session.statements
  const after = range * RANGE - 1
  const upTo = Math.min(after + RANGE, state.maxId)
  for await (const page of pagesById(session, shape, { after, upTo, extra: [checksum] })) {
    gathered.add(page.rows)
    addChecksums(fresh, page.rows)
  }
  const ranges = { ...state.ranges, [range]: fresh[range] ?? [0, 0] }
  const checkpoint = JSON.stringify({ maxId: state.maxId, ranges } satisfies State)
  return gathered.take({ part: name, checkpoint, statements: session.statements - asked })
}

/** Which ranges differ from what was read, and whether rows have gone from any. */
async function compare(look: Look, state: State): Promise<{ differing: number[]; gone: boolean }> {
  const { session } = look.reading
  const found: Ranges = {}
  for (let lo = 0; lo <= state.maxId; lo += WINDOW) {
    const hi = Math.min(lo + WINDOW, state.maxId + 1)
    const rows = await session.rows(
      `select id div ${RANGE}, count(*), sum(${look.checksum}) from ${look.shape.table}
        where id >= ? and id < ? group by 1`,
      [lo, hi],
    )
    for (const [range, count, sum] of rows) found[String(range)] = [Number(count), Number(sum)]
  }
  const all = new Set([...Object.keys(state.ranges), ...Object.keys(found)])
  const differing: number[] = []
  let gone = false
  for (const range of all) {
    const [oldCount, oldSum] = state.ranges[range] ?? [0, 0]
    const [newCount, newSum] = found[range] ?? [0, 0]
    // New rows have ids above the highest seen, so fewer rows in a range means that some have gone.
    if (newCount < oldCount) gone = true
    if (newCount !== oldCount || newSum !== oldSum) differing.push(Number(range))
  }
  return { differing: differing.sort((a, b) => a - b), gone }
}

function addChecksums(ranges: Ranges, rows: readonly RowArray[]): void {
  for (const row of rows) {
    const range = Math.floor(Number(row[0]) / RANGE)
    const [count, sum] = ranges[range] ?? [0, 0]
    ranges[range] = [count + 1, sum + Number(row.at(-1))]
  }
}
