import { Cron } from 'croner'
import type { Effects } from '../kernel/effects.ts'
import { asProblem } from '../kernel/problem.ts'
import type { Depth, Source } from '../sources/source.ts'
import type { Ledger } from './commit.ts'
import { isOfParts } from './halve.ts'
import { renewRollUps } from './roll-up.ts'
import { runSource, type Progress, type RunResult } from './run.ts'

export interface Schedule {
  /** Milliseconds between readings. */
  readonly refresh: number
  /** Milliseconds between sweeps for what changed without a mark. */
  readonly sweep: number
  /** Zone of the nightly sweep, at three. */
  readonly zone: string
}

const FIRST_RETRY_MS = 2_000

/** Reads all sources in turn, now or on a schedule; never two readings at a time. */
export class Ingest {
  readonly sources: readonly Source[]
  readonly ledger: Ledger
  /** The reading under way, by source. */
  readonly progress = new Map<string, Progress>()
  readonly #effects: Effects
  readonly #stop = new AbortController()
  #turn: Promise<unknown> = Promise.resolve()
  #loop: Promise<void> | undefined
  #due: Depth | undefined

  constructor(ledger: Ledger, effects: Effects, sources: readonly Source[]) {
    this.ledger = ledger
    this.#effects = effects
    this.sources = sources
  }

  /** Reads every source once, after what is under way; `samePlatform`: although it looks like another. */
  async readAll(
    depth: Depth,
    onProgress?: (p: Progress) => void,
    samePlatform = false,
  ): Promise<readonly RunResult[]> {
    const mine = this.#turn.then(() => this.#readAll(depth, onProgress, samePlatform))
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  /** Reads one part of a source, after what is under way. */
  async readPart(source: Source, only: string, depth: Depth): Promise<RunResult> {
    const { signal } = this.#stop
    const mine = this.#turn.then(() =>
      runSource(this.ledger, this.#effects, { source, depth, only, signal }),
    )
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  start(schedule: Schedule): void {
    this.#loop ??= this.#run(schedule)
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#turn.catch(() => undefined)
    await this.#loop
    for (const source of this.sources) await source.close()
  }

  async #run(schedule: Schedule): Promise<void> {
    const nightly = new Cron('0 3 * * *', { timezone: schedule.zone, protect: true }, () => {
      this.#due = 'nightly sweep'
    })
    let swept = this.#effects.now()
    let failures = 0
    while (!this.#stop.signal.aborted) {
      const depth =
        this.#due ?? (this.#effects.now() - swept >= schedule.sweep ? 'sweep' : 'refresh')
      this.#due = undefined
      const { failed, left } = await this.#attempt(depth)
      if (!failed && depth !== 'refresh') swept = this.#effects.now()
      if (failed && depth === 'nightly sweep') this.#due = depth
      failures = failed ? failures + 1 : 0
      const retry = Math.min(schedule.refresh, FIRST_RETRY_MS * 2 ** (failures - 1))
      // What was left is read in the background, without a rest between two readings.
      if (failures > 0 || !left) await this.#sleep(failures > 0 ? retry : schedule.refresh)
    }
    nightly.stop()
  }

  /** Reads; a store that cannot be written, of a full disk say, must not end the service either. */
  async #attempt(depth: Depth): Promise<{ readonly failed: boolean; readonly left: boolean }> {
    try {
      const results = await this.readAll(depth)
      // A table that fails alone is tried again in its turn: all others were read, and are not read anew.
      const failed = results.some((r) => r.problem !== undefined && !isOfParts(r.problem))
      return { failed, left: results.some((r) => r.left) }
    } catch (error) {
      const { code, line } = asProblem(error)
      this.#effects.log.error({ code }, line)
      return { failed: true, left: false }
    }
  }

  async #readAll(
    depth: Depth,
    onProgress: ((p: Progress) => void) | undefined,
    samePlatform: boolean,
  ): Promise<RunResult[]> {
    const results: RunResult[] = []
    // After an upgrade: also when the platform cannot be reached.
    if (await renewRollUps(this.ledger.store, this.ledger.zone)) {
      this.#effects.log.info({ code: 'roll-ups' }, 'roll-ups made anew after the upgrade')
    }
    for (const source of this.sources) {
      if (this.#stop.signal.aborted) break
      const result = await runSource(this.ledger, this.#effects, {
        source,
        depth,
        samePlatform,
        signal: this.#stop.signal,
        onProgress: (p) => {
          this.progress.set(source.name, p)
          onProgress?.(p)
        },
      })
      this.progress.delete(source.name)
      results.push(result)
      if (result.problem === undefined && (result.changed > 0 || result.kind !== 'refresh')) {
        const { kind, rows, changed, statements, seconds } = result
        this.#effects.log.info(
          { source: source.name, kind, rows, changed, statements, seconds },
          'read',
        )
      }
    }
    return results
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms)
      const signal = this.#stop.signal
      function done(): void {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      signal.addEventListener('abort', done)
    })
  }
}
