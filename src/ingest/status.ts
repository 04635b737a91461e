import type { Loss, Sources, SourceStatus } from '../contract/source.ts'
import { STALE_AFTER_MS } from '../metrics/knowledge.ts'
import type { Source } from '../sources/source.ts'
import { sql } from '../store/sql.ts'
import type { Store } from '../store/store.ts'
import { capabilitiesOf } from './capability.ts'
import { loadingOf, readAtOf } from './checkpoint.ts'
import type { Ingest } from './ingest.ts'
import type { Platform } from './platform.ts'

const iso = (ms: number): string => new Date(ms).toISOString()

/** How every source stands: freshness, last runs, what it lacks and what it could not use. */
export async function statusOf(ingest: Ingest, platform: Platform, now: number): Promise<Sources> {
  const sources = await Promise.all(ingest.sources.map((s) => sourceStatus(ingest, s, now)))
  return {
    platform: platform.platform,
    kind: platform.kind,
    storedBytes: await ingest.ledger.store.bytes(),
    losses: await lossesOf(ingest.ledger.store, now),
    sources,
  }
}

const LOSS_SHOWN_MS = 30 * 86_400_000

async function lossesOf(store: Store, now: number): Promise<Loss[]> {
  const rows = await store.query<{
    noticed: number
    commits: number
    since: number
    until: number
  }>(
    sql`select noticed, commits, since, until from store_loss
      where noticed > ${now - LOSS_SHOWN_MS} order by noticed desc`,
  )
  return rows.map((r) => ({
    noticed: iso(r.noticed),
    commits: r.commits,
    since: r.since === 0 ? null : iso(r.since),
    until: iso(r.until),
  }))
}

async function sourceStatus(ingest: Ingest, source: Source, now: number): Promise<SourceStatus> {
  const { store } = ingest.ledger
  const readAt = await readAtOf(store, source.name)
  const runs = await store.query<{
    kind: string
    started: number
    ended: number | null
    rows: number
    changed: number
    statements: number
    problem: string | null
  }>(sql`select kind, started, ended, rows, changed, statements, problem from run
    where source = ${source.name} order by started desc limit 10`)
  const quarantine = await store.query<{
    part: string
    reason: string
    rows: number
    noticed: number
  }>(sql`select part, reason, rows, noticed from quarantine where source = ${source.name}`)
  const oldest = readAt.size === 0 ? null : Math.min(...readAt.values())
  const last = runs.find((r) => r.ended !== null)
  const progress = ingest.progress.get(source.name)
  const state =
    last !== undefined && last.problem !== null
      ? 'failing'
      : oldest === null || !source.tells.some((t) => readAt.has(t) || readAt.has(source.name))
        ? 'loading'
        : now - oldest > STALE_AFTER_MS
          ? 'stale'
          : 'fresh'
  return {
    name: source.name,
    state,
    readAt: oldest === null ? null : iso(oldest),
    lagSeconds: oldest === null ? null : Math.max(0, Math.round((now - oldest) / 1000)),
    loading: await loadingOf(store, source.name),
    progress:
      progress === undefined
        ? null
        : {
            part: progress.part,
            rows: progress.rows,
            total: progress.total ?? null,
            seconds: progress.seconds,
          },
    capabilities: [...(await capabilitiesOf(store, source.name))],
    runs: runs.map((r) => ({
      ...r,
      started: iso(r.started),
      ended: r.ended === null ? null : iso(r.ended),
    })),
    quarantine: quarantine.map((q) => ({ ...q, noticed: iso(q.noticed) })),
  }
}
