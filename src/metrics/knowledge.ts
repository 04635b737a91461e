import type { Fact } from '../facts/fact.ts'

/** What is known of the capability that a metric rests on. Instants in milliseconds. */
export interface Knowing {
  readonly source: string
  /** The platform shows what is needed. */
  readonly available: boolean
  /** What is missing, and the remedy. */
  readonly missing: string
  /** What happened up to then is counted; null before the first reading is through. */
  readonly asOf: number | null
  /** While older facts are still being read: complete from then on; null when none are missing. */
  readonly completeFrom: number | null
  /** Watched since; null when the source knows the whole past. */
  readonly watchedFrom: number | null
}

/** Told by ingest, asked by metrics. */
export interface Knowledge {
  of(capability: string): Knowing
  /** Whether a roll-up is whole, so that answers may come from it. */
  isWhole(rollUp: Fact): boolean
  /** Changes whenever an answer might. */
  readonly stamp: string
  /** "Now" for answers: the freshest instant that any source has been read at. */
  readonly now: number
}

/** A source not read for so long makes values stale. */
export const STALE_AFTER_MS = 24 * 3_600_000
