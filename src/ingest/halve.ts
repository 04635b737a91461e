import { NO_INT } from '../facts/fact.ts'
import { Problem, unavailable } from '../kernel/problem.ts'
import {
  isKeyColumn,
  PARTS_NOT_READ,
  type Batch,
  type BatchColumns,
  type Write,
} from '../sources/source.ts'
import type { ColumnData } from '../store/store.ts'
import { commitBatches, wouldCommit, type Commit, type Ledger } from './commit.ts'

/** What the engine calls a value that it cannot keep. */
const OF_VALUES: readonly string[] = [
  'Conversion Error',
  'Out of Range Error',
  'Constraint Error',
  'Invalid Input Error',
]
/** More rows than these are no odd rows: something is wrong with all of them. */
const MOST_ODD = 20
/** Each row takes about twice the logarithm of the batch's rows. */
const MOST_TRIALS = 800

/** Why parts of a source could not be committed, by part: nothing more of them is, in this reading. */
export type Failed = Map<string, unknown>

/**
 * Commits batches together or, when that fails, one by one. Of a batch that cannot be committed because of
 * a value in it the rows are found by halving and refused, counted; the others go in and the checkpoint moves
 * on. A batch that fails for any other reason fails its part, and leaves the others. What stops the engine
 * itself (a full disk, memory) stops all.
 */
export async function commitSafely(
  ledger: Ledger,
  batches: readonly Batch[],
  at: Commit & { readonly failed: Failed },
): Promise<number> {
  const { failed } = at
  const going = batches.filter((b) => !failed.has(b.part))
  if (going.length === 0) return 0
  try {
    return await commitBatches(ledger, going, at)
  } catch (error) {
    if (error instanceof Problem) throw error
  }
  let changed = 0
  for (const batch of going) {
    if (failed.has(batch.part)) continue
    try {
      changed += await commitOne(ledger, batch, at)
    } catch (error) {
      if (error instanceof Problem) throw error
      failed.set(batch.part, error)
    }
  }
  return changed
}

async function commitOne(ledger: Ledger, batch: Batch, at: Commit): Promise<number> {
  try {
    return await commitBatches(ledger, [batch], at)
  } catch (error) {
    if (!(error instanceof Error) || !OF_VALUES.includes(error.name)) throw error
    const odd = await oddRows(ledger, batch, { ...at, error })
    return commitBatches(ledger, [withoutRows(batch, odd)], at)
  }
}

/** The rows of a batch, counted through its writes, without which it can be committed. */
async function oddRows(
  ledger: Ledger,
  batch: Batch,
  at: Commit & { readonly error: Error },
): Promise<ReadonlySet<number>> {
  const odd = new Set<number>()
  let trials = 0
  const find = async (from: number, to: number): Promise<void> => {
    if (++trials > MOST_TRIALS) throw at.error
    if (
      await wouldCommit(
        ledger,
        onlyRows(batch, (row) => row >= from && row < to),
        at,
      )
    )
      return
    // Not even no row: it is not for a row that it fails.
    if (to === from) throw at.error
    if (to - from === 1) {
      odd.add(from)
      if (odd.size > MOST_ODD) throw at.error
      return
    }
    const middle = Math.floor((from + to) / 2)
    await find(from, middle)
    await find(middle, to)
  }
  const rows = batch.writes.reduce((sum, w) => sum + w.rows, 0)
  await find(0, 0)
  await find(0, rows)
  return odd
}

function withoutRows(batch: Batch, odd: ReadonlySet<number>): Batch {
  const quarantined: Record<string, number> = { ...batch.quarantined }
  let before = 0
  for (const { fact, rows } of batch.writes) {
    const mine = [...odd].filter((row) => row >= before && row < before + rows).length
    before += rows
    const reason = `${fact}: a value that the store cannot keep`
    if (mine > 0) quarantined[reason] = (quarantined[reason] ?? 0) + mine
  }
  return { ...onlyRows(batch, (row) => !odd.has(row)), quarantined }
}

/** The batch with only some of its rows, which are counted through its writes. */
function onlyRows(batch: Batch, has: (row: number) => boolean): Batch {
  let before = 0
  const writes = batch.writes.map((write): Write => {
    const rows = Array.from({ length: write.rows }, (_, row) => row).filter((r) => has(before + r))
    before += write.rows
    return rows.length === write.rows
      ? write
      : { ...write, rows: rows.length, columns: picked(write.columns, rows) }
  })
  return { ...batch, writes }
}

function picked(columns: BatchColumns, rows: readonly number[]): BatchColumns {
  return Object.fromEntries(
    Object.entries(columns).map(([name, data]) => {
      if (!isKeyColumn(data)) return [name, pick(data, rows)]
      const index = pick(data.index, rows) as Int32Array
      // A text that no row refers to any more must not be kept either.
      const used = [...new Set(index)].filter((at) => at !== NO_INT)
      const places = new Map(used.map((at, n) => [at, n]))
      const keys = used.map((at) => data.keys[at]!)
      return [name, { keys, index: index.map((at) => places.get(at) ?? NO_INT) }]
    }),
  )
}

function pick(data: ColumnData, rows: readonly number[]): ColumnData {
  // A learner is two words of 32 bits a row.
  if (data instanceof Uint32Array) {
    return Uint32Array.from(rows.flatMap((row) => [data[row * 2]!, data[row * 2 + 1]!]))
  }
  if (data instanceof Int32Array) return Int32Array.from(rows, (row) => data[row]!)
  if (data instanceof Float64Array) return Float64Array.from(rows, (row) => data[row]!)
  if (data instanceof Uint8Array) return Uint8Array.from(rows, (row) => data[row]!)
  return rows.map((row) => data[row] ?? null)
}

const PARTS_NOT_STORED = 'parts-not-stored'

/** Whether a reading went to its end and only some parts failed. */
export function isOfParts(problem: Problem): boolean {
  return [PARTS_NOT_READ, PARTS_NOT_STORED].includes(problem.code)
}

/** What a reading ends with whose parts could not all be committed. */
export function failureOfParts(failed: Failed): Problem {
  const parts = [...failed.keys()].sort()
  const [first] = failed.values()
  return unavailable(
    PARTS_NOT_STORED,
    `What was read of ${parts.join(', ')} could not be stored; all else was read.`,
    {
      remedy:
        'Their figures stay as they were. This is a fault of Figures: report it with the log.',
      cause: first,
    },
  )
}
