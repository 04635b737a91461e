import type { Batch, Checkpoints } from '../sources/source.ts'
import { sql } from '../store/sql.ts'
import type { Row, Store, Transaction } from '../store/store.ts'

/** What is kept of how far a part was read, beside the source's own words for it. */
export interface Kept extends Row {
  readonly read_at: number
  readonly first_read: number
  readonly complete_from: number | null
  /** True while rows of its first load may be added without being looked for. */
  readonly unlooked: boolean | null
}

/** Undefined before the first batch of the part. */
export async function keptOf(
  tx: Transaction,
  source: string,
  part: string,
): Promise<Kept | undefined> {
  const [kept] = await tx.query<Kept>(
    sql`select read_at, first_read, complete_from, unlooked from checkpoint
      where source = ${source} and part = ${part}`,
  )
  return kept
}

/** Notes with a batch how far its part has been read by it. */
export async function writeCheckpoint(
  tx: Transaction,
  batch: Batch,
  of: {
    readonly source: string
    readonly kept: Kept | undefined
    readonly unlooked: boolean | null
    /** What was seen between earlier readings has been dropped: this one is the first. */
    readonly anew: boolean
  },
): Promise<void> {
  const { source, kept, unlooked, anew } = of
  const { part, checkpoint } = batch
  const readAt = batch.readAt ?? kept?.read_at ?? 0
  const known = kept !== undefined && kept.first_read > 0 && !anew
  const firstRead = known ? kept.first_read : readAt
  const ended = batch.readAt !== undefined
  const completeFrom = ended ? (batch.completeFrom ?? null) : (kept?.complete_from ?? null)
  if (kept === undefined) {
    await tx.run(sql`insert into checkpoint
        (source, part, state, read_at, first_read, complete_from, unlooked)
      values (${source}, ${part}, ${checkpoint}, ${readAt}, ${firstRead}, ${completeFrom}, ${unlooked})`)
  } else {
    await tx.run(sql`update checkpoint set state = ${checkpoint}, read_at = ${readAt},
        first_read = ${firstRead}, complete_from = ${completeFrom}, unlooked = ${unlooked}
      where source = ${source} and part = ${part}`)
  }
}

/** Where a source stopped, by part; empty before the first batch. */
export async function checkpointsOf(store: Store, source: string): Promise<Checkpoints> {
  const rows = await store.query<{ part: string; state: string }>(
    sql`select part, state from checkpoint where source = ${source}`,
  )
  return new Map(rows.map((r) => [r.part, r.state]))
}

/** Parts that have begun and of which older rows are still missing. */
export async function loadingOf(store: Store, source: string): Promise<string[]> {
  const rows = await store.query<{ part: string }>(
    sql`select part from checkpoint where source = ${source}
      and (read_at = 0 or complete_from is not null) order by part`,
  )
  return rows.map((r) => r.part)
}

/** When each part of a source was last read to its end; parts never finished are left out. */
export async function readAtOf(store: Store, source: string): Promise<ReadonlyMap<string, number>> {
  const rows = await store.query<{ part: string; read_at: number }>(
    sql`select part, read_at from checkpoint where source = ${source} and read_at > 0`,
  )
  return new Map(rows.map((r) => [r.part, r.read_at]))
}
