import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { STORE_SETTINGS, unpackStore } from '../../testing/stores/stores.ts'
import { loadConfig } from '../../src/config.ts'
import { FACTS } from '../../src/facts/catalogue.ts'
import type { Fact } from '../../src/facts/fact.ts'
import type { Depth } from '../../src/sources/source.ts'
import { silentLog } from '../../src/kernel/effects.ts'
import { quarterOf } from '../../src/kernel/time.ts'
import type { QueryInput } from '../../src/contract/query.ts'
import { METRICS } from '../../src/metrics/catalogue.ts'
import type { DimensionName } from '../../src/metrics/dimensions/dimension.ts'
import { openService, type Service } from '../../src/service.ts'
import { join as joined, name, raw, sql, type Sql } from '../../src/store/sql.ts'
import type { Reader } from '../../src/store/store.ts'

/** The tables about Figures' own work, which tell how a store came to be. */
const OWN = new Set([
  'checkpoint',
  'run',
  'roll_up',
  'capability',
  'quarantine',
  'store_version',
  'store_state',
  'store_loss',
  // When the structure of a course was read.
  'course_structure',
])

/** The kept LMS ends before, the kept stores were read after this quarter hour. */
const READ_FROM = quarterOf(Date.parse('2026-11-21'))

export interface KeptStore {
  readonly service: Service
  readonly folder: string
  /** Reads the LMS to its end. */
  read(depth?: Depth): Promise<void>
  /** The quarter hour that the last reading knows up to. */
  readQuarter(): Promise<number>
  close(): Promise<void>
}

/** A service of today over a kept store, or over an empty folder. */
export async function openKept(url: string, store?: string): Promise<KeptStore> {
  const folder = mkdtempSync(join(tmpdir(), 'figures-kept-'))
  if (store !== undefined) unpackStore(store, join(folder, 'data'))
  const environment = { ...STORE_SETTINGS, FIGURES_LMS_DATABASE_URL: url }
  const service = await openService({
    config: await loadConfig(environment, folder),
    environment,
    effects: { now: Date.now, log: silentLog },
    folder,
  })
  return {
    service,
    folder,
    async read(depth = 'refresh') {
      for (let next = depth; ; next = 'refresh') {
        const results = await service.ingest.readAll(next)
        const failed = results.find((r) => r.problem !== undefined)
        if (failed !== undefined) throw failed.problem!
        if (!results.some((r) => r.left)) return
      }
    },
    async readQuarter() {
      const [last] = await service.store.query<{ at: number }>(
        sql`select max(read_at) as at from checkpoint`,
      )
      return quarterOf(last!.at)
    },
    async close() {
      await service.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Every row that a store keeps, by table, keys by their text: what was read and what derives from it. */
export async function rowsOf(store: Reader): Promise<Record<string, string[]>> {
  const out: Record<string, string[]> = {}
  for (const fact of FACTS) {
    if (OWN.has(fact.name)) continue
    const rows = await store.query<{ row: string }>(textsOf(fact))
    out[fact.name] = rows.map((r) => r.row)
  }
  return out
}

function textsOf(fact: Fact): Sql {
  const columns = Object.entries(fact.columns)
  const texts = columns.map(([column, { type }], i) => {
    const field = name('f', column)
    const plain = sql`cast(${field} as varchar)`
    // What is dated by the reading that noticed it.
    const dated = sql`case when ${field} >= ${READ_FROM} then 'read' else ${plain} end`
    const value =
      type.kind === 'key' ? name(`d${i}`, 'text') : type.kind === 'quarter' ? dated : plain
    return sql`coalesce(${value}, '-')`
  })
  const joins = columns.flatMap(([column, { type }], i) =>
    type.kind === 'key'
      ? [
          sql`left join ${name(type.of)} as ${name(`d${i}`)} on ${name(`d${i}`, 'id')} = ${name('f', column)}`,
        ]
      : [],
  )
  return sql`select concat_ws(' | ', ${joined(texts)}) as row
    from ${name(fact.name)} as f ${joins.length === 0 ? raw('') : joined(joins, ' ')} order by row`
}

const SPLITS: readonly {
  readonly by?: readonly DimensionName[]
  readonly grain?: NonNullable<QueryInput['grain']>
}[] = [{}, { by: ['course'] }, { by: ['site'] }, { by: ['mode'] }, { grain: 'month' }]
/** Metrics that one question may ask for. */
const TOGETHER = 20

/** Every metric: one figure, by course, by site, by mode and by month. */
export async function figuresOf(service: Service): Promise<Record<string, unknown>> {
  const out: Record<string, unknown> = {}
  for (const split of SPLITS) {
    const able = METRICS.filter(
      (m) =>
        (split.by ?? []).every((d) => m.dimensions.includes(d)) &&
        m.grains.includes(split.grain ?? 'all'),
    ).map((m) => m.name)
    for (let at = 0; at < able.length; at += TOGETHER) {
      const metrics = able.slice(at, at + TOGETHER)
      const answer = await service.app.inject({
        method: 'POST',
        url: '/api/v2/query',
        headers: { authorization: `Bearer ${service.localToken}` },
        payload: { metrics, from: '2025-06-01', to: '2026-12-01', ...split },
      })
      if (answer.statusCode !== 200) throw new Error(answer.body)
      out[`${metrics.join(' ')} ${JSON.stringify(split)}`] = answer.json<{ rows: unknown }>().rows
    }
  }
  return out
}
