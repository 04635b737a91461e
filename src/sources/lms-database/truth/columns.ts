import { NO_INT, type Column, type Fact } from '../../../facts/fact.ts'
import type { Pseudonyms } from '../../../facts/pseudonym.ts'
import type { ColumnData } from '../../../store/store.ts'
import type { BatchColumns, KeyColumn } from '../../source.ts'

/** A row of a fact in words: learners by user id, keys and codes by their text. */
export type Told = Readonly<Record<string, string | number | boolean | null>>

/** The columns of a fact from rows in words. */
export function columnsOf(fact: Fact, rows: readonly Told[], pseudonyms: Pseudonyms): BatchColumns {
  const columns: Record<string, ColumnData | KeyColumn> = {}
  for (const [name, column] of Object.entries(fact.columns)) {
    const values = rows.map((row) => {
      const value = row[name]
      if (value === undefined) throw new RangeError(`${fact.name}: a row came without ${name}`)
      return value
    })
    columns[name] = columnOf(column, values, pseudonyms)
  }
  return columns
}

function columnOf(
  { type }: Column,
  values: readonly Told[string][],
  pseudonyms: Pseudonyms,
): ColumnData | KeyColumn {
  switch (type.kind) {
    case 'learner': {
      const learners = new Uint32Array(values.length * 2)
      values.forEach((user, row) => pseudonyms.write(user as number, learners, row))
      return learners
    }
    case 'key': {
      const places = new Map<string, number>()
      const index = Int32Array.from(values, (text) => {
        if (text === null) return NO_INT
        const place = places.get(text as string) ?? places.size
        places.set(text as string, place)
        return place
      })
      return { keys: [...places.keys()], index }
    }
    case 'code':
      return Int32Array.from(values, (word) => {
        if (word === null) return NO_INT
        const code = type.codes.indexOf(word as string)
        if (code < 0) throw new RangeError('a word is not among the declared codes')
        return code
      })
    case 'quarter':
    case 'integer':
      return Int32Array.from(values, (n) => (n === null ? NO_INT : (n as number)))
    case 'number':
      return Float64Array.from(values, (n) => (n === null ? Number.NaN : (n as number)))
    case 'flag':
      return Uint8Array.from(values, (flag) => (flag === true ? 1 : 0))
    case 'text':
      return values as readonly (string | null)[]
  }
}
