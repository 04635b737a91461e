import type { Checkpoints } from '../sources/source.ts'
import { sql } from '../store/sql.ts'
import type { Store } from '../store/store.ts'

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
