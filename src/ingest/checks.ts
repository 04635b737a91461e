import type { Check, LastCheck } from '../contract/source.ts'
import { asProblem, unavailable } from '../kernel/problem.ts'
import { checkAll } from './check.ts'
import type { Ingest } from './ingest.ts'

/**
 * Comparisons with the platform, one at a time, and what the last one found. Only the memory keeps it:
 * after a restart the figures have moved on.
 */
export class Checks {
  #running:
    | { readonly since: number; readonly refresh: boolean; readonly done: Promise<Check> }
    | undefined
  #last: Omit<LastCheck, 'running'> = { at: null, check: null, problem: null }
  readonly #stop = new AbortController()
  readonly #ingest: Ingest
  readonly #now: () => number

  constructor(ingest: Ingest, now: () => number) {
    this.#ingest = ingest
    this.#now = now
  }

  last(): LastCheck {
    const running = this.#running
    return { running: running === undefined ? null : iso(running.since), ...this.#last }
  }

  /** Compares; whoever asks for the same while it runs waits for the same answer. */
  async run(refresh: boolean): Promise<Check> {
    while (this.#running !== undefined) {
      const { done } = this.#running
      if (this.#running.refresh === refresh) return done
      await done.catch(() => undefined)
    }
    const done = this.#compare(refresh)
    this.#running = { since: this.#now(), refresh, done }
    return done
  }

  /** Ends what is compared, with the answer that Figures is being stopped. */
  stop(): void {
    this.#stop.abort(unavailable('stopping', 'Figures is being stopped.'))
  }

  async #compare(refresh: boolean): Promise<Check> {
    // Whoever asks is entered as the one running before anything is compared.
    await Promise.resolve()
    try {
      const check = await checkAll(this.#ingest, { refresh, signal: this.#stop.signal })
      this.#last = { at: iso(this.#now()), check, problem: null }
      return check
    } catch (error) {
      this.#last = { at: iso(this.#now()), check: null, problem: asProblem(error).line }
      throw error
    } finally {
      this.#running = undefined
    }
  }
}

const iso = (ms: number): string => new Date(ms).toISOString()
