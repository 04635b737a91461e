import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { QUERY, type QueryInput } from '../../src/contract/query.ts'
import { Ingest } from '../../src/ingest/ingest.ts'
import { Keys } from '../../src/ingest/keys.ts'
import { KnowledgeKeeper } from '../../src/ingest/knowledge.ts'
import type { RunResult } from '../../src/ingest/run.ts'
import { silentLog } from '../../src/kernel/effects.ts'
import { answer } from '../../src/metrics/answer.ts'
import { METRICS, MetricCatalogue } from '../../src/metrics/catalogue.ts'
import { tablesOf } from '../../src/sources/campus/lms/eras.ts'
import { fillLms } from '../../src/sources/campus/lms/fill.ts'
import { lmsDatabase } from '../../src/sources/lms-database/lms-database.ts'
import type { Depth } from '../../src/sources/source.ts'
import { openStore } from '../../src/store/duckdb/store.ts'
import { TEST_SECRET } from '../support/campus.ts'
import type { MariaDb } from '../support/mariadb.ts'
import { movedClock, type MovedClock } from '../support/moved-clock.ts'
import { ownMariaDbs } from '../support/shared.ts'

/** Figures beside an LMS for days and weeks, with the clocks of both moved. */
const own = ownMariaDbs()
let db: MariaDb
let clock: MovedClock
const CAMPUS = 'day'
const MONTH = 'month'
const NOON = Date.parse('2026-11-10T12:00:00Z')
const MINUTE = 60_000
const DAY = 86_400_000

beforeAll(async () => {
  db = await own.start()
  const opened = new Date(NOON - 300 * DAY).toISOString().slice(0, 10)
  await fillLms(
    db.address(CAMPUS),
    { seed: 'clock', accounts: 60, courses: 1, opened },
    { now: NOON - DAY, era: 'V' },
  )
  const admin = await db.admin()
  await admin.query(`create database ${MONTH}`)
  await admin.end()
  clock = await movedClock(db, [CAMPUS, `${CAMPUS}_csmh`, MONTH])
})

/** Readings of a database at instants of the test's choice. */
async function watch(database: string) {
  const folder = mkdtempSync(join(tmpdir(), 'figures-clock-'))
  const store = await openStore({ folder, memory: 256, readers: 1 })
  const secret = Buffer.from(TEST_SECRET)
  const source = lmsDatabase({ address: clock.address(database), secret, platform: 'clock' })
  let now = NOON
  const ledger = { store, keys: new Keys(), zone: 'UTC' }
  const ingest = new Ingest(ledger, { now: () => now, log: silentLog }, [source])
  const keeper = new KnowledgeKeeper(ingest)
  const catalogue = new MetricCatalogue(METRICS)
  return {
    async read(depth: Depth, at: number): Promise<RunResult> {
      now = at
      await clock.set(at)
      const [result] = await ingest.readAll(depth)
      if (result!.problem !== undefined) throw result!.problem
      return result!
    },
    async ask(query: QueryInput) {
      const knowledge = await keeper.now()
      const scope = { everything: true } as const
      const context = { store, catalogue, knowledge, scope, zone: 'UTC', now: knowledge.now }
      return (await answer(context, QUERY.parse(query))).rows
    },
    async close() {
      await ingest.stop()
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What `docs/lms.md` says that a quiet platform with all tables is asked. */
function documented(kind: string): number {
  const text = readFileSync(join(import.meta.dirname, '../../docs/lms.md'), 'utf8')
  const found = new RegExp(`\\| ${kind} \\| (\\d+) \\|`).exec(text)
  if (found === null) throw new Error(`docs/lms.md does not say what a ${kind} asks`)
  return Number(found[1])
}

test('a quiet day asks as many statements, and reads as many rows, as docs/lms.md says', async () => {
  const figures = await watch(CAMPUS)
  const first = await figures.read('refresh', NOON)
  // Every hour instead of every two minutes: each reading of a kind asks the same.
  const step = Number(process.env['DAY_STEP_MINUTES'] ?? 60) * MINUTE
  const asked: Record<string, number> = {}
  let night: RunResult | undefined
  // The safety lag of the first reading has passed: nothing is looked at twice any more.
  for (let at = NOON + 60 * MINUTE; at < NOON + DAY; at += step) {
    const nightly = night === undefined && at >= NOON + DAY / 2
    const depth = nightly ? 'nightly sweep' : (at / MINUTE) % 120 === 0 ? 'sweep' : 'refresh'
    const result = await figures.read(depth, at)
    expect(result.left).toBe(false)
    expect(result.changed).toBe(0)
    asked[depth] = Math.max(asked[depth] ?? 0, result.statements)
    if (nightly) night = result
  }
  await figures.close()
  const depths = ['refresh', 'sweep', 'nightly sweep']
  expect(asked).toEqual(Object.fromEntries(depths.map((depth) => [depth, documented(depth)])))
  // At night each row is read once more, as it was at first.
  expect(night!.rows).toBe(first.rows)
})

test('after a month of watching without the history of saves, reading everything anew moves no figure', async () => {
  const lms = await db.admin(MONTH)
  await lms.query("set session sql_mode = '', time_zone = '+00:00'")
  for (const { table, statement } of tablesOf('U')) {
    if (!table.includes('studentmodulehistory')) await lms.query(statement)
  }
  const [course, block] = ['course-v1:A+B+1', 'block-v1:A+B+1+type@problem+block@']
  const people = [1, 2, 3, 4, 5, 6]
  const instant = (ms: number): string =>
    `'${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}'`
  const begun = NOON - 40 * DAY
  await lms.query(
    `insert into course_overviews_courseoverview (id, org, display_name) values ('${course}', 'A', 'B')`,
  )
  for (const n of people) {
    await lms.query(`insert into auth_user (id, username, email, is_active, date_joined)
      values (${n}, 'p${n}', 'p${n}@people.example', 1, ${instant(begun)})`)
    await lms.query(`insert into student_courseenrollment (user_id, course_id, created, is_active, mode)
      values (${n}, '${course}', ${instant(begun)}, 1, 'audit')`)
    await lms.query(`insert into courseware_studentmodule
      (student_id, course_id, module_id, module_type, done, created, modified)
      values (${n}, '${course}', '${block}${n}', 'problem', 'na', ${instant(begun)}, ${instant(begun)})`)
  }
  const figures = await watch(MONTH)
  await figures.read('refresh', NOON - 30 * DAY)
  for (let day = 29; day >= 1; day -= 2) {
    const at = NOON - day * DAY
    const saved = instant(at - 5 * MINUTE)
    // Each day some save, one leaves or comes back, and one has her mode changed.
    await lms.query(
      `update courseware_studentmodule set modified = ${saved} where student_id % 5 = ${day % 5}`,
    )
    await lms.query(
      `update student_courseenrollment set is_active = 1 - is_active where user_id = ${1 + (day % 6)}`,
    )
    await lms.query(
      `update student_courseenrollment set mode = if(mode = 'audit', 'verified', 'audit') where user_id = ${1 + (day % 4)}`,
    )
    await figures.read(day % 7 === 0 ? 'nightly sweep' : 'sweep', at)
  }
  const period = { from: '2026-10-01', to: '2026-11-10', grain: 'day', zone: 'UTC' } as const
  const all = (): Promise<unknown> =>
    Promise.all([
      figures.ask({ ...period, metrics: ['active_learners', 'hours_on_course'] }),
      figures.ask({ ...period, metrics: ['enrollments', 'new_enrollments', 're_enrollments'] }),
      figures.ask({ ...period, metrics: ['unenrollments'], by: ['mode'] }),
      figures.ask({ metrics: ['at_risk_learners', 'average_grade', 'registered_accounts'] }),
    ])
  const end = NOON - DAY / 2
  await figures.read('refresh', end)
  const before = await all()
  const result = await figures.read('reload', end)
  expect(result.rows).toBeGreaterThan(0)
  expect(await all()).toEqual(before)
  await figures.close()
  await lms.end()
})
