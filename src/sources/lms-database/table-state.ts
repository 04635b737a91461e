import type { Ranges } from './digests.ts'
import type { Following } from './follow.ts'
import { datetimeText, SAFETY_LAG_MS, type Reading } from './reading.ts'

/** Raised when digests are made otherwise: those of an earlier form tell nothing. */
export const FORM = 3

/** Where the reading of a table stands: its checkpoint. Holds no learner and no row. */
export interface State {
  readonly form: number
  /** Everything up to this id has been read at least once. */
  readonly maxId: number
  readonly ranges: Ranges
  /** Which of the newest ids were seen. */
  readonly tail?: string
  /** The first reading by id is still under way. */
  readonly walking?: true
  /** Of a table that marks changes: where following them stands. */
  readonly following?: Following
  /** Where the next sweep goes on. */
  readonly swept?: number
  /** When the last reading of the whole table began, by the server's clock, ms. */
  readonly whole?: number
  /** A row has gone, or was given to somebody else: only a reading of the whole table tells whose it was. */
  readonly doubt?: true
  /** A reading of the whole of a large table that is under way. */
  readonly again?: Again
}

export interface Again {
  readonly after: number
  readonly begun: number
  /** The process that remembers what it has seen. */
  readonly process: string
}

export interface TableOptions {
  /** `modified`: changes are marked there. `id`: only new rows can be told. */
  readonly marks: 'id' | 'modified'
  /** Ids in a range whose checksum is kept; larger for the largest tables. */
  readonly range?: number
  /** What nobody looks at by the minute: what came late or changed is left to the next sweep. */
  readonly seldom?: true
}

/** Where a table stands; before its first batch at its beginning. */
export function stateOf({ saved, now }: Reading, options: TableOptions): State {
  const following =
    options.marks === 'modified' ? { following: { follow: datetimeText(now - SAFETY_LAG_MS) } } : {}
  const nothing = { form: FORM, maxId: 0, ranges: {} }
  if (saved === undefined) return { ...nothing, walking: true, ...following }
  const state = JSON.parse(saved) as Partial<State>
  if (state.form === FORM) return state as State
  // What an earlier Figures remembered is too little to sweep by: the next sweep reads everything once more.
  if (state.maxId === undefined) return { ...nothing, doubt: true, ...following }
  return {
    ...following,
    ...(state.following === undefined ? {} : { following: state.following }),
    ...(state.walking === true ? { walking: true as const } : {}),
    ...nothing,
    maxId: state.maxId,
    doubt: true,
  }
}
