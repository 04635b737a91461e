import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Connection } from 'mysql2/promise'
import { QUERY, type QueryInput } from '../../src/contract/query.ts'
import type { Check } from '../../src/contract/source.ts'
import { checkAll } from '../../src/ingest/check.ts'
import { Ingest } from '../../src/ingest/ingest.ts'
import { Keys } from '../../src/ingest/keys.ts'
import { KnowledgeKeeper } from '../../src/ingest/knowledge.ts'
import type { RunResult } from '../../src/ingest/run.ts'
import { silentLog } from '../../src/kernel/effects.ts'
import { answer } from '../../src/metrics/answer.ts'
import { METRICS, MetricCatalogue } from '../../src/metrics/catalogue.ts'
import { HISTORY_TABLE, tablesOf, type Era } from '../../src/sources/campus/lms/eras.ts'
import type { LmsRow } from '../../src/sources/campus/lms/row.ts'
import { TableWriter } from '../../src/sources/campus/lms/writer.ts'
import { lmsDatabase } from '../../src/sources/lms-database/lms-database.ts'
import type { Pace } from '../../src/sources/lms-database/pace.ts'
import type { Depth } from '../../src/sources/source.ts'
import { openStore } from '../../src/store/duckdb/store.ts'
import type { Row, Store } from '../../src/store/store.ts'
import { TEST_SECRET } from './campus.ts'
import type { MariaDb } from './mariadb.ts'

/**
 * One question with its answer, worked out by hand. In dates, `today` and `tomorrow` are those of the real
 * clock, in UTC.
 */
export interface Case {
  readonly why: string
  readonly query: QueryInput
  readonly rows: readonly object[]
}

/**
 * A step of a story. `rows`: rows by table, columns that are not named are filled. `sql`: statements on the
 * LMS's database. `read`: Figures reads so thoroughly, at an instant of its own clock (the server's clock
 * is real). `ask`: what must be answered at this point.
 */
export type Step =
  | { readonly rows: Readonly<Record<string, readonly LmsRow[]>> }
  | { readonly sql: string | readonly string[] }
  | { readonly read: Depth; readonly at?: string }
  | { readonly ask: readonly Case[]; readonly now?: string }

export interface Story {
  /** Whose tables the database has; the newest unless said. */
  readonly era?: Era
  /** Tables that this platform does not have. */
  readonly without?: readonly string[]
  readonly steps: readonly Step[]
}

/** A story that was played, to be asked further. */
export interface Played {
  readonly store: Store
  readonly ingest: Ingest
  readonly lms: Connection
  /** Results of the readings, in order. */
  readonly results: readonly RunResult[]
  read(depth: Depth, at?: string): Promise<RunResult>
  query(query: QueryInput, now?: string): Promise<readonly Row[]>
  check(): Promise<Check>
  close(): Promise<void>
}

/** What a step of a story asked, and what came. */
export interface Asked extends Case {
  readonly got: readonly Row[]
}

/** Plays a story in a database of its own, and hands over what its steps asked with the answers. */
export async function runStory(
  db: Pick<MariaDb, 'admin' | 'address'>,
  story: Story,
  options: { readonly database: string; readonly pace?: Partial<Pace> },
): Promise<Played & { readonly asked: readonly Asked[] }> {
  const { database } = options
  const lms = await db.admin()
  const saves = `${database}_csmh`
  await lms.query(
    `drop database if exists ${database}; create database ${database};
      drop database if exists ${saves}; create database ${saves}; use ${database}`,
  )
  await lms.query("set session sql_mode = '', time_zone = '+00:00'")
  for (const { table, statement } of tablesOf(story.era ?? 'U')) {
    if (story.without?.includes(table) === true) continue
    const place =
      table === HISTORY_TABLE ? statement.replace(table, `${saves}.${table}`) : statement
    await lms.query(place)
  }
  const folder = mkdtempSync(join(tmpdir(), 'figures-story-'))
  const store = await openStore({ folder, memory: 256, readers: 2 })
  const secret = Buffer.from(TEST_SECRET)
  const pace = options.pace === undefined ? {} : { pace: options.pace }
  const source = lmsDatabase({ address: db.address(database), secret, platform: 'story', ...pace })
  let clock = Date.now()
  const ingest = new Ingest(
    { store, keys: new Keys(), zone: 'UTC' },
    { now: () => clock, log: silentLog },
    [source],
  )
  const keeper = new KnowledgeKeeper(ingest)
  const catalogue = new MetricCatalogue(METRICS)
  const results: RunResult[] = []
  const asked: Asked[] = []
  const self: Played = {
    store,
    ingest,
    lms,
    results,
    async read(depth, at) {
      clock = at === undefined ? Date.now() : Date.parse(at)
      for (;;) {
        const [result] = await ingest.readAll(depth)
        results.push(result!)
        if (result!.problem !== undefined) throw result!.problem
        if (!result!.left) return result!
      }
    },
    async query(query, now) {
      const knowledge = await keeper.now()
      const asOf = now === undefined ? knowledge.now : Date.parse(now)
      const about = { store, catalogue, knowledge, scope: { everything: true } as const }
      const asked = QUERY.parse(JSON.parse(dated(JSON.stringify(query))))
      const { rows } = await answer({ ...about, zone: 'UTC', now: asOf }, asked)
      return rows
    },
    check: () => checkAll(ingest, { refresh: false, signal: new AbortController().signal }),
    async close() {
      await ingest.stop()
      await store.close()
      rmSync(folder, { recursive: true, force: true })
      await lms.query(`drop database ${database}; drop database ${saves}`)
      await lms.end()
    },
  }
  try {
    for (const step of story.steps) {
      if ('read' in step) await self.read(step.read, step.at)
      else if ('sql' in step) for (const statement of [step.sql].flat()) await lms.query(statement)
      else if ('ask' in step) {
        for (const one of step.ask) {
          asked.push({ ...one, got: await self.query(one.query, step.now) })
        }
      } else {
        const writer = new TableWriter(lms, new Map([[HISTORY_TABLE, saves]]))
        for (const [table, rows] of Object.entries(step.rows)) {
          // A writer names the columns of the first row: each row may name others.
          for (const row of rows) {
            await writer.add(table, [row])
            await writer.flush()
          }
        }
      }
    }
  } catch (error) {
    await self.close()
    throw error
  }
  return { ...self, asked }
}

const DAY_MS = 86_400_000

function dated(text: string): string {
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
  return text
    .replaceAll('"today"', `"${day(Date.now())}"`)
    .replaceAll('"tomorrow"', `"${day(Date.now() + DAY_MS)}"`)
}
