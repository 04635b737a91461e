import type { Effects } from '../kernel/effects.ts'
import { framesOf } from '../kernel/place.ts'
import { asProblem, type Problem } from '../kernel/problem.ts'
import type { Batch, Depth, Source } from '../sources/source.ts'
import { sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'
import { writeCapabilities } from './capability.ts'
import { checkpointsOf } from './checkpoint.ts'
import type { Ledger } from './commit.ts'
import { commitSafely, failureOfParts, isOfParts, type Failed } from './halve.ts'
import { beginRollUps } from './roll-up.ts'

/** Rows that wait for a commit at most. */
const COMMIT_ROWS = 5_000
/** A source that is silent for so long leaves time to commit what waits. */
const SILENT_MS = 10

/** How far a reading has come; told after every batch. */
export interface Progress {
  readonly source: string
  readonly part: string
  /** Rows of the part that this reading has brought, and in how many seconds. */
  readonly rows: number
  readonly seconds: number
  /** Rows expected of it in all; undefined while not known. */
  readonly total: number | undefined
}

export interface RunResult {
  readonly source: string
  readonly kind: string
  readonly rows: number
  readonly changed: number
  readonly statements: number
  readonly seconds: number
  /** There is more to read, which was left to the next reading. */
  readonly left: boolean
  readonly problem: Problem | undefined
}

export interface RunRequest {
  readonly source: Source
  readonly depth: Depth
  /** Only this part of the source. */
  readonly only?: string | undefined
  /** Somebody says that this is the platform that was read before, although it looks like another. */
  readonly samePlatform?: boolean | undefined
  readonly signal: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

/**
 * Reads a source from its checkpoints to its end, committing batch by batch. What goes wrong is
 * recorded on the run and returned; everything committed before stays, and the next run goes on there.
 */
export async function runSource(
  ledger: Ledger,
  effects: Effects,
  request: RunRequest,
): Promise<RunResult> {
  const { source, depth, signal } = request
  const only = request.only === undefined ? {} : { only: request.only }
  const same = request.samePlatform === true ? { samePlatform: true } : {}
  const started = effects.now()
  const tally = { rows: 0, changed: 0, statements: 0 }
  const progress = new PartProgress(started)
  let left = false
  const checkpoints = await checkpointsOf(ledger.store, source.name)
  const kind = checkpoints.size === 0 ? 'first load' : depth
  const begun = await ledger.store.transaction((tx) => begin(tx, { source, started, kind }))
  const failed: Failed = new Map()
  let waiting: Batch[] = []
  const commit = async (): Promise<void> => {
    const batches = waiting
    waiting = []
    if (batches.length === 0) return
    const at = { source: source.name, now: started, failed }
    tally.changed += await commitSafely(ledger, batches, at)
  }
  // Small batches are committed together: each commit waits for the disk.
  const take = async (batch: Batch): Promise<void> => {
    waiting.push(batch)
    tally.rows += batch.rows
    tally.statements += batch.statements
    if (waiting.reduce((sum, b) => sum + b.rows, 0) >= COMMIT_ROWS) await commit()
    if (batch.left === true) left = true
    const come = progress.after(batch, effects.now())
    if (batch.rows > 0) request.onProgress?.({ source: source.name, ...come })
  }
  let problem: Problem | undefined
  try {
    await writeCapabilities(ledger.store, source.name, await source.capabilities())
    for await (const batch of heard(
      source.read({ checkpoints, depth, signal, ...only, ...same }),
    )) {
      await (batch === 'silence' ? commit() : take(batch))
      signal.throwIfAborted()
    }
    await commit()
    if (failed.size > 0) throw failureOfParts(failed)
  } catch (error) {
    if (!signal.aborted) {
      // What came before the failure is good and stays.
      problem = asProblem(
        await commit().then(
          () => error,
          (worse: unknown) => worse,
        ),
      )
      effects.log.error(
        { source: source.name, code: problem.code, cause: causeOf(problem) },
        problem.line,
      )
    }
  }
  const ended = signal.aborted ? null : effects.now()
  await ledger.store.transaction(async (tx) => {
    // What one failing table cannot tell must not keep the figures of all others waiting.
    const through = problem === undefined || isOfParts(problem)
    if (through && ended !== null) await beginRollUps(tx, ledger.zone)
    await tx.run(sql`update run set ended = ${ended}, rows = ${tally.rows}, changed = ${tally.changed},
      statements = ${tally.statements}, problem = ${problem?.line ?? null}
      where source = ${source.name} and started = ${begun}`)
  })
  const seconds = (effects.now() - started) / 1000
  return { source: source.name, kind, ...tally, seconds, left, problem }
}

/** Enters a reading, under an instant that no other of the source has, though it began in the same millisecond. */
async function begin(
  tx: Transaction,
  of: { readonly source: Source; readonly started: number; readonly kind: string },
): Promise<number> {
  const { source, started, kind } = of
  const [last] = await tx.query<{
    started: number | null
  }>(sql`select max(started) as started from run
    where source = ${source.name} and started >= ${started} and started < ${started + 1000}`)
  const free = last?.started == null ? started : last.started + 1
  await tx.run(sql`insert into run (source, started, ended, kind, rows, changed, statements, problem)
    values (${source.name}, ${free}, ${null}, ${kind}, 0, 0, 0, ${null})`)
  return free
}

/** How far each part has come, from when its first batch was begun. */
class PartProgress {
  readonly #parts = new Map<string, { rows: number; readonly since: number }>()
  #last: number

  constructor(started: number) {
    this.#last = started
  }

  after(batch: Batch, now: number): Omit<Progress, 'source'> {
    const { part, total } = batch
    const mine = this.#parts.get(part) ?? { rows: 0, since: this.#last }
    this.#parts.set(part, mine)
    this.#last = now
    mine.rows += batch.rows
    return { part, rows: mine.rows, total, seconds: (now - mine.since) / 1000 }
  }
}

/** The batches as they come, and a word between two of them when the next lets us wait. */
async function* heard(batches: AsyncIterable<Batch>): AsyncGenerator<Batch | 'silence'> {
  const coming = batches[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = coming.next()
      // Whoever listens is busy with the store while this fails: it is heard when he comes back.
      next.catch(() => undefined)
      const silence = new Promise<'silence'>((r) => setTimeout(r, SILENT_MS, 'silence'))
      const first = await Promise.race([next, silence])
      if (first === 'silence') yield first
      const batch = await next
      if (batch.done === true) return
      yield batch.value
    }
  } finally {
    await coming.return?.()
  }
}

/** The class of what was thrown inside: its message may hold values and stays out of the log. */
function causeOf(problem: Problem): string | undefined {
  const cause = problem.cause
  if (!(cause instanceof Error)) return undefined
  const code = (cause as NodeJS.ErrnoException).code
  return code === undefined ? [cause.name, ...framesOf(cause, 1)].join(' ') : code
}
