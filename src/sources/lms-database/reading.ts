import { setTimeout as sleep } from 'node:timers/promises'
import type { Batch, Depth, Write } from '../source.ts'
import type { RowArray, Session } from './connect.ts'
import { checksumSql } from './digests.ts'
import { MYSQL } from './dialect.ts'
import { LARGEST_PAGE, type Pace, type Stride } from './pace.ts'
import type { Beside, BesideRows, Names, Shape, Shaper } from './shape.ts'
import type { Schema } from './schema.ts'

/** What one part is read with. */
export interface Reading {
  readonly session: Session
  readonly schema: Schema
  readonly names: Names
  readonly depth: Depth
  /** Name of the part. */
  readonly part: string
  /** The part's checkpoint; undefined before its first batch. */
  readonly saved: string | undefined
  /** The instant up to which this server showed the platform when the part began, ms. */
  readonly now: number
  readonly pace: Pace
  /** Names the process: what it has seen is gone with it. */
  readonly process: string
  /** Whether a long reading that is under way should leave the rest to the next. */
  isLong(): boolean
}

/** One capability read by one strategy; its batches carry its name as their part. */
export interface Part {
  readonly name: string
  read(reading: Reading): AsyncGenerator<Batch>
}

/** Rows become visible when their transaction ends, later than `modified` says: so much is read again. */
export const SAFETY_LAG_MS = 15 * 60_000

/** Stands before every id: dumps of other servers and scripts bring rows of id 0 and of negative ones. */
export const BEFORE_ALL = Number.MIN_SAFE_INTEGER

/** Rows beside those of one page at most. */
const MOST_BESIDE = 50_000

export interface Page {
  readonly rows: readonly RowArray[]
  readonly last: number
  readonly beside: BesideRows
  /** Rows beside, as they came, with their checksums at the end. */
  readonly besideRows: readonly RowArray[]
  /** There may be rows behind. */
  readonly more: boolean
}

/**
 * Rows after an id in the order of ids, a page at a time, the next page already asked for while one is
 * worked on. `where` narrows, `extra` selects more columns at the end. What lies beside the rows is read
 * with them, in one consistent look; also what belongs to rows that have gone.
 */
export async function* pagesById(
  session: Session,
  shape: Pick<Shape, 'table' | 'select' | 'besides' | 'kin'>,
  of: {
    readonly after: number
    readonly upTo?: number
    readonly extra?: readonly string[]
    readonly where?: string
    readonly stride: Stride
  },
): AsyncGenerator<Page> {
  const { page: size, rest } = of.stride
  const columns = ['id', ...shape.select, ...(of.extra ?? [])].join(', ')
  const bound = of.upTo === undefined ? '' : ` and id <= ${of.upTo}`
  const narrow = of.where === undefined ? '' : ` and ${of.where}`
  const statement = `select ${columns} from ${shape.table} where id > ?${bound}${narrow} order by id limit ${size}`
  const { besides = [], kin } = shape
  const ask = async (after: number): Promise<Page> => {
    if (besides.length === 0 && kin === undefined) {
      const rows = await session.rows(statement, [after])
      const last = Number(rows.at(-1)?.[0] ?? after)
      return { rows, last, beside: [], besideRows: [], more: rows.length >= size }
    }
    return session.snapshot(async () => {
      const rows = await session.rows(statement, [after])
      const full = rows.length >= size
      const last = full ? Number(rows.at(-1)![0]) : of.upTo
      const page = await within(rows, after, last)
      if (kin === undefined || page.rows.length + page.besideRows.length === 0) return page
      const others = await kin((text, values) => session.rows(text, values), page)
      return { ...page, beside: [...page.beside, ...others] }
    })
  }
  /**
   * What belongs to ids behind the last row belongs to rows that have gone: it is read, too. Of ids with
   * more rows beside than fit in a page, fewer are read at a time.
   */
  const within = async (
    rows: readonly RowArray[],
    after: number,
    last: number | undefined,
  ): Promise<Page> => {
    const upper = last === undefined ? '' : ` and ? <= ${last}`
    const { besideRows, beside, full } = await besideOf(session, besides, {
      condition: `> ${after}${upper}`,
      most: MOST_BESIDE,
    })
    if (full === undefined) {
      const ids = [rows, besideRows].flatMap((some) => some.map((row) => Number(row[0])))
      const reached = last ?? ids.reduce((most, id) => Math.max(most, id), after)
      return { rows, last: reached, beside, besideRows, more: rows.length >= size }
    }
    // Of the last id not all may have come: it is left to the next page, unless it is the only one.
    const cut = full - 1 > after ? full - 1 : full
    const some = await besideOf(session, besides, { condition: `> ${after} and ? <= ${cut}` })
    const here = rows.filter((row) => Number(row[0]) <= cut)
    return { rows: here, last: cut, ...some, more: true }
  }
  const stop = new AbortController()
  const rested = async (after: number, took: number): Promise<Page> => {
    if (rest > 0) await sleep(took * rest, undefined, { signal: stop.signal })
    return ask(after)
  }
  let asked = performance.now()
  let next: Promise<Page> | undefined = ask(of.after)
  try {
    while (next !== undefined) {
      const page: Page = await next
      if (page.rows.length === 0 && page.besideRows.length === 0 && !page.more) return
      // A timer may fire a little early.
      const took = Math.max(0, performance.now() - asked)
      asked = performance.now() + took * rest
      next = page.more ? rested(page.last, took) : undefined
      // Whoever works on this page is told when asking for the next; until then nobody listens to it.
      next?.catch(() => undefined)
      yield page
    }
  } finally {
    // A reader that stops early has no use for the next page, nor for an error. But whoever asks next on this
    // connection must not find a transaction open.
    stop.abort()
    await next?.catch(() => undefined)
  }
}

/**
 * What lies beside the rows of some ids. In the condition, `?` stands for the column of the id. `full`: the
 * id at which a table beside had more rows than `most`.
 */
export async function besideOf(
  session: Session,
  besides: readonly Beside[],
  of: { readonly condition: string; readonly most?: number },
): Promise<Pick<Page, 'beside' | 'besideRows'> & { readonly full: number | undefined }> {
  const { condition, most } = of
  const beside: Map<number, RowArray[]>[] = []
  const besideRows: RowArray[] = []
  const limit = most === undefined ? '' : ` limit ${most}`
  let full: number | undefined
  for (const { table, key, select, watched, order } of besides) {
    const columns = [key, ...select, checksumSql(key, watched)].join(', ')
    const where = `${key} ${condition.replaceAll('?', key)}`
    const sorted = [key, ...(order === undefined ? [] : [order])].join(', ')
    const byId = new Map<number, RowArray[]>()
    const found = await session.rows(
      `select ${columns} from ${table} where ${where} order by ${sorted}${limit}`,
    )
    if (found.length === most) full = Math.min(full ?? Infinity, Number(found.at(-1)![0]))
    for (const row of found) {
      const id = Number(row[0])
      const mine = byId.get(id)
      if (mine === undefined) byId.set(id, [row])
      else mine.push(row)
      besideRows.push(row)
    }
    beside.push(byId)
  }
  return { beside, besideRows, full }
}

/** Gathers pages into the one write of a batch: fewer, larger commits for a first load. */
export class Gathered {
  readonly #shape: Shape
  readonly #names: Names
  readonly #most: number
  #shaper: Shaper | undefined
  #rows = 0

  constructor(shape: Shape, { names, pace }: Pick<Reading, 'names' | 'pace'>) {
    this.#shape = shape
    this.#names = names
    this.#most = pace.batchRows
  }

  /** Enough has been gathered for a batch. */
  get full(): boolean {
    return this.#rows >= this.#most
  }

  add(rows: readonly RowArray[], beside: BesideRows = []): void {
    this.#shaper ??= this.#shape.shaper(this.#most + LARGEST_PAGE, this.#names)
    this.#shaper.add(rows, beside)
    this.#rows += rows.length
  }

  take(
    more: Pick<Batch, 'part' | 'checkpoint' | 'statements'> & Partial<Batch>,
    how: Pick<Write, 'sweep' | 'first' | 'seen'> = {},
  ): Batch {
    const { rows, columns, quarantined, also } = (
      this.#shaper ?? this.#shape.shaper(0, this.#names)
    ).take()
    const write = { fact: this.#shape.fact, rows, columns, ...how }
    const writes = [...(also ?? []), write]
    const batch = { writes, rows: this.#rows, quarantined, ...more }
    this.#shaper = undefined
    this.#rows = 0
    return batch
  }
}

/** The database's own clock, ms. */
export async function clockOf(session: Session): Promise<number> {
  const [row] = await session.rows(MYSQL.clock)
  return Math.floor(Number(row![0]) / 1000)
}

/**
 * Rows that a table holds by the server's own estimate: good enough for the remaining time, and for how to
 * read it. There is none of a view: it has no more rows than its highest id.
 */
export async function estimate(session: Session, table: string): Promise<number> {
  // A table of another database comes as `database`.table.
  const [, quoted, bare] = /^(?:`((?:[^`]|``)*)`\.)?(.*)$/.exec(table)!
  const database = quoted?.replaceAll('``', '`') ?? session.database
  const [row] = await session.rows(MYSQL.estimate, [database, bare!])
  return row === undefined || row[0] === null ? lastId(session, table) : Number(row[0])
}

/** The highest id of a table; 0 when it is empty. */
export async function lastId(session: Session, table: string): Promise<number> {
  const [row] = await session.rows(`select max(id) from ${table}`)
  return Number(row![0] ?? 0)
}

/** Naive UTC text of an instant, as the LMS stores it. */
export function datetimeText(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '000')
}
