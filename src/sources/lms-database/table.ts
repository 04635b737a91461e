import type { Batch, Write } from '../source.ts'
import { checksums, differing, Digests, holdsAll, type Digest } from './digests.ts'
import { followed, type Following } from './follow.ts'
import { IdTail, TAIL_IDS } from './id-tail.ts'
import { isDue } from './promise.ts'
import {
  BEFORE_ALL,
  besideOf,
  datetimeText,
  estimate,
  Gathered,
  lastId,
  pagesById,
  SAFETY_LAG_MS,
  type Page,
  type Part,
  type Reading,
} from './reading.ts'
import type { RowArray } from './connect.ts'
import { steady, type Stride } from './pace.ts'
import type { Shape } from './shape.ts'
import type { Schema } from './schema.ts'
import { FORM, stateOf, type Again, type State, type TableOptions } from './table-state.ts'

/** Ids of a large table that a usual sweep compares: it is swept in turns, and whole at night. */
const SWEEP_IDS = 5_000_000
/**
 * Reads a table whole. First by id; then each refresh what is new or marked as changed. A sweep asks the
 * server for a checksum of each range of ids and reads those again that differ. Now and then, and whenever
 * a row has gone or was given to somebody else, the whole table is read again and what is no longer there
 * goes: nothing of ours knows the platform's ids. Tables of many rows are read again in pieces, between
 * which all else is refreshed.
 */
export function tablePart(
  name: string,
  shapeOf: (schema: Schema) => Shape,
  options: TableOptions,
): Part {
  return {
    name,
    async *read(reading) {
      const table = new Table(reading, shapeOf(reading.schema), { name, options })
      if (table.isWalking) yield* table.walk()
      else if (reading.depth === 'reload') yield* table.readAll()
      else yield* table.refresh()
    },
  }
}

/** One reading of one table. */
class Table {
  readonly #reading: Reading
  readonly #shape: Shape
  readonly #name: string
  readonly #range: number
  readonly #options: TableOptions
  readonly #gathered: Gathered
  readonly #extra: readonly string[]
  #state: State
  #digests: Digests
  #tail: IdTail
  #asked: number
  #total: number | undefined
  /** By the server's estimate; asked for where what is remembered of the table may be less than it has. */
  #estimated = 0

  constructor(
    reading: Reading,
    shape: Shape,
    of: { readonly name: string; readonly options: TableOptions },
  ) {
    this.#reading = reading
    this.#options = of.options
    // What says itself that it changed need not be asked for: that would find every change once more.
    this.#shape = of.options.marks === 'modified' ? { ...shape, watched: [] } : shape
    this.#name = of.name
    this.#range = of.options.range ?? 10_000
    this.#state = stateOf(reading, of.options)
    this.#digests = new Digests(this.#range, this.#state.ranges)
    this.#tail = IdTail.of(this.#state.tail)
    this.#gathered = new Gathered(shape, reading)
    this.#extra = checksums(this.#shape)
    this.#asked = reading.session.statements
  }

  get isWalking(): boolean {
    return this.#state.walking === true
  }

  /** Rows are kept of it, and nothing tells which: its checkpoint is of 0.1.0, or an upgrade emptied it. */
  get #isUnknown(): boolean {
    return this.#state.doubt === true && this.#state.maxId === 0
  }

  /** By id for the first time; ends with the batch that says so. */
  async *walk(): AsyncGenerator<Batch> {
    this.#total = await estimate(this.#reading.session, this.#shape.table)
    const after = this.#reading.saved === undefined ? BEFORE_ALL : this.#state.maxId
    for await (const page of this.#pages({ after })) {
      this.#addPage(page)
      this.#state = { ...this.#state, maxId: page.last }
      if (!this.#gathered.full) continue
      const left = this.#reading.isLong()
      yield this.#take({ first: 'more', left })
      if (left) return
    }
    const { walking: _, ...state } = this.#state
    this.#state = { ...state, maxId: Math.max(0, state.maxId), whole: this.#reading.now }
    yield this.#take({ done: true, first: 'end' })
  }

  async *refresh(): AsyncGenerator<Batch> {
    const { depth, process } = this.#reading
    const { again } = this.#state
    // What was seen is gone with its process: what the reading was begun for is still in doubt.
    if (again !== undefined && again.process !== process) {
      this.#endAgain()
      this.#state = { ...this.#state, doubt: true }
    }
    if (this.#state.doubt === true) await this.#estimate()
    if (this.#isUnknown || (depth !== 'refresh' && this.#state.again === undefined)) {
      for (const range of await this.#rangesToRead()) yield await this.#readRange(range)
      if (this.#mustReadAll()) {
        if (this.#isSmall) {
          yield* this.readAll()
          return
        }
        await this.#beginAgain()
      }
    }
    if (this.#state.following === undefined) yield* this.#readNew()
    else yield* this.#follow(this.#state.following)
    if (this.#state.again !== undefined) yield* this.#readAgain(this.#state.again)
  }

  /** The whole table once more, beside what is kept; the last batch takes its place. */
  async *readAll(): AsyncGenerator<Batch> {
    const { session, now, saved } = this.#reading
    this.#total = await estimate(session, this.#shape.table)
    this.#digests = new Digests(this.#range)
    this.#tail = IdTail.of(undefined)
    let begun = false
    let maxId = 0
    for await (const page of this.#pages({ after: BEFORE_ALL })) {
      this.#addPage(page)
      maxId = Math.max(maxId, page.last)
      if (!this.#gathered.full) continue
      // Until the sweep is through, the checkpoint stays what it was: a stop begins it anew.
      yield this.#take({ sweep: begun ? 'more' : 'begin', checkpoint: saved! })
      begun = true
    }
    const following =
      this.#state.following === undefined
        ? {}
        : { following: { follow: datetimeText(now - SAFETY_LAG_MS) } }
    this.#state = { form: FORM, maxId, ranges: {}, whole: now, ...following }
    yield this.#take({ done: true, sweep: begun ? 'end' : 'whole' })
  }

  /** A piece of the reading of a whole large table. */
  async *#readAgain(from: Again): AsyncGenerator<Batch> {
    const { now, pace } = this.#reading
    this.#total = this.#digests.rows
    let again = from
    let seen: NonNullable<Write['seen']> = again.after === BEFORE_ALL ? 'begin' : 'more'
    const { maxId } = this.#state
    const stride = { stride: pace.background }
    for await (const page of this.#pages({ after: again.after, upTo: maxId, ...stride })) {
      // What was remembered of the ids that are now read is told anew.
      this.#digests.forget(this.#digests.at(again.after) + 1, this.#digests.at(page.last))
      this.#addPage(page, true)
      again = { ...again, after: page.last }
      this.#state = { ...this.#state, again }
      if (!this.#gathered.full) continue
      const left = this.#reading.isLong()
      yield this.#take({ seen, left })
      if (left) return
      seen = 'more'
    }
    this.#endAgain()
    this.#state = { ...this.#state, whole: from.begun }
    yield this.#take({ seen: seen === 'begin' ? 'whole' : 'end', readAt: now })
  }

  /** Whatever has come up to now is read in pieces; what comes later is new. */
  async #beginAgain(): Promise<void> {
    const { session, now, process } = this.#reading
    const last = this.#isUnknown ? await lastId(session, this.#shape.table) : this.#state.maxId
    const { doubt: _, ...state } = this.#state
    this.#state = { ...state, maxId: last, again: { after: BEFORE_ALL, begun: now, process } }
  }

  #endAgain(): void {
    const { again: _, ...state } = this.#state
    this.#state = state
  }

  get #isSmall(): boolean {
    return Math.max(this.#digests.rows, this.#estimated) <= this.#reading.pace.small
  }

  /** After an upgrade, or a reading in pieces that was cut short, digests tell of few rows, or of none. */
  async #estimate(): Promise<void> {
    const { session, pace } = this.#reading
    // A table has no more rows than ids.
    if (!this.#isUnknown && this.#state.maxId < pace.small) return
    this.#estimated = (await estimate(session, this.#shape.table)) ?? 0
  }

  #mustReadAll(): boolean {
    const { depth, now } = this.#reading
    const { whole = 0, doubt } = this.#state
    if (this.#isUnknown) return true
    if (doubt === true && (this.#isSmall || depth !== 'sweep')) return true
    return isDue({ whole, now, depth, small: this.#isSmall })
  }

  /** Ranges of ids that differ from what was read. */
  async #rangesToRead(): Promise<readonly number[]> {
    const { maxId, doubt, whole: read } = this.#state
    const { depth } = this.#reading
    // Digests of an earlier form are gone, so that everything would differ: all is read in a moment.
    if (doubt === true && read === undefined) return []
    const whole = depth !== 'sweep' || this.#isSmall
    const lo = whole ? 0 : (this.#state.swept ?? 0)
    const hi = whole ? maxId + 1 : Math.min(lo + SWEEP_IDS, maxId + 1)
    const found = await this.#differing(lo, hi)
    this.#state = { ...this.#state, swept: hi > maxId ? 0 : hi }
    return found
  }

  /** One range whose checksum differs. Its new checksum is taken from the very rows that are read. */
  async #readRange(range: number): Promise<Batch> {
    const old: Digest = this.#digests.of(range)
    this.#digests.forget(range)
    const after = range * this.#range - 1
    const upTo = Math.min(after + this.#range, this.#state.maxId)
    const known: RowArray[] = []
    for await (const page of this.#pages({ after, upTo })) {
      for (const row of page.rows) if (!this.#tail.isLate(Number(row[0]))) known.push(row)
      this.#addPage(page)
    }
    const { again } = this.#state
    // Half of a range tells nothing of the whole.
    const isHalf = again !== undefined && this.#digests.at(again.after) === range
    // Of a range that was not known before, the reading of the whole tells what is gone.
    const isNew = again !== undefined && this.#digests.at(again.after) < range && old[0] === 0
    if (!isHalf && !isNew && !holdsAll(old, known)) this.#state = { ...this.#state, doubt: true }
    return this.#take()
  }

  /** Ids above the highest seen, and those just below it that came late. */
  async *#readNew(): AsyncGenerator<Batch> {
    const { maxId } = this.#state
    const { depth } = this.#reading
    if (depth === 'refresh' && maxId > 0 && this.#options.seldom !== true) {
      const lo = Math.floor(Math.max(0, maxId - TAIL_IDS) / this.#range) * this.#range
      for (const range of await this.#differing(lo, maxId + 1)) yield await this.#readRange(range)
    }
    for await (const page of this.#pages({ after: maxId })) {
      this.#addPage(page)
      this.#state = { ...this.#state, maxId: page.last }
      if (this.#gathered.full) yield this.#take({ fresh: true })
    }
    yield this.#take({ done: true, fresh: true })
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
            : await besideOf(session, besides, { condition: `in (${ids.join(',')})` })
        this.#gathered.add(step.rows, told.beside)
        const { maxId } = this.#state
        const fresh = step.rows.filter((row) => {
          const id = Number(row[0])
          return id > maxId || this.#tail.isLate(id)
        })
        // What was seen before is in the digests; what lies beside it is compared by the next sweep.
        this.#remember(fresh.map((row) => row.slice(0, -1)))
        this.#state = { ...this.#state, maxId: Math.max(maxId, ...fresh.map((r) => Number(r[0]))) }
      }
      this.#state = { ...this.#state, following: step.state }
      if (step.done) yield this.#take({ done: true })
      else if (this.#gathered.full) yield this.#take()
    }
  }

  #pages(of: { after: number; upTo?: number; stride?: Stride }): AsyncGenerator<Page> {
    const { session, pace, saved } = this.#reading
    // Nobody waits for what an earlier reading has left.
    const left = this.#state.walking === true && saved !== undefined
    const stride = of.stride ?? (left ? pace.background : steady(pace))
    return pagesById(session, this.#shape, { ...of, extra: this.#extra, stride })
  }

  #differing(lo: number, hi: number): ReturnType<typeof differing> {
    const { session } = this.#reading
    return differing(session, this.#shape, { known: this.#digests, range: this.#range, lo, hi })
  }

  /** `again`: read by the reading of the whole, which goes on behind it. */
  #addPage(page: Page, again = false): void {
    this.#gathered.add(page.rows, page.beside)
    this.#remember(page.rows, again)
    this.#digests.addBeside(
      again ? page.besideRows : page.besideRows.filter((r) => !this.#comes(r)),
    )
  }

  /** Whether the reading of the whole that stopped within a range of ids has this row still to come: it adds it. */
  #comes(row: RowArray): boolean {
    const after = this.#state.again?.after
    const id = Number(row[0])
    return after !== undefined && id > after && this.#digests.at(id) === this.#digests.at(after)
  }

  #remember(rows: readonly RowArray[], again = false): void {
    this.#digests.add(again ? rows : rows.filter((row) => !this.#comes(row)))
    for (const row of rows) this.#tail.add(Number(row[0]))
  }

  #take(
    of: {
      done?: boolean
      left?: boolean
      fresh?: true
      sweep?: NonNullable<Write['sweep']>
      first?: NonNullable<Write['first']>
      seen?: NonNullable<Write['seen']>
      readAt?: number
      checkpoint?: string
    } = {},
  ): Batch {
    const { session, now } = this.#reading
    const statements = session.statements - this.#asked
    this.#asked = session.statements
    const { again } = this.#state
    const state: State = {
      ...this.#state,
      ranges: this.#digests.ranges,
      tail: this.#tail.text,
    }
    // Whatever is read while a whole table is, has been seen there.
    const isBeside = of.seen === undefined && again !== undefined && again.after !== BEFORE_ALL
    const seen = isBeside ? 'more' : of.seen
    return this.#gathered.take(
      {
        part: this.#name,
        checkpoint: of.checkpoint ?? JSON.stringify(state),
        statements,
        ...(of.done === true ? { readAt: now } : {}),
        ...(of.left === true ? { left: true } : {}),
        ...(isBeside ? { countedLater: true as const } : {}),
        ...(of.fresh === undefined ? {} : { fresh: of.fresh }),
        ...(this.#total === undefined ? {} : { total: this.#total }),
      },
      {
        ...(of.sweep === undefined ? {} : { sweep: of.sweep }),
        ...(of.first === undefined ? {} : { first: of.first }),
        ...(seen === undefined ? {} : { seen }),
      },
    )
  }
}
