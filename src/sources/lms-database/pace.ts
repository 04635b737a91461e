/**
 * How gently the LMS is read. Each limit is an argument, so that tests meet in small what large platforms
 * meet at size.
 */
export interface Pace {
  /** Rows that one statement asks for: few enough that the server soon turns to somebody else. */
  readonly page: number
  /** How that is read which nobody waits for. */
  readonly background: Stride
  /** Milliseconds of rest after each page. */
  readonly pause: number
  /** Connections while the largest tables are read for the first time; one ever after. */
  readonly connections: 1 | 2
  /** Rows that go into one batch: fewer, larger commits for a first load. */
  readonly batchRows: number
  /** A table that takes longer to be read for the first time leaves its rest to the next reading, ms. */
  readonly slice: number
  /** From so many states of blocks on, recent weeks are read before the years. */
  readonly large: number
  /** Tables of so many rows are read again each night, larger ones each week and in pieces. */
  readonly small: number
}

/** Pages of so many rows, each followed by a rest so many times as long as it took. */
export interface Stride {
  readonly page: number
  readonly rest: number
}

/** As fast as the server gives it. */
export const steady = ({ page }: Pace): Stride => ({ page, rest: 0 })

/** No page is larger. */
export const LARGEST_PAGE = 50_000

export const USUAL_PACE: Pace = {
  page: 2_000,
  // Others hardly notice pages so small, and have the server to themselves for two thirds of the time.
  background: { page: 250, rest: 2 },
  pause: 0,
  connections: 2,
  batchRows: 200_000,
  slice: 60_000,
  large: 5_000_000,
  small: 5_000_000,
}

/** Rows fewer than this say nothing of how busy a server is. */
const TELLING_ROWS = 200
/** A page so many times slower than the quickest lately: the server has other things to do. */
const BUSY = 4
const LONGEST_REST_MS = 5_000

/** How long to rest after pages: as configured, and as long as a page took while the server is slower than it can be. */
export class Rests {
  readonly #pause: number
  #quickest = Infinity

  constructor(pause: number) {
    this.#pause = pause
  }

  /** Milliseconds to rest after a statement that took some and gave so many rows. */
  after(took: number, rows: number): number {
    if (rows < TELLING_ROWS) return 0
    const each = took / rows
    // Forgets slowly, so that one lucky page is no measure for ever.
    this.#quickest = Math.min(this.#quickest * 1.01, each)
    const busy = each > this.#quickest * BUSY
    return this.#pause + (busy ? Math.min(took, LONGEST_REST_MS) : 0)
  }
}
