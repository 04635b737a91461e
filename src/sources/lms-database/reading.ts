import type { Batch, Depth, Write } from '../source.ts'
import type { RowArray, Session } from './connect.ts'
import type { Names, Shape, Shaper } from './shapes.ts'
import type { Schema } from './tables.ts'

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
  /** The database's clock when the part began, ms. */
  readonly now: number
}

/** One capability read by one strategy; its batches carry its name as their part. */
export interface Part {
  readonly name: string
  read(reading: Reading): AsyncGenerator<Batch>
}

export const PAGE = 10_000
/** Pages that go into one batch: fewer commits for a first load. */
export const PAGES_A_BATCH = 20

export interface Page {
  readonly rows: readonly RowArray[]
  readonly last: number
}

/**
 * Rows after an id in the order of ids, a page at a time, the next page already asked for while one is
 * worked on. `where` narrows, `extra` selects more columns at the end.
 */
export async function* pagesById(
  session: Session,
  shape: Pick<Shape, 'table' | 'select'>,
  of: { readonly after: number; readonly upTo?: number; readonly extra?: readonly string[] },
): AsyncGenerator<Page> {
  const columns = ['id', ...shape.select, ...(of.extra ?? [])].join(', ')
  const bound = of.upTo === undefined ? '' : ` and id <= ${of.upTo}`
  const statement = `select ${columns} from ${shape.table} where id > ?${bound} order by id limit ${PAGE}`
  let next: Promise<RowArray[]> | undefined = session.rows(statement, [of.after])
  try {
    while (next !== undefined) {
      const rows: RowArray[] = await next
      if (rows.length === 0) return
      const last = Number(rows.at(-1)![0])
      next = rows.length < PAGE ? undefined : session.rows(statement, [last])
      yield { rows, last }
    }
  } finally {
    // A reader that stops early leaves one question unheard: its answer, or its error, is of no use.
    next?.catch(() => undefined)
  }
}

/** Gathers pages into the one write of a batch: fewer, larger commits for a first load. */
export class Gathered {
  readonly #shape: Shape
  readonly #names: Names
  #shaper: Shaper | undefined
  #rows = 0
  pages = 0

  constructor(shape: Shape, names: Names) {
    this.#shape = shape
    this.#names = names
  }

  add(rows: readonly RowArray[]): void {
    this.#shaper ??= this.#shape.shaper(PAGES_A_BATCH * PAGE, this.#names)
    this.#shaper.add(rows)
    this.#rows += rows.length
    this.pages++
  }

  take(
    more: Pick<Batch, 'part' | 'checkpoint' | 'statements'> & Partial<Batch>,
    how: Pick<Write, 'sweep' | 'first'> = {},
  ): Batch {
    const { rows, columns, quarantined } = (
      this.#shaper ?? this.#shape.shaper(0, this.#names)
    ).take()
    const write = { fact: this.#shape.fact, rows, columns, ...how }
    const batch = { writes: [write], rows: this.#rows, quarantined, ...more }
    this.#shaper = undefined
    this.#rows = 0
    this.pages = 0
    return batch
  }
}

/** The database's own clock, ms. */
export async function clockOf(session: Session): Promise<number> {
  const [row] = await session.rows(
    "select timestampdiff(microsecond, '1970-01-01', utc_timestamp(6))",
  )
  return Math.floor(Number(row![0]) / 1000)
}

/** Rows that a table holds by the server's own estimate: good enough for the remaining time. */
export async function estimate(session: Session, table: string): Promise<number | undefined> {
  const [row] = await session.rows(
    'select table_rows from information_schema.tables where table_schema = database() and table_name = ?',
    [table],
  )
  return row === undefined || row[0] === null ? undefined : Number(row[0])
}

/** Naive UTC text of an instant, as the LMS stores it. */
export function datetimeText(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '000')
}
