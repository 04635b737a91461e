import type { Dialect } from './dialect.ts'
import type { Sql } from './sql.ts'

export type Row = Readonly<Record<string, string | number | boolean | null>>

/** Rows of one table as columns: typed arrays for numbers, plain arrays for text. */
export type Columns = Readonly<Record<string, ColumnData>>
export type ColumnData =
  | Uint32Array
  | Int32Array
  | Float64Array
  | Uint8Array
  | readonly (string | null)[]

export interface Reader {
  /** All rows of an answer. Whole numbers come as JavaScript numbers. */
  query<TRow extends Row = Row>(statement: Sql): Promise<TRow[]>
}

export interface Transaction extends Reader {
  /** Runs a statement and says how many rows it added, changed or removed. */
  run(statement: Sql): Promise<number>
  /** Empties the staging table of a fact and fills it; `more` adds to what lies there. */
  stage(fact: string, columns: Columns, rows: number, more?: boolean): Promise<void>
  /** Puts rows straight into the table of a fact without text, unlooked; sentinels become null. */
  append(fact: string, columns: Columns, rows: number): Promise<void>
  /**
   * Empties the table of a fact at once. Deleting its rows would hold memory for each of them until the
   * commit, nine megabytes a million, and after what is undone until the store is closed.
   */
  empty(fact: string): Promise<void>
}

/** Where facts lie. One process, one thread, one instance: see the lock beside the file. */
export interface Store extends Reader {
  readonly dialect: Dialect
  /** Grows with every commit that changed a fact; answers may be remembered for one value of it. */
  readonly version: number
  /** Grows with every commit, also of what is no fact: checkpoints, runs, tokens. */
  readonly commits: number
  /** One writer at a time, in order. What `work` throws undoes everything it wrote. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /**
   * Looks at the store as it is when this begins, beside the writer, which goes on: for work that waits for
   * others. What `work` stages lies in temporary tables of its own; nothing else may be changed.
   */
  aside<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** Says that the running transaction changed facts, so that remembered answers are void. */
  touch(): void
  /** A whole copy, consistent to the batch, while others read and write. */
  backup(file: string): Promise<void>
  /** How much of the disk the facts take, in bytes, what is not yet folded in included. */
  bytes(): Promise<number>
  /** Gives memory that only holds cached pages back to the system. */
  trim(): Promise<void>
  close(): Promise<void>
}
