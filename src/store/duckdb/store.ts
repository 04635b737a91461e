import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { silentLog, type Effects, type Log } from '../../kernel/effects.ts'
import { badRequest, unavailable } from '../../kernel/problem.ts'
import { migrate } from '../migrate.ts'
import { compiled, sql, type Sql } from '../sql.ts'
import type { Row, Store, Transaction } from '../store.ts'
import { BESIDE_FILE, BesideWriter, readBeside, type Beside } from './beside.ts'
import { duckdbDialect } from './dialect.ts'
import { ENGINE, prepareEngine } from './engine.ts'
import { failureOf, openingFailure } from './failure.ts'
import { DATABASE_FILE } from './files.ts'
import { finishRestore } from './restoring.ts'
import { takeLock } from './lock.ts'
import {
  lossOf,
  stateOf,
  storageOf,
  tellLoss,
  tellMigration,
  writeLoss,
  writeState,
} from './state.ts'
import { rowsOf, Writing } from './writing.ts'

export interface StoreOptions {
  /** Folder of the database, its spill and its lock; made when missing. */
  readonly folder: string
  /** What the engine may use, in MB. */
  readonly memory: number
  readonly readers?: number
  readonly effects?: Effects
  /** Version of Figures, for the record of who wrote what. */
  readonly figures?: string
}

/** Opens the one store of this process and brings its tables up to date. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { folder, effects = { now: Date.now, log: silentLog }, figures = '' } = options
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const unlock = takeLock(folder)
  const file = join(folder, DATABASE_FILE)
  const undo: (() => void)[] = [unlock]
  try {
    finishRestore(folder, effects.log)
    const beside = readBeside(folder)
    prepareEngine(file, { beside, engine: ENGINE, now: effects.now(), log: effects.log })
    const instance = await openInstance(options)
    undo.unshift(() => instance.closeSync())
    const writer = await instance.connect()
    const readers: DuckDBConnection[] = []
    for (let i = 0; i < (options.readers ?? 8); i++) readers.push(await instance.connect())
    const note = new BesideWriter(folder)
    undo.unshift(() => note.close())
    const store = new DuckDBStore({
      instance,
      writer,
      readers,
      unlock,
      memory: options.memory,
      file,
      note,
      now: effects.now,
      log: effects.log,
      figures,
    })
    await store.begin(beside)
    return store
  } catch (error) {
    for (const step of undo) step()
    throw error
  }
}

async function openInstance(options: StoreOptions): Promise<DuckDBInstance> {
  const spill = join(options.folder, 'spill')
  rmSync(spill, { recursive: true, force: true })
  const file = join(options.folder, DATABASE_FILE)
  try {
    return await DuckDBInstance.create(file, {
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
    throw openingFailure(error, file)
  }
}

interface Parts {
  readonly instance: DuckDBInstance
  readonly writer: DuckDBConnection
  readonly readers: DuckDBConnection[]
  readonly unlock: () => void
  readonly memory: number
  readonly file: string
  readonly note: BesideWriter
  readonly now: () => number
  readonly log: Log
  readonly figures: string
}

class DuckDBStore implements Store {
  readonly dialect = duckdbDialect
  version = 1
  readonly #parts: Parts
  readonly #idle: DuckDBConnection[]
  readonly #waiting: ((connection: DuckDBConnection) => void)[] = []
  #writing: Promise<unknown> = Promise.resolve()
  readonly #asides = new Set<Promise<unknown>>()
  #state: Beside = { commits: 0, written: 0, figures: '', engine: ENGINE, storage: '' }
  /** Whether transactions are counted: not those of an upgrade, before which there may be no count. */
  #begun = false
  #touched = false
  #closed = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.#idle = [...parts.readers]
  }

  get commits(): number {
    return this.#state.commits
  }

  /** Upgrades the store, looks whether anything is missing, and notes who has it open now. */
  async begin(beside: Beside | undefined): Promise<void> {
    const { figures, now, log } = this.#parts
    const migration = await migrate((work) => this.transaction(work), duckdbDialect, {
      figures,
      now: now(),
    })
    tellMigration(log, migration)
    const before = await stateOf(this)
    const loss = lossOf(before, beside)
    const commits = Math.max(before?.commits ?? 0, beside?.commits ?? 0)
    const written = before?.written ?? 0
    const state = { commits, written, figures, engine: ENGINE, storage: await storageOf(this) }
    this.#state = state
    if (loss !== undefined || !isDeepStrictEqual(before, state)) {
      await this.transaction(async (tx) => {
        if (loss !== undefined) await writeLoss(tx, loss, now())
        await writeState(tx, state)
      })
    }
    if (loss !== undefined) tellLoss(log, loss)
    this.#writeNote()
    this.#begun = true
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

  async aside<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (this.#closed) throw unavailable('store-closed', 'Figures is being stopped.')
    const mine = this.#look(work)
    const ended = mine.catch(() => undefined)
    this.#asides.add(ended)
    void ended.then(() => this.#asides.delete(ended))
    return mine
  }

  touch(): void {
    this.#touched = true
  }

  async backup(file: string): Promise<void> {
    const own = this.#parts.file
    // The engine would take it for its log, or a restore for what was there before.
    if (dirname(file) === dirname(own) && basename(file).startsWith(basename(own))) {
      throw badRequest('own-file', `${file} is a name that the data folder keeps for itself.`, {
        remedy: 'Name a file in another folder.',
      })
    }
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
      if (this.#idle.length < this.#parts.readers.length || this.#asides.size > 0) return
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
    await Promise.all([this.#writing, ...this.#asides])
    for (const reader of this.#parts.readers) reader.closeSync()
    this.#parts.writer.closeSync()
    this.#parts.instance.closeSync()
    this.#parts.note.close()
    this.#parts.unlock()
  }

  #turn(): Promise<DuckDBConnection> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  async #look<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const connection = await this.#parts.instance.connect()
    try {
      await connection.run('BEGIN TRANSACTION READ ONLY')
      // The engine takes its look when a table is first asked for.
      await connection.run('SELECT version FROM store_version LIMIT 1')
      return await work(new Writing(connection))
    } catch (error) {
      throw failureOf(error)
    } finally {
      // Its temporary tables go with it.
      connection.closeSync()
    }
  }

  async #write<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const connection = this.#parts.writer
    this.#touched = false
    try {
      await connection.run('BEGIN')
      const tx = new Writing(connection)
      const result = await work(tx)
      const counts = tx.wrote && this.#begun
      const state = counts ? await this.#count(connection) : this.#state
      await connection.run('COMMIT')
      if (counts) {
        this.#state = state
        this.#writeNote()
      }
      if (this.#touched) this.version++
      return result
    } catch (error) {
      // The engine has already rolled back when it aborted the transaction by itself.
      await connection.run('ROLLBACK').catch(() => undefined)
      throw failureOf(error)
    }
  }

  /** What is committed stands, whatever becomes of the note: it may lag behind the database. */
  #writeNote(): void {
    try {
      this.#parts.note.write(this.#state)
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException
      this.#parts.log.error(
        { code: 'store-note', system: code },
        `${BESIDE_FILE} in the data folder cannot be written (${code}). Figures goes on, but changes that get lost now would not be noticed. Check that the disk has room and that the file can be written.`,
      )
    }
  }

  /** The database counts its transactions, so that it can be told later whether any is missing. */
  async #count(connection: DuckDBConnection): Promise<Beside> {
    const state = { ...this.#state, commits: this.#state.commits + 1, written: this.#parts.now() }
    const counted = await connection.run(
      compiled(sql`update store_state set commits = ${state.commits}, written = ${state.written}`),
    )
    if (counted.rowsChanged === 0) await writeState(new Writing(connection), state)
    return state
  }
}
