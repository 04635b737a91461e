import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { FACTS } from '../../facts/catalogue.ts'
import { statePair } from '../../facts/activity.ts'
import { enrollmentSeen, enrollmentTold } from '../../facts/enrollment.ts'
import type { Fact } from '../../facts/fact.ts'
import { TRUTHS } from '../../facts/truth.ts'
import { unavailable } from '../../kernel/problem.ts'
import { emptyTable, migrate, stageTable } from '../migrate.ts'
import { compiled, name, sql, type Sql } from '../sql.ts'
import type { Row, Store, Transaction } from '../store.ts'
import { appendColumns, stageTypes, tableTypes } from './chunks.ts'
import { duckdbDialect } from './dialect.ts'
import { failureOf } from './failure.ts'
import { takeLock } from './lock.ts'

export interface StoreOptions {
  /** Folder of the database, its spill and its lock; made when missing. */
  readonly folder: string
  /** What the engine may use, in MB. */
  readonly memory: number
  readonly readers?: number
}

export const DATABASE_FILE = 'figures.duckdb'
const STAGED: readonly Fact[] = [...FACTS, enrollmentSeen, enrollmentTold, statePair, ...TRUTHS]

/** Opens the one store of this process and brings its tables up to date. */
export async function openStore(options: StoreOptions): Promise<Store> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  const unlock = takeLock(options.folder)
  try {
    const instance = await openInstance(options)
    const writer = await instance.connect()
    const readers: DuckDBConnection[] = []
    for (let i = 0; i < (options.readers ?? 8); i++) readers.push(await instance.connect())
    const file = join(options.folder, DATABASE_FILE)
    const store = new DuckDBStore({
      instance,
      writer,
      readers,
      unlock,
      memory: options.memory,
      file,
    })
    await store.transaction((tx) => migrate(tx, duckdbDialect))
    return store
  } catch (error) {
    unlock()
    throw error
  }
}

async function openInstance(options: StoreOptions): Promise<DuckDBInstance> {
  const spill = join(options.folder, 'spill')
  rmSync(spill, { recursive: true, force: true })
  try {
    return await DuckDBInstance.create(join(options.folder, DATABASE_FILE), {
      memory_limit: `${options.memory}MB`,
      temp_directory: spill,
      preserve_insertion_order: 'false',
      // Fewer, larger checkpoints: a first load would otherwise make one every few batches.
      checkpoint_threshold: '64MB',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      // The limit alone does not bound resident memory: the allocator keeps what it freed. Giving all
      // of it back whenever one megabyte is freed made every question take four times as long.
      allocator_bulk_deallocation_flush_threshold: '8MB',
    })
  } catch (error) {
    const text = error instanceof Error ? error.message : ''
    if (text.includes('Could not set lock')) {
      throw unavailable('database-locked', `Another program has ${DATABASE_FILE} open.`, {
        remedy: `Close it; ${options.folder} belongs to Figures alone.`,
        cause: error,
      })
    }
    throw error
  }
}

interface Parts {
  readonly instance: DuckDBInstance
  readonly writer: DuckDBConnection
  readonly readers: DuckDBConnection[]
  readonly unlock: () => void
  readonly memory: number
  readonly file: string
}

class DuckDBStore implements Store {
  readonly dialect = duckdbDialect
  version = 1
  commits = 0
  readonly #parts: Parts
  readonly #idle: DuckDBConnection[]
  readonly #waiting: ((connection: DuckDBConnection) => void)[] = []
  #writing: Promise<unknown> = Promise.resolve()
  #touched = false
  #closed = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.#idle = [...parts.readers]
  }

  async query<TRow extends Row>(statement: Sql): Promise<TRow[]> {
    const connection = this.#idle.pop() ?? (await this.#turn())
    try {
      return await rowsOf<TRow>(connection, statement)
    } catch (error) {
      throw failureOf(error)
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#idle.push(connection)
      else next(connection)
    }
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const before = this.#writing
    const mine = before.then(() => this.#write(work))
    this.#writing = mine.catch(() => undefined)
    return mine
  }

  touch(): void {
    this.#touched = true
  }

  async backup(file: string): Promise<void> {
    const part = `${file}.part`
    rmSync(part, { force: true })
    const connection = await this.#parts.instance.connect()
    try {
      // ATTACH takes no parameter; a quote in a path is doubled.
      await connection.run(`ATTACH '${part.replaceAll("'", "''")}' AS copy`)
      await connection.run('COPY FROM DATABASE figures TO copy')
      await connection.run('DETACH copy')
    } finally {
      connection.closeSync()
    }
    renameSync(part, file)
  }

  async bytes(): Promise<number> {
    // Only stat touches the files: opening and closing one would free the engine's lock.
    const sizes = await Promise.all(
      ['', '.wal'].map((ending) =>
        stat(`${this.#parts.file}${ending}`).then(
          (s) => s.size,
          (error: NodeJS.ErrnoException) => {
            // Between checkpoints there may be no log yet.
            if (error.code === 'ENOENT') return 0
            throw error
          },
        ),
      ),
    )
    return sizes.reduce((sum, size) => sum + size, 0)
  }

  async trim(): Promise<void> {
    const { writer, memory } = this.#parts
    const before = this.#writing
    const mine = before.then(async () => {
      // A question under way might be refused for want of memory: then another time will do.
      if (this.#idle.length < this.#parts.readers.length) return
      // Lowering the limit for a moment evicts cached pages; what is in use stays, and says so.
      await writer.run(`SET memory_limit='64MB'`).catch(() => undefined)
      await writer.run(`SET memory_limit='${memory}MB'`)
    })
    this.#writing = mine.catch(() => undefined)
    return mine
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#writing
    for (const reader of this.#parts.readers) reader.closeSync()
    this.#parts.writer.closeSync()
    this.#parts.instance.closeSync()
    this.#parts.unlock()
  }

  #turn(): Promise<DuckDBConnection> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  async #write<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const connection = this.#parts.writer
    this.#touched = false
    try {
      await connection.run('BEGIN')
      const result = await work(transactionOn(connection))
      await connection.run('COMMIT')
      this.commits++
      if (this.#touched) this.version++
      return result
    } catch (error) {
      // The engine has already rolled back when it aborted the transaction by itself.
      await connection.run('ROLLBACK').catch(() => undefined)
      throw failureOf(error)
    }
  }
}

function transactionOn(connection: DuckDBConnection): Transaction {
  return {
    query: (statement) => rowsOf(connection, statement),
    run: async (statement) => {
      return (await connection.run(compiled(statement))).rowsChanged
    },
    stage: async (factName, columns, rows, more = false) => {
      const fact = factNamed(factName)
      const table = `stage_${fact.name}`
      await connection.run(compiled(stageTable(fact, duckdbDialect)))
      if (!more) await connection.run(compiled(sql`delete from ${name('temp', table)}`))
      const appender = await connection.createAppender(table, 'main', 'temp')
      try {
        await appendColumns(appender, fact, { columns, rows, types: stageTypes })
      } finally {
        appender.closeSync()
      }
    },
    empty: async (factName) => {
      await connection.run(compiled(emptyTable(factNamed(factName), duckdbDialect)))
    },
    append: async (factName, columns, rows) => {
      const appender = await connection.createAppender(factName)
      try {
        await appendColumns(appender, factNamed(factName), { columns, rows, types: tableTypes })
      } finally {
        appender.closeSync()
      }
    },
  }
}

function factNamed(name: string): Fact {
  const fact = STAGED.find((f) => f.name === name)
  if (fact === undefined) throw new RangeError(`no fact is named ${name}`)
  return fact
}

async function rowsOf<TRow extends Row>(
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
