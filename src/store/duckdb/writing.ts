import type { DuckDBConnection } from '@duckdb/node-api'
import { statePair } from '../../facts/activity.ts'
import { FACTS } from '../../facts/catalogue.ts'
import { enrollmentSeen, enrollmentTold } from '../../facts/enrollment.ts'
import type { Fact } from '../../facts/fact.ts'
import { TRUTHS } from '../../facts/truth.ts'
import { emptyTable, stageTable } from '../layout.ts'
import { compiled, name, sql, type Sql } from '../sql.ts'
import type { Columns, Row, Transaction } from '../store.ts'
import { appendColumns, stageTypes, tableTypes } from './chunks.ts'
import { duckdbDialect } from './dialect.ts'

const STAGED: readonly Fact[] = [...FACTS, enrollmentSeen, enrollmentTold, statePair, ...TRUTHS]

/** What runs between BEGIN and COMMIT on a connection. */
export class Writing implements Transaction {
  /** Whether anything was changed that is kept. */
  wrote = false
  readonly #connection: DuckDBConnection

  constructor(connection: DuckDBConnection) {
    this.#connection = connection
  }

  query<TRow extends Row>(statement: Sql): Promise<TRow[]> {
    return rowsOf<TRow>(this.#connection, statement)
  }

  async run(statement: Sql): Promise<number> {
    this.wrote = true
    return (await this.#connection.run(compiled(statement))).rowsChanged
  }

  async stage(factName: string, columns: Columns, rows: number, more = false): Promise<void> {
    const fact = factNamed(factName)
    const table = `stage_${fact.name}`
    await this.#connection.run(compiled(stageTable(fact, duckdbDialect)))
    if (!more) await this.#connection.run(compiled(sql`delete from ${name('temp', table)}`))
    const appender = await this.#connection.createAppender(table, 'main', 'temp')
    try {
      await appendColumns(appender, fact, { columns, rows, types: stageTypes })
    } finally {
      appender.closeSync()
    }
  }

  async empty(factName: string): Promise<void> {
    this.wrote = true
    await this.#connection.run(compiled(emptyTable(factNamed(factName), duckdbDialect)))
  }

  async append(factName: string, columns: Columns, rows: number): Promise<void> {
    this.wrote = true
    const appender = await this.#connection.createAppender(factName)
    try {
      await appendColumns(appender, factNamed(factName), { columns, rows, types: tableTypes })
    } finally {
      appender.closeSync()
    }
  }
}

function factNamed(name: string): Fact {
  const fact = STAGED.find((f) => f.name === name)
  if (fact === undefined) throw new RangeError(`no fact is named ${name}`)
  return fact
}

/** All rows of an answer, whole numbers as JavaScript numbers. */
export async function rowsOf<TRow extends Row>(
  connection: DuckDBConnection,
  statement: Sql,
): Promise<TRow[]> {
  const reader = await connection.runAndReadAll(compiled(statement))
  const names = reader.columnNames()
  const columns = reader.getColumnsJS()
  return Array.from({ length: reader.currentRowCount }, (_, i) => {
    const row: Record<string, unknown> = {}
    names.forEach((n, c) => {
      const value = columns[c]![i]
      row[n] = typeof value === 'bigint' ? Number(value) : (value ?? null)
    })
    return row as TRow
  })
}
