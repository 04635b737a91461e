import type { Depth } from '../source.ts'

const HOUR_MS = 3_600_000
/** Where the nights were missed, so much after the last time: within the promise, with room for the reading. */
const EVERY_MS = { small: 23 * HOUR_MS, large: 6.5 * 24 * HOUR_MS }
/** At night a table of many rows is read again when the last time was so long ago. */
const WEEKLY_MS = 5.5 * 24 * HOUR_MS

/**
 * Whether a table is to be read again whole, so that whatever was changed in it without a mark is found
 * within a day, in a table of many rows within a week.
 */
export function isDue(of: {
  /** When the last reading of the whole began, ms. */
  readonly whole: number
  readonly now: number
  readonly depth: Depth
  readonly small: boolean
}): boolean {
  const age = of.now - of.whole
  switch (of.depth) {
    case 'refresh':
      return false
    case 'sweep':
      return age >= (of.small ? EVERY_MS.small : EVERY_MS.large)
    case 'nightly sweep':
      return of.small || age >= WEEKLY_MS
    case 'full sweep':
    case 'reload':
      return true
  }
}
