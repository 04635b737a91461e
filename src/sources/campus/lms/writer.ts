import type { Connection } from 'mysql2/promise'
import type { Cell, LmsRow, Told } from './row.ts'

const ROWS_A_STATEMENT = 4000

/**
 * Gathers rows by table and writes them many at a time, filling columns that a row does not name. Rows of
 * a table that the database does not have are left out: its release has none.
 */
export class TableWriter {
  readonly counts = new Map<string, number>()
  written = 0
  readonly #connection: Connection
  /** Tables that lie in another database. */
  readonly #places: ReadonlyMap<string, string>
  readonly #rows = new Map<string, LmsRow[]>()
  readonly #columns = new Map<string, ReadonlyMap<string, Cell | undefined>>()
  readonly #ids = new Map<string, number>()

  constructor(connection: Connection, places: ReadonlyMap<string, string> = new Map()) {
    this.#connection = connection
    this.#places = places
  }

  /** Makes ready to give ids of a table; after the highest there is. */
  async number(table: string): Promise<void> {
    if (!(await this.#columnsOf(table)).has('id')) return
    const [rows] = await this.#connection.query(
      `select coalesce(max(id), 0) as id from ${this.#placeOf(table)}`,
    )
    this.#ids.set(table, Number((rows as { id: number | string }[])[0]!.id))
  }

  /** The next id of a table; any number for a table that is not there. */
  next(table: string): number {
    const id = (this.#ids.get(table) ?? 0) + 1
    this.#ids.set(table, id)
    return id
  }

  async add(table: string, rows: readonly LmsRow[]): Promise<void> {
    if (rows.length === 0) return
    const waiting = this.#rows.get(table) ?? []
    this.#rows.set(table, waiting)
    for (const row of rows) waiting.push(row)
    if (waiting.length >= ROWS_A_STATEMENT) await this.#write(table)
  }

  async addAll(told: Told): Promise<void> {
    for (const [table, rows] of told) await this.add(table, rows)
  }

  async flush(): Promise<void> {
    for (const table of this.#rows.keys()) await this.#write(table)
  }

  async has(table: string, column = 'id'): Promise<boolean> {
    return (await this.#columnsOf(table)).has(column)
  }

  #placeOf(table: string): string {
    const place = this.#places.get(table)
    return place === undefined ? table : `\`${place}\`.${table}`
  }

  /** The table's columns with what fills them where a row says nothing; undefined: the database does. */
  async #columnsOf(table: string): Promise<ReadonlyMap<string, Cell | undefined>> {
    const known = this.#columns.get(table)
    if (known !== undefined) return known
    const [rows] = await this.#connection.query(
      `select column_name as name, data_type as type, is_nullable as nullable, column_default as preset, extra
        from information_schema.columns where table_schema = coalesce(?, database()) and table_name = ?`,
      [this.#places.get(table) ?? null, table],
    )
    const columns = new Map(
      (
        rows as (Record<'name' | 'type' | 'nullable' | 'extra', string> & {
          preset: string | null
        })[]
      ).map((c) => {
        const own = c.nullable === 'YES' || c.extra.includes('auto_increment') || c.preset !== null
        return [c.name, own ? undefined : fillerOf(c.type)] as const
      }),
    )
    this.#columns.set(table, columns)
    return columns
  }

  async #write(table: string): Promise<void> {
    const rows = this.#rows.get(table) ?? []
    this.#rows.set(table, [])
    const columns = await this.#columnsOf(table)
    if (rows.length === 0 || columns.size === 0) return
    const named = [...columns.keys()].filter((c) => c in rows[0]! || columns.get(c) !== undefined)
    const list = named.map((c) => `\`${c}\``).join(', ')
    const first = named.map((c) => `\`${c}\` = \`${c}\``)[0]!
    for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT) {
      const some = rows.slice(at, at + ROWS_A_STATEMENT)
      const values = some
        .map(
          (row) => `(${named.map((c) => literal(c in row ? row[c]! : columns.get(c)!)).join(',')})`,
        )
        .join(',')
      await this.#connection.query(
        `insert into ${this.#placeOf(table)} (${list}) values ${values} on duplicate key update ${first}`,
      )
    }
    this.counts.set(table, (this.counts.get(table) ?? 0) + rows.length)
    this.written += rows.length
  }
}

function fillerOf(type: string): Cell {
  if (/int|double|float|decimal|bit/.test(type)) return 0
  if (/datetime|timestamp/.test(type)) return '2020-01-01 00:00:00.000000'
  if (type === 'date') return '2020-01-01'
  return /json/.test(type) ? '{}' : ''
}

function literal(value: Cell): string {
  if (value === null) return 'null'
  if (typeof value === 'number') return String(value)
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
