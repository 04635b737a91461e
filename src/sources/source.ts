import type { ColumnData } from '../store/store.ts'

/** A column of keys: each row points into a list of texts as the platform writes them. */
export interface KeyColumn {
  readonly keys: readonly string[]
  /** Position in `keys`, or `NO_INT` for null. */
  readonly index: Int32Array
}

export type BatchColumns = Readonly<Record<string, ColumnData | KeyColumn>>

/** Rows for one fact. */
export interface Write {
  readonly fact: string
  readonly rows: number
  readonly columns: BatchColumns
  /**
   * Set while the whole table is read again: rows gather from `begin` to `end`, then rows of the fact
   * that did not come are taken as gone from the platform. `whole` is begin and end in one.
   */
  readonly sweep?: 'begin' | 'more' | 'end' | 'whole'
  /**
   * Set while the whole of a large table is read again in pieces: rows are merged as they come, and at the
   * `end` rows of the fact that did not come since `begin` are taken as gone. `whole` is begin and end in one.
   */
  readonly seen?: 'begin' | 'more' | 'end' | 'whole'
  /**
   * These rows of a set are sent for the first time, each once: they need not be looked for. Only of a
   * source that is read through for the first time and whose rows are unique. `end`: there are no more.
   */
  readonly first?: 'more' | 'end'
}

/** Ends the reason under which a value is counted that is left out of a row that can be used without it. */
export const STAYS = '; the row stays without it'

/** What one step of a source brings. Writes and checkpoint are committed together or not at all. */
export interface Batch {
  /** The table or stream of the source whose checkpoint this is. */
  readonly part: string
  readonly writes: readonly Write[]
  /** JSON from which the source goes on; without any learner or row. */
  readonly checkpoint: string
  /** Rows read from the platform for this batch. */
  readonly rows: number
  readonly statements: number
  /** Rows that could not be used, by reason. */
  readonly quarantined: Readonly<Record<string, number>>
  /** None of its rows has been read before, so that what it refuses has not been counted. */
  readonly fresh?: true
  /** A reading of the whole that is under way comes to these rows, too: what is refused is counted then. */
  readonly countedLater?: true
  /** The counts are of the whole part: they take the place of those of before. */
  readonly recounted?: true
  /** Set when the part has been read to its end: the instant by the platform's own clock, ms. */
  readonly readAt?: number
  /** The part has more to read, which it leaves to the next reading so that others have their turn. */
  readonly left?: true
  /** While older rows are still missing: from this instant on the part is complete, ms. */
  readonly completeFrom?: number
  /** Rows expected in all, as far as known, for the remaining time of long work. */
  readonly total?: number
}

/**
 * How thoroughly to read. `refresh`: what is new or says that it changed. `sweep`: also what checksums of
 * ranges of rows find, the largest tables in turns. `nightly sweep`: every table once more, those of many
 * rows once a week. `full sweep`: every table once more, now. `reload`: the same, each table taking the place
 * of what was kept of it in one commit.
 */
export const DEPTHS = ['refresh', 'sweep', 'nightly sweep', 'full sweep', 'reload'] as const
export type Depth = (typeof DEPTHS)[number]

/** Code of the problem that a reading ends with when some parts failed and all others were read. */
export const PARTS_NOT_READ = 'parts-not-read'

/** Where a source stopped, by part. */
export type Checkpoints = ReadonlyMap<string, string>

export interface ReadRequest {
  readonly checkpoints: Checkpoints
  readonly depth: Depth
  /** Only this part, where the source has parts. */
  readonly only?: string
  /** Somebody says that this is the platform that was read before, although it looks like another. */
  readonly samePlatform?: boolean
  readonly signal: AbortSignal
}

/** What a part of a source can tell, and what it cannot for want of a table, column or grant. */
export interface Capability {
  /** Name that metrics ask for, such as `course_grade`. */
  readonly name: string
  readonly available: boolean
  /** What is missing and the grant that fixes it; empty when available. */
  readonly missing: string
  /** What else an operator should know of it, in a sentence; without keys and names. */
  readonly note?: string
}

/** One place that facts come from. */
export interface Source {
  readonly name: string
  /** The facts it fills. */
  readonly fills: readonly string[]
  /** The capabilities it can have; its parts carry their names, unless it is one stream. */
  readonly tells: readonly string[]
  /** It tells every change ever made, not only those since Figures began to read. */
  readonly knowsThePast: boolean
  /** Looks at the platform: what can be read here. Throws a problem when it cannot be reached. */
  capabilities(): Promise<readonly Capability[]>
  read(request: ReadRequest): AsyncIterable<Batch>
  /** Facts whose tables can be compared with what is kept: those it reads. */
  readonly compares?: readonly string[]
  /** Every row of a fact as the platform has it now, in one consistent look, for reconciliation. */
  truth?(fact: string, signal: AbortSignal): AsyncIterable<Truth>
  close(): Promise<void>
}

/** A page of a table of the platform, with the ids of its rows for the person who looks for a difference. */
export interface Truth {
  /** Name of the platform's table. */
  readonly table: string
  /** Rows that the table has, by the server's own count. */
  readonly total: number
  /** Rows of this page that can be used. */
  readonly used: number
  /** Rows of this page that cannot, by reason. */
  readonly unusable: Readonly<Record<string, number>>
  /** Rows of the fact: a row of the table may say several, or nothing. */
  readonly rows: number
  readonly columns: BatchColumns
}

export function isKeyColumn(column: ColumnData | KeyColumn): column is KeyColumn {
  return 'index' in column
}

/** Gathers texts into a key column while rows are written. */
export class KeyWriter {
  readonly keys: string[] = []
  readonly index: Int32Array
  readonly #seen = new Map<string, number>()

  constructor(rows: number) {
    this.index = new Int32Array(rows)
  }

  write(row: number, text: string): void {
    this.index[row] = this.at(text)
  }

  /** Position of a text among the keys; undefined when it is new. */
  find(text: string): number | undefined {
    return this.#seen.get(text)
  }

  /** Position of a text among the keys; it is added when it is new. */
  at(text: string): number {
    let at = this.#seen.get(text)
    if (at === undefined) {
      at = this.keys.length
      this.keys.push(text)
      this.#seen.set(text, at)
    }
    return at
  }
}

/** The first `rows` rows of columns that were made larger than needed. */
export function cut(columns: BatchColumns, rows: number): BatchColumns {
  const out: Record<string, ColumnData | KeyColumn> = {}
  for (const [name, data] of Object.entries(columns)) {
    if (isKeyColumn(data)) out[name] = { keys: data.keys, index: data.index.slice(0, rows) }
    else if (data instanceof Uint32Array) out[name] = data.slice(0, rows * 2)
    else out[name] = data.slice(0, rows) as ColumnData
  }
  return out
}
