import type { Fact } from '../../facts/fact.ts'
import { courseKey, isBlockKey } from '../../facts/key.ts'
import type { Pseudonyms } from '../../facts/pseudonym.ts'
import { Rows, type Value } from '../rows.ts'
import { Decoder, sqlOf, type Column, type Values } from './column.ts'
import type { BatchColumns, Write } from '../source.ts'
import type { Cell, RowArray } from './connect.ts'

/** Rows of the platform turned into columns of a fact, with their ids, and what could not be used. */
export interface Shaped {
  readonly rows: number
  readonly columns: BatchColumns
  readonly ids: Float64Array
  readonly quarantined: Record<string, number>
  /** Rows of other facts that come from the same rows of the platform, to be written before. */
  readonly also?: readonly Write[]
}

/** A table whose rows belong to those of another, by its id: histories, overrides. */
export interface Beside {
  readonly table: string
  /** The column that names the other table's id; it has an index. */
  readonly key: string
  /** Selected after the key, in this order. */
  readonly select: readonly string[]
  /** SQL of what must not change unnoticed. */
  readonly watched: readonly string[]
  /** Order within one key. */
  readonly order?: string
}

/** For each table beside, its rows by the id they belong to; then what `kin` has found. */
export type BesideRows = readonly ReadonlyMap<number, readonly RowArray[]>[]

/** Rows with what lies beside them. */
export interface AskedPage {
  readonly rows: readonly RowArray[]
  readonly beside: BesideRows
}

/** Asks the platform's database. */
export type Ask = (statement: string, values?: readonly Cell[]) => Promise<RowArray[]>

/** One table of the platform: what is selected of it and how its rows become a fact. */
export interface Shape {
  readonly table: string
  readonly fact: string
  /** Selected after `id`, in this order. */
  readonly select: readonly string[]
  /** SQL of what names a row beside its id: whose it is, of which course and block. */
  readonly keys: readonly string[]
  /** SQL of its values: with the keys, of all that is selected. */
  readonly watched: readonly string[]
  readonly besides?: readonly Beside[]
  /**
   * What else must be known of a page, found by something else than its ids, in the same look at the
   * database: it comes behind what lies beside.
   */
  readonly kin?: (ask: Ask, page: AskedPage) => Promise<BesideRows>
  /** Begins to shape at most so many rows; pages are added as they come. */
  shaper(capacity: number, names: Names): Shaper
}

export interface Shaper {
  add(rows: readonly RowArray[], beside: BesideRows): void
  /** What was added so far; the shaper is then used up. */
  take(): Shaped
}

/** What turns texts and user ids of rows into what is kept; lives as long as its thread. */
export interface Names {
  readonly pseudonyms: Pseudonyms
  /** Whether a text is the key of a course, library or ccx; remembered. */
  isCourse(text: string): boolean
  /** Whether a text is the key of a block; remembered. */
  isBlock(text: string): boolean
}

const REMEMBERED = 100_000
/** Longer than any key: not worth remembering, and not one. */
const LONGEST = 2_000

/** A question whose answers are remembered: the same texts come again and again. */
function remembered(of: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>()
  return (text) => {
    if (text.length > LONGEST) return false
    let answer = known.get(text)
    if (answer === undefined) {
      answer = of(text)
      if (known.size > REMEMBERED) known.clear()
      known.set(text, answer)
    }
    return answer
  }
}

export function namesOf(pseudonyms: Pseudonyms): Names {
  return {
    pseudonyms,
    isCourse: remembered((text) => courseKey(text) !== null),
    isBlock: remembered(isBlockKey),
  }
}

type Told = Readonly<Record<string, Value>>

/** What a row is shaped with. */
export interface RowContext {
  readonly id: number
  readonly beside: BesideRows
  /** What cannot be used, by reason. */
  readonly counts: Record<string, number>
}

/** A shape that tells row by row; the largest tables have loops of their own. */
export function rowShape<const C extends readonly Column<unknown>[]>(of: {
  readonly table: string
  readonly fact: Fact
  readonly columns: C
  readonly keys: readonly string[]
  readonly watched: readonly string[]
  readonly besides?: readonly Beside[]
  /** The fact's row or rows from the values of the columns, or the reason why there is none. */
  row(values: Values<C>, context: RowContext, names: Names): Told | readonly Told[] | string
}): Shape {
  return {
    table: of.table,
    fact: of.fact.name,
    select: sqlOf(of.columns),
    keys: of.keys,
    watched: of.watched,
    ...(of.besides === undefined ? {} : { besides: of.besides }),
    shaper(_capacity, names) {
      const rows = new Rows(of.fact, names.pseudonyms)
      const ids: number[] = []
      const quarantined: Record<string, number> = {}
      const decoder = new Decoder(of.table, of.columns, { names, counts: quarantined })
      return {
        add(cells, beside) {
          for (const row of cells) {
            const values = decoder.read(row, 1)
            if (values === undefined) continue
            const context = { id: Number(row[0]), beside, counts: quarantined }
            const told = of.row(values, context, names)
            if (typeof told === 'string') {
              decoder.refuse(told)
              continue
            }
            for (const one of Array.isArray(told) ? (told as readonly Told[]) : [told as Told]) {
              rows.add(one)
              ids.push(context.id)
            }
          }
        },
        take: () => ({ ...rows.take(), ids: Float64Array.from(ids), quarantined }),
      }
    },
  }
}
