import { codeOf, NO_INT, type Column, type Fact } from '../facts/fact.ts'
import type { Pseudonyms } from '../facts/pseudonym.ts'
import type { ColumnData } from '../store/store.ts'
import { KeyWriter, type KeyColumn, type Write } from './source.ts'

/** A value as a source has it: learners by user id, keys and codes by their text. */
export type Value = string | number | boolean | null

/** Gathers rows of one fact, value by value, and turns them into the columns of a write. */
export class Rows {
  readonly fact: Fact
  readonly #names: readonly string[]
  readonly #values: Value[][]
  readonly #pseudonyms: Pseudonyms

  constructor(fact: Fact, pseudonyms: Pseudonyms) {
    this.fact = fact
    this.#names = Object.keys(fact.columns)
    this.#values = this.#names.map(() => [])
    this.#pseudonyms = pseudonyms
  }

  get count(): number {
    return this.#values[0]!.length
  }

  add(row: Readonly<Record<string, Value>>): void {
    this.#names.forEach((name, i) => {
      const value = row[name]
      if (value === undefined) throw new RangeError(`${this.fact.name}: a row came without ${name}`)
      this.#values[i]!.push(value)
    })
  }

  /** The write of all rows so far; the rows are then forgotten. */
  take(sweep?: Write['sweep']): Write {
    const rows = this.count
    const columns: Record<string, ColumnData | KeyColumn> = {}
    this.#names.forEach((name, i) => {
      columns[name] = this.#column(this.fact.columns[name]!, this.#values[i]!)
      this.#values[i] = []
    })
    return { fact: this.fact.name, rows, columns, ...(sweep === undefined ? {} : { sweep }) }
  }

  #column(column: Column, values: readonly Value[]): ColumnData | KeyColumn {
    const type = column.type
    switch (type.kind) {
      case 'learner': {
        const out = new Uint32Array(values.length * 2)
        values.forEach((v, row) => this.#pseudonyms.write(v as number, out, row))
        return out
      }
      case 'key': {
        const out = new KeyWriter(values.length)
        values.forEach((v, row) => {
          if (v === null) out.index[row] = NO_INT
          else out.write(row, v as string)
        })
        return { keys: out.keys, index: out.index }
      }
      case 'code':
        return Int32Array.from(values, (v) =>
          v === null ? NO_INT : codeOf(type.codes, v as string),
        )
      case 'quarter':
      case 'integer':
        return Int32Array.from(values, (v) => (v === null ? NO_INT : (v as number)))
      case 'number':
        return Float64Array.from(values, (v) => (v === null ? Number.NaN : (v as number)))
      case 'flag':
        return Uint8Array.from(values, (v) => (v === true ? 1 : 0))
      case 'text':
        return values as readonly (string | null)[]
    }
  }
}
