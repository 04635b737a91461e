import type { Bucket, Quarter } from '../../kernel/time.ts'
import type { Dimension } from '../dimensions/dimension.ts'
import type { Filter } from '../filter.ts'
import type { Scope } from '../scope.ts'

/** One question to the store, everything resolved: no names left that could be wrong. */
export interface Question {
  readonly by: readonly Dimension[]
  readonly filter: readonly Filter[]
  /** In order of time; a comparison's buckets stand before the period's. Values come per position. */
  readonly buckets: readonly Bucket[]
  readonly population: 'course' | 'everyone'
  readonly scope: Scope
  /** "Now", for what is answered as of now. */
  readonly now: Quarter
  /** Up to when the metric's sources have been read: until then a learner may have been quiet. */
  readonly asOf: Quarter
  /** Days without activity from which on a learner is at risk, and from which on lapsed. */
  readonly quiet: QuietDays
  /** Values of small groups will be hidden: say how many learners stand behind each. */
  readonly people: boolean
  /** Only what the filters on what is known of persons leave out: those whom a total gives away. */
  readonly outside: boolean
  /** Tests turn roll-ups off to see that they change no answer. */
  readonly rollUps: boolean
  /** All buckets are whole local days of which counts are kept. */
  readonly days?: boolean
  /** The one bucket is whole days up to here, and then a part of a day. */
  readonly cut?: Quarter
  /** The one bucket is long, and ends now. */
  readonly pairs?: boolean
}

export interface QuietDays {
  readonly risk: number
  readonly lapsed: number
}

/** Unless the operator says otherwise. */
export const QUIET_DAYS: QuietDays = { risk: 7, lapsed: 60 }

/** What the statement returns: `bucket` is -1 for what a level had before the first bucket. */
export interface Cell {
  readonly bucket: number | null
  /** Null where there is nothing to take a mean or a median of. */
  readonly value: number | null
  /** Over how many pairs a mean or a median is. */
  readonly n?: number
  /** Different learners behind the value, where groups may be small. */
  readonly people?: number
  readonly [group: `g${number}`]: string | number | null
}

export function whole(buckets: readonly Bucket[]): { lo: Quarter; hi: Quarter } {
  return { lo: buckets[0]!.lo, hi: buckets.at(-1)!.hi }
}
