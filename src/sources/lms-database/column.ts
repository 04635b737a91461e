import { STAYS } from '../source.ts'
import { flagOf, idOf, isDamaged, numberOf, quarterIn, textOf } from './cells.ts'
import type { Cell, RowArray } from './connect.ts'
import { quarterSql, sideQuarterSql, sideSecondSql } from './instants.ts'
import { count } from './counts.ts'
import type { Names } from './shape.ts'

/** Why a value cannot be used. The row goes with it, or stays without it. */
export class Odd {
  readonly why: string
  readonly stays: boolean

  constructor(why: string, stays = false) {
    this.why = why
    this.stays = stays
  }
}

/** A column of a table: how it is asked for, and what its values must be. */
export interface Column<T> {
  /** Its name, for people. */
  readonly name: string
  readonly sql: string
  /** The value, or why there is none that can be used. */
  read(cell: Cell, names: Names): T | Odd
}

/** What the columns of a row hold, in their order. */
export type Values<C extends readonly Column<unknown>[]> = {
  -readonly [K in keyof C]: C[K] extends Column<infer T> ? T : never
}

const NO_USER = new Odd('not the id of a user')
const NO_KEY = new Odd('not an id')
const NO_COURSE = new Odd('invalid course key')
const NO_BLOCK = new Odd('invalid block key')
const NO_FLAG = new Odd('neither 0 nor 1')
const NO_NUMBER = new Odd('not a usable number')
const NO_TEXT = new Odd('empty')
const NOT_UTF8 = new Odd('not text in UTF-8')
const NOT_SHOWN = new Odd('not text in UTF-8', true)
const NO_INSTANT = new Odd('no date from 2000 to 2099')
const NOT_SET = new Odd('no date from 2000 to 2099', true)

/** More points than any course gives: what is beyond is no number of points. */
const MOST = 1e10
const LAST_PLACE = 2 ** 31 - 1
const SECONDS_A_QUARTER = 900
/** Characters of a name or title that are kept. */
const LONGEST_TEXT = 1_000

/** As much of a text as is kept, without half a character at its end. */
const shortened = (text: string): string =>
  text.length <= LONGEST_TEXT ? text : text.slice(0, LONGEST_TEXT).replace(/[\ud800-\udbff]$/, '')

const orOdd = <T>(value: T | null, odd: Odd): T | Odd => (value === null ? odd : value)

/** The columns of the platform's tables, by what they hold. `sql` is needed where it is not the name. */
export const column = {
  user: (name: string, sql = name): Column<number> => ({
    name,
    sql,
    read: (cell) => orOdd(idOf(cell), NO_USER),
  }),
  /** The id of a row that others name: any whole number. */
  key: (name: string): Column<number> => ({
    name,
    sql: name,
    read: (cell) => {
      const value = numberOf(cell)
      return value !== null && Number.isSafeInteger(value) ? value : NO_KEY
    },
  }),
  course: (name: string, sql = name): Column<string> => ({
    name,
    sql,
    read: (cell, names) => {
      const text = typeof cell === 'string' ? cell : String(cell)
      return names.isCourse(text) ? text : NO_COURSE
    },
  }),
  block: (name: string, sql = name): Column<string> => ({
    name,
    sql,
    read: (cell, names) => {
      const text = typeof cell === 'string' ? cell : String(cell)
      return names.isBlock(text) ? text : NO_BLOCK
    },
  }),
  flag: (name: string, sql = name): Column<boolean> => ({
    name,
    sql,
    read: (cell) => orOdd(flagOf(cell), NO_FLAG),
  }),
  number: (name: string, sql = name): Column<number> => ({
    name,
    sql,
    read: (cell) => {
      const value = numberOf(cell)
      return value === null || Math.abs(value) > MOST ? NO_NUMBER : value
    },
  }),
  /** Order among siblings, from 0; what is no order comes first. */
  place: (name: string): Column<number> => ({
    name,
    sql: name,
    read: (cell) => {
      const value = Math.trunc(numberOf(cell) ?? 0)
      return Math.abs(value) < LAST_PLACE ? value : 0
    },
  }),
  /** From 0 to 1. */
  share: (name: string): Column<number> => ({
    name,
    sql: name,
    read: (cell) => {
      const value = numberOf(cell)
      return value === null || value < 0 || value > 1 ? NO_NUMBER : value
    },
  }),
  /** A text that must not be empty, such as a mode or the name of a cohort. */
  word: (name: string, sql = name): Column<string> => ({
    name,
    sql,
    read: (cell) => {
      if (isDamaged(cell)) return NOT_UTF8
      const text = textOf(cell)?.trim() ?? ''
      return text === '' ? NO_TEXT : shortened(text)
    },
  }),
  /** A text that may be anything, or nothing. */
  text: (name: string, sql = name): Column<string | null> => ({
    name,
    sql,
    read: (cell) => {
      if (isDamaged(cell)) return NOT_SHOWN
      const text = textOf(cell)
      return text === null ? null : shortened(text)
    },
  }),
  /** A text of any length, to be read and not to be kept. */
  long: (name: string, sql = name): Column<string | null> => ({ name, sql, read: textOf }),
  /** The instant of what the row tells: without it the row tells nothing. */
  instant: (name: string, sql = name): Column<number> => ({
    name,
    sql: quarterSql(sql),
    read: (cell) => orOdd(quarterIn(cell), NO_INSTANT),
  }),
  /** An instant that describes: out of its bounds it is not set. */
  side: (name: string, sql = name): Column<number | null> => ({
    name,
    sql: sideQuarterSql(sql),
    read: (cell) => (cell === null ? null : orOdd(quarterIn(cell), NOT_SET)),
  }),
  /**
   * An instant that tells when the row began, where that was recorded: one that lies elsewhere takes the row
   * with it, none leaves it, counted.
   */
  recorded: (name: string): Column<number | null> => ({
    name,
    sql: sideQuarterSql(name),
    read: (cell) => (cell === null || cell === -1 ? NOT_SET : orOdd(quarterIn(cell), NO_INSTANT)),
  }),
  /** When the platform wrote a row last, in seconds: only a mark that changes with it. */
  mark: (name: string): Column<number | null> => ({
    name,
    sql: sideSecondSql(name),
    read: (cell) => {
      if (cell === null) return null
      const second = numberOf(cell)
      const quarter = second === null ? null : Math.floor(second / SECONDS_A_QUARTER)
      return quarterIn(quarter) === null ? NOT_SET : second!
    },
  }),
  /** The same, where the row stays without what cannot be used. */
  soft: <T>(of: Column<T>): Column<T | null> => ({
    ...of,
    read: (cell, names) => {
      if (cell === null) return null
      const value = of.read(cell, names)
      return value instanceof Odd ? new Odd(value.why, true) : value
    },
  }),
  /** The same, where an empty text means that there is none. */
  blank: <T>(of: Column<T>): Column<T | null> => ({
    ...of,
    read: (cell, names) => (cell === null || cell === '' ? null : of.read(cell, names)),
  }),
  /** The same, where the row need not have one. */
  maybe: <T>(of: Column<T>): Column<T | null> => ({
    ...of,
    read: (cell, names) => (cell === null ? null : of.read(cell, names)),
  }),
  /** What a table that is older, or is not there, cannot give. */
  fixed: <T>(value: T): Column<T> => ({ name: '', sql: 'null', read: () => value }),
}

export const sqlOf = (columns: readonly Column<unknown>[]): readonly string[] =>
  columns.map((c) => c.sql)

/** Reads rows of one table by its columns, and counts what it cannot use. */
export class Decoder<const C extends readonly Column<unknown>[]> {
  readonly #table: string
  readonly #columns: C
  readonly #names: Names
  readonly #counts: Record<string, number>
  readonly #values: unknown[]

  constructor(
    table: string,
    columns: C,
    of: { readonly names: Names; readonly counts: Record<string, number> },
  ) {
    this.#table = table
    this.#columns = columns
    this.#names = of.names
    this.#counts = of.counts
    this.#values = columns.map(() => null)
  }

  /**
   * The values of a row's columns, the first of which stands at `from`; undefined when the row cannot be
   * used, which is counted. The same list each time: it is to be used before the next row is read.
   */
  read(row: RowArray, from = 0): Values<C> | undefined {
    let stays: [number, string][] | undefined
    for (let i = 0; i < this.#columns.length; i++) {
      const value = this.#columns[i]!.read(row[from + i] ?? null, this.#names)
      if (!(value instanceof Odd)) {
        this.#values[i] = value
        continue
      }
      if (!value.stays) {
        this.#count(i, value.why)
        return undefined
      }
      this.#values[i] = null
      stays = [...(stays ?? []), [i, value.why]]
    }
    for (const [i, why] of stays ?? []) this.#count(i, why + STAYS)
    return this.#values as Values<C>
  }

  /** Counts a row that cannot be used for a reason of several columns, or none. */
  refuse(why: string): void {
    count(this.#counts, `${this.#table}: ${why}`)
  }

  #count(at: number, why: string): void {
    count(this.#counts, `${this.#table}.${this.#columns[at]!.name}: ${why}`)
  }
}
