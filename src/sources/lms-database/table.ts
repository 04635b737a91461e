import type { Batch, Write } from '../source.ts'
import { checksumSql, compare, Digests, type Ranges } from './digests.ts'
import { followed, type Following } from './follow.ts'
import {
  besideOf,
  datetimeText,
  estimate,
  Gathered,
  pagesById,
  SAFETY_LAG_MS,
  type Page,
  type Part,
  type Reading,
} from './reading.ts'
import { steady } from './pace.ts'
import type { Shape } from './shape.ts'
import type { Schema } from './schema.ts'

/** Ids that a usual sweep compares; a larger table is swept in turns, and by checksums whole at night. */
const SWEEP_IDS = 5_000_000
/** Ids below the highest seen that every refresh looks at once more: transactions end out of order. */
const TAIL_IDS = 10_000

interface State {
  /** Everything up to this id has been read at least once. */
  readonly maxId: number
  readonly ranges: Ranges
  /** The first reading by id is still under way. */
  readonly walking?: true
  /** Of a table that marks changes: where following them stands. */
  readonly following?: Following
  /** Where the next sweep goes on. */
  readonly swept?: number
}

export interface TableOptions {
  /** `modified`: every change is marked there. `id`: only new rows can be told. */
  readonly marks: 'id' | 'modified'
  /** Ids in a range whose checksum is kept; larger for the largest tables. */
  readonly range?: number
  /** What nobody looks at by the minute: what came late or changed is left to the next sweep. */
  readonly seldom?: true
}

/**
 * Reads a table whole. First by id; then each refresh what is new or marked as changed. A sweep asks the
 * server for a checksum of each range of ids and reads those again that differ. When rows have gone the
 * whole table is read again, because nothing of ours knows the platform's ids.
 */
export function tablePart(
  name: string,
  shapeOf: (schema: Schema) => Shape,
  options: TableOptions,
): Part {
  return {
    name,
    async *read(reading) {
      const shape = shapeOf(reading.schema)
      const saved = reading.saved === undefined ? undefined : stateOf(reading.saved)
      const state: State = saved ?? {
        maxId: 0,
        ranges: {},
        walking: true,
        ...(options.marks === 'modified'
          ? { following: { follow: datetimeText(reading.now - SAFETY_LAG_MS) } }
          : {}),
      }
      const { range = 10_000, seldom = false } = options
      const table = new Table(reading, shape, { name, state, range, seldom })
      if (state.walking === true) yield* table.walk()
      else if (reading.depth === 'reload') yield* table.readAll()
      else yield* table.refresh()
    },
  }
}

/** A checkpoint of 0.1.0 tells less: then the table is read anew, and nothing is written twice. */
function stateOf(saved: string): State | undefined {
  const state = JSON.parse(saved) as Partial<State>
  return state.maxId === undefined ? undefined : (state as State)
}

/** One reading of one table. */
class Table {
  readonly #reading: Reading
  readonly #shape: Shape
  readonly #name: string
  readonly #range: number
  readonly #seldom: boolean
  readonly #gathered: Gathered
  readonly #extra: readonly string[]
  #state: State
  #digests: Digests
  #asked: number
  #total: number | undefined

  constructor(
    reading: Reading,
    shape: Shape,
    of: {
      readonly name: string
      readonly state: State
      readonly range: number
      readonly seldom: boolean
    },
  ) {
    this.#reading = reading
    this.#shape = shape
    this.#name = of.name
    this.#range = of.range
    this.#seldom = of.seldom
    this.#state = of.state
    this.#digests = new Digests(of.range, of.state.ranges)
    this.#gathered = new Gathered(shape, reading)
    this.#extra = [checksumSql('id', shape.watched)]
    this.#asked = reading.session.statements
  }

  /** By id for the first time; ends with the batch that says so. */
  async *walk(): AsyncGenerator<Batch> {
    this.#total = await estimate(this.#reading.session, this.#shape.table)
    for await (const page of this.#pages({ after: this.#state.maxId })) {
      this.#addPage(page)
      this.#state = { ...this.#state, maxId: page.last }
      if (!this.#gathered.full) continue
      const left = this.#reading.isLong()
      yield this.#take({ first: 'more', left })
      if (left) return
    }
    const { walking: _, ...state } = this.#state
    this.#state = state
    yield this.#take({ done: true, first: 'end' })
  }

  async *refresh(): AsyncGenerator<Batch> {
    const { depth } = this.#reading
    if (depth !== 'refresh' && (yield* this.#sweep())) {
      yield* this.readAll()
      return
    }
    if (this.#state.following === undefined) yield* this.#readNew()
    else yield* this.#follow(this.#state.following)
  }

  /** The whole table once more; the last batch closes the sweep. */
  async *readAll(): AsyncGenerator<Batch> {
    const { session, now, saved } = this.#reading
    this.#total = await estimate(session, this.#shape.table)
    this.#digests = new Digests(this.#range)
    let begun = false
    let maxId = 0
    for await (const page of this.#pages({ after: 0 })) {
      this.#addPage(page)
      maxId = page.last
      if (!this.#gathered.full) continue
      // Until the sweep is through, the checkpoint stays what it was: a stop begins it anew.
      yield this.#take({ sweep: begun ? 'more' : 'begin', checkpoint: saved! })
      begun = true
    }
    const following =
      this.#state.following === undefined
        ? {}
        : { following: { follow: datetimeText(now - SAFETY_LAG_MS) } }
    this.#state = { maxId, ranges: {}, ...following }
    yield this.#take({ done: true, sweep: begun ? 'end' : 'whole' })
  }

  /** Reads ranges again that differ; true when rows have gone and all must be read. */
  async *#sweep(): AsyncGenerator<Batch, boolean> {
    const { maxId } = this.#state
    const { depth } = this.#reading
    const small = maxId <= SWEEP_IDS
    // What checksums cannot tell is found at night, as far as that is cheap.
    if (depth === 'full sweep' && small) return true
    const whole = depth === 'full sweep' || small
    const lo = whole ? 0 : (this.#state.swept ?? 0)
    const hi = whole ? maxId + 1 : Math.min(lo + SWEEP_IDS, maxId + 1)
    const { changed, gone } = await this.#compare(lo, hi)
    if (gone.length > 0) return true
    this.#state = { ...this.#state, swept: hi > maxId ? 0 : hi }
    for (const range of changed) yield await this.#readRange(range)
    return false
  }

  /** One range whose checksum differs. Its new checksum is taken from the very rows that are read. */
  async #readRange(range: number): Promise<Batch> {
    this.#digests.forget(range)
    const after = range * this.#range - 1
    const upTo = Math.min(after + this.#range, this.#state.maxId)
    for await (const page of this.#pages({ after, upTo })) this.#addPage(page)
    return this.#take()
  }

  /** Ids above the highest seen, and those just below it that came late. */
  async *#readNew(): AsyncGenerator<Batch> {
    const { maxId } = this.#state
    if (this.#reading.depth === 'refresh' && maxId > 0 && !this.#seldom) {
      const lo = Math.floor(Math.max(0, maxId - TAIL_IDS) / this.#range) * this.#range
      const { changed } = await this.#compare(lo, maxId + 1)
      // Ranges that rows have gone from are left to the sweep.
      for (const range of changed) yield await this.#readRange(range)
    }
    for await (const page of this.#pages({ after: maxId })) {
      this.#addPage(page)
      this.#state = { ...this.#state, maxId: page.last }
      if (this.#gathered.full) yield this.#take()
    }
    yield this.#take({ done: true })
  }

  async *#follow(from: Following): AsyncGenerator<Batch> {
    const { session, now, pace } = this.#reading
    const besides = this.#shape.besides ?? []
    const of = { from, now, extra: this.#extra, page: pace.page }
    for await (const step of followed(session, this.#shape, of)) {
      if (step.rows.length > 0) {
        const ids = step.rows.map((row) => Number(row[0]))
        const told =
          besides.length === 0
            ? { beside: [] }
            : await besideOf(session, besides, `in (${ids.join(',')})`)
        this.#gathered.add(step.rows, told.beside)
        const { maxId } = this.#state
        const fresh = step.rows.filter((row) => Number(row[0]) > maxId)
        // What was seen before is in the digests; what lies beside it is compared by the next sweep.
        this.#digests.add(fresh.map((row) => row.slice(0, -1)))
        this.#state = { ...this.#state, maxId: Math.max(maxId, ...fresh.map((r) => Number(r[0]))) }
      }
      this.#state = { ...this.#state, following: step.state }
      if (step.done) yield this.#take({ done: true })
      else if (this.#gathered.full) yield this.#take()
    }
  }

  #pages(of: { after: number; upTo?: number }): AsyncGenerator<Page> {
    const { session, pace, saved } = this.#reading
    // Nobody waits for what an earlier reading has left.
    const left = this.#state.walking === true && saved !== undefined
    const stride = left ? pace.background : steady(pace)
    return pagesById(session, this.#shape, { ...of, extra: this.#extra, stride })
  }

  #compare(lo: number, hi: number): ReturnType<typeof compare> {
    const { session } = this.#reading
    return compare(session, this.#shape, { known: this.#digests, range: this.#range, lo, hi })
  }

  #addPage(page: Page): void {
    this.#gathered.add(page.rows, page.beside)
    this.#digests.add(page.rows)
    this.#digests.addBeside(page.besideRows)
  }

  #take(
    of: {
      done?: boolean
      left?: boolean
      sweep?: NonNullable<Write['sweep']>
      first?: NonNullable<Write['first']>
      checkpoint?: string
    } = {},
  ): Batch {
    const { session, now } = this.#reading
    const statements = session.statements - this.#asked
    this.#asked = session.statements
    const state: State = { ...this.#state, ranges: this.#digests.ranges }
    return this.#gathered.take(
      {
        part: this.#name,
        checkpoint: of.checkpoint ?? JSON.stringify(state),
        statements,
        ...(of.done === true ? { readAt: now } : {}),
        ...(of.left === true ? { left: true } : {}),
        ...(this.#total === undefined ? {} : { total: this.#total }),
      },
      {
        ...(of.sweep === undefined ? {} : { sweep: of.sweep }),
        ...(of.first === undefined ? {} : { first: of.first }),
      },
    )
  }
}
