/**
 * How a column is kept. `learner` is a keyed pseudonym (unsigned 64 bits); `key` a small integer that
 * stands for a text of a dimension; `quarter` an instant to the quarter hour; `code` one of a declared
 * list, kept as its position; `text` free text of the platform that names no person.
 */
export type ColumnType =
  | { readonly kind: 'learner' }
  | { readonly kind: 'key'; readonly of: DimensionName }
  | { readonly kind: 'quarter' }
  | { readonly kind: 'integer' }
  | { readonly kind: 'number' }
  | { readonly kind: 'flag' }
  | { readonly kind: 'code'; readonly codes: readonly string[] }
  | { readonly kind: 'text' }

export interface Column {
  readonly type: ColumnType
  readonly nullable: boolean
  readonly doc: string
}

export const DIMENSIONS = [
  'course',
  'block',
  'organization',
  'site',
  'mode',
  'cohort',
  'country',
  'enterprise',
] as const
export type DimensionName = (typeof DIMENSIONS)[number]

/**
 * How a batch's rows join the table. `set`: rows not yet there are added, none ever changes. `latest`:
 * a row replaces the one of the same identity. `snapshot`: the batch is the whole table. `course`: the
 * batch has all rows of each course in it. `derived`: rebuilt from other facts, no batch writes it.
 */
export type Merge = 'set' | 'latest' | 'snapshot' | 'course' | 'derived'

export interface Fact {
  readonly name: string
  readonly doc: string
  readonly columns: Readonly<Record<string, Column>>
  /** The columns that make a row the same row. */
  readonly identity: readonly string[]
  readonly merge: Merge
  /** `pseudonymous`: says something of a learner under a pseudonym. `none`: of no person. */
  readonly personal: 'pseudonymous' | 'none'
  /** How long rows are kept. */
  readonly retention: string
  /** Of a roll-up: raised whenever it derives otherwise, so that one of an older store is made anew. */
  readonly version?: number
}

/** The name under which a roll-up is noted as whole. */
export function rollUpMark(fact: Fact): string {
  return `${fact.name} ${fact.version ?? 1}`
}

export const col = {
  learner: (doc: string): Column => ({ type: { kind: 'learner' }, nullable: false, doc }),
  key: (of: DimensionName, doc: string): Column => ({
    type: { kind: 'key', of },
    nullable: false,
    doc,
  }),
  quarter: (doc: string): Column => ({ type: { kind: 'quarter' }, nullable: false, doc }),
  integer: (doc: string): Column => ({ type: { kind: 'integer' }, nullable: false, doc }),
  number: (doc: string): Column => ({ type: { kind: 'number' }, nullable: false, doc }),
  flag: (doc: string): Column => ({ type: { kind: 'flag' }, nullable: false, doc }),
  code: (codes: readonly string[], doc: string): Column => ({
    type: { kind: 'code', codes },
    nullable: false,
    doc,
  }),
  text: (doc: string): Column => ({ type: { kind: 'text' }, nullable: false, doc }),
  nullable: (column: Column): Column => ({ ...column, nullable: true }),
}

/** Null in a typed integer column (quarter, key, code, integer). */
export const NO_INT = -2_147_483_648

/** The position of a word in a declared list of codes; a word that is not declared is a defect. */
export function codeOf(codes: readonly string[], word: string): number {
  const at = codes.indexOf(word)
  if (at < 0) throw new RangeError(`'${word}' is not one of ${codes.join(', ')}`)
  return at
}
