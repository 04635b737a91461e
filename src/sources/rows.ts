import { NO_INT, type Column, type Fact } from '../facts/fact.ts'
import type { Pseudonyms } from '../facts/pseudonym.ts'
import type { ColumnData } from '../store/store.ts'
import type { KeyColumn, Write } from './source.ts'

/** A value as a source has it: learners by user id, keys and codes by their text. */
export type Value = string | number | boolean | null

/** Gathers one column in the memory that it is handed over in. */
interface Gathering {
  put(row: number, value: Value): void
  take(rows: number): ColumnData | KeyColumn
}

const FEW = 256

/** Gathers rows of one fact, value by value, and turns them into the columns of a write. */
export class Rows {
  readonly fact: Fact
  readonly #names: readonly string[]
  readonly #pseudonyms: Pseudonyms
  #columns: readonly Gathering[]
  #rows = 0

  constructor(fact: Fact, pseudonyms: Pseudonyms) {
    this.fact = fact
    this.#names = Object.keys(fact.columns)
    this.#pseudonyms = pseudonyms
    this.#columns = this.#begin()
  }

  get count(): number {
    return this.#rows
  }

  /** Adds a row, or throws and leaves those before it as they are. */
  add(row: Readonly<Record<string, Value>>): void {
    for (let i = 0; i < this.#names.length; i++) {
      const value = row[this.#names[i]!]
      if (value === undefined) {
        throw new RangeError(`${this.fact.name}: a row came without ${this.#names[i]}`)
      }
      this.#columns[i]!.put(this.#rows, value)
    }
    this.#rows++
  }

  /** The write of all rows so far; the rows are then forgotten. */
  take(sweep?: Write['sweep']): Write {
    const rows = this.#rows
    const columns = Object.fromEntries(
      this.#names.map((name, i) => [name, this.#columns[i]!.take(rows)]),
    )
    this.#columns = this.#begin()
    this.#rows = 0
    return { fact: this.fact.name, rows, columns, ...(sweep === undefined ? {} : { sweep }) }
  }

  #begin(): Gathering[] {
    return this.#names.map((name) => gathering(this.fact.columns[name]!, this.#pseudonyms))
  }
}

function gathering(column: Column, pseudonyms: Pseudonyms): Gathering {
  const type = column.type
  switch (type.kind) {
    case 'learner':
      return learners(pseudonyms)
    case 'key':
      return keys()
    case 'code': {
      const at = new Map(type.codes.map((word, i) => [word, i]))
      return integers((value) => {
        const code = at.get(value as string)
        if (code === undefined) throw new RangeError(`'${String(value)}' is no declared code`)
        return code
      })
    }
    case 'quarter':
    case 'integer':
      return integers((value) => value as number)
    case 'number':
      return grown(new Float64Array(FEW), (v) => (v === null ? Number.NaN : (v as number)))
    case 'flag':
      return grown(new Uint8Array(FEW), (v) => (v === true ? 1 : 0))
    case 'text': {
      const texts: (string | null)[] = []
      return {
        put: (row, value) => void (texts[row] = value as string | null),
        take: (rows) => texts.slice(0, rows),
      }
    }
  }
}

const integers = (of: (value: Value) => number): Gathering =>
  grown(new Int32Array(FEW), (value) => (value === null ? NO_INT : of(value)))

function grown(
  begun: Float64Array | Int32Array | Uint8Array,
  of: (value: Value) => number,
): Gathering {
  let data = begun
  return {
    put(row, value) {
      if (row >= data.length) data = doubled(data)
      data[row] = of(value)
    },
    take: (rows) => data.slice(0, rows),
  }
}

function learners(pseudonyms: Pseudonyms): Gathering {
  let data = new Uint32Array(FEW * 2)
  return {
    put(row, value) {
      if (row * 2 >= data.length) data = doubled(data)
      pseudonyms.write(value as number, data, row)
    },
    take: (rows) => data.slice(0, rows * 2),
  }
}

function keys(): Gathering {
  const texts: string[] = []
  const seen = new Map<string, number>()
  let index = new Int32Array(FEW)
  const at = (text: string): number => {
    const known = seen.get(text)
    if (known !== undefined) return known
    seen.set(text, texts.length)
    return texts.push(text) - 1
  }
  return {
    put(row, value) {
      if (row >= index.length) index = doubled(index)
      index[row] = value === null ? NO_INT : at(value as string)
    },
    take: (rows) => ({ keys: texts, index: index.slice(0, rows) }),
  }
}

/** The same in twice the memory. */
function doubled<T extends Float64Array | Int32Array | Uint8Array | Uint32Array>(data: T): T {
  const larger = new (data.constructor as new (length: number) => T)(data.length * 2)
  larger.set(data)
  return larger
}
