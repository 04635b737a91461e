import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Connection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Ingest } from '../../src/ingest/ingest.ts'
import { checkAll } from '../../src/ingest/check.ts'
import { remakeRollUps } from '../../src/ingest/roll-up.ts'
import { Keys } from '../../src/ingest/keys.ts'
import { silentLog } from '../../src/kernel/effects.ts'
import { tablesOf } from '../../src/sources/campus/lms/eras.ts'
import { TableWriter } from '../../src/sources/campus/lms/writer.ts'
import type { DatabaseAddress } from '../../src/sources/lms-database/address.ts'
import { lmsDatabase } from '../../src/sources/lms-database/lms-database.ts'
import type { Depth } from '../../src/sources/source.ts'
import { EVIDENCES } from '../../src/facts/activity.ts'
import { pseudonyms } from '../../src/facts/pseudonym.ts'
import { openStore } from '../../src/store/duckdb/store.ts'
import { sql } from '../../src/store/sql.ts'
import type { Store } from '../../src/store/store.ts'
import { countOf, seeded } from '../support/cases.ts'
import { emptied } from '../support/store.ts'
import { sharedMariaDb } from '../support/shared.ts'

/**
 * An LMS at work: rows come, change with and without a mark, go, and become visible late, while Figures
 * reads, sweeps and starts anew in between. After a sweep of everything it has the LMS's truth.
 */
const CASES = countOf('STRATEGY_CASES', 1)
const SECRET = Buffer.from('of the test')
const PEOPLE = 6
const COURSES = ['course-v1:A+B+1', 'course-v1:A+B+2']
const BLOCKS = [1, 2].map((n) => `block-v1:A+B+1+type@sequential+block@q${n}`)

const db = sharedMariaDb()
let address: DatabaseAddress
let now: Connection
let late: Connection
beforeAll(async () => {
  const database = await db.database('strategies')
  address = db.address(database.name)
  now = await db.admin(database.name)
  for (const { statement } of tablesOf('U')) await now.query(statement)
  late = await db.admin(database.name)
  for (const connection of [now, late]) {
    await connection.query(
      "set session sql_mode = '', time_zone = '+00:00', innodb_lock_wait_timeout = 1",
    )
  }
})
afterAll(async () => {
  await now.end()
  await late.end()
})

const who = fc.integer({ min: 1, max: PEOPLE })
const course = fc.constantFrom(...COURSES)
const block = fc.constantFrom(...BLOCKS)
const flag = fc.constantFrom(0, 1)
/** Minutes that the application server's clock, or a long request, is behind. */
const behind = fc.integer({ min: 0, max: 12 })
/** In a transaction that ends later. */
const isLate = fc.constantFrom(false, false, true)

const at = (minutes: number): string => `utc_timestamp(6) - interval ${minutes} minute`
const TABLES = [
  'student_courseenrollment',
  'grades_persistentcoursegrade',
  'grades_persistentsubsectiongrade',
  'grades_persistentsubsectiongradeoverride',
  'completion_blockcompletion',
  'certificates_generatedcertificate',
  'courseware_studentmodule',
  'coursewarehistoryextended_studentmodulehistoryextended',
]

/** Changes that a refresh must find: new rows, and those that say that they changed. */
const marked = [
  fc.tuple(who, course, flag, fc.constantFrom('audit', 'verified')).map(
    ([u, c, a, m]) =>
      `insert into student_courseenrollment (user_id, course_id, created, is_active, mode) values (${u}, '${c}', ${at(0)}, ${a}, '${m}')
        on duplicate key update is_active = ${a}, mode = '${m}'`,
  ),
  fc.tuple(who, course, fc.double({ min: 0, max: 1, noNaN: true }), behind).map(
    ([u, c, p, b]) =>
      `insert into grades_persistentcoursegrade (created, modified, user_id, course_id, percent_grade, letter_grade, passed_timestamp, course_version, grading_policy_hash)
        values (${at(b)}, ${at(b)}, ${u}, '${c}', ${p}, ${p > 0.5 ? "'Pass'" : "''"}, ${p > 0.5 ? at(b) : 'null'}, '', '')
        on duplicate key update percent_grade = ${p}, letter_grade = ${p > 0.5 ? "'Pass'" : "''"}, passed_timestamp = coalesce(passed_timestamp, ${p > 0.5 ? at(b) : 'null'}), modified = ${at(b)}`,
  ),
  fc.tuple(who, block, fc.integer({ min: 0, max: 5 }), behind).map(
    ([u, k, e, b]) =>
      `insert into grades_persistentsubsectiongrade (created, modified, user_id, course_id, usage_key, earned_all, possible_all, earned_graded, possible_graded, course_version, visible_blocks_hash)
        values (${at(b)}, ${at(b)}, ${u}, '${COURSES[0]}', '${k}', ${e}, 5, ${e}, 5, '', '')
        on duplicate key update earned_all = ${e}, earned_graded = ${e}, modified = ${at(b)}`,
  ),
  fc.tuple(who, block, flag).map(
    ([u, k, share]) =>
      `insert into completion_blockcompletion (created, modified, course_key, block_key, block_type, completion, user_id)
        values (${at(0)}, ${at(0)}, '${COURSES[0]}', '${k}', 'html', ${share}, ${u}) on duplicate key update completion = ${share}, modified = ${at(0)}`,
  ),
  fc.tuple(who, course, fc.constantFrom('downloadable', 'unavailable')).map(
    ([u, c, s]) =>
      `insert into certificates_generatedcertificate (course_id, user_id, status, verify_uuid, download_uuid, download_url, grade, \`key\`, distinction, mode, name, created_date, modified_date, error_reason)
        values ('${c}', ${u}, '${s}', '', '', '', '', '', 0, '', '', ${at(0)}, ${at(0)}, '') on duplicate key update status = '${s}', modified_date = ${at(0)}`,
  ),
  fc.tuple(who, block, behind).map(
    ([u, k, b]) =>
      `insert into courseware_studentmodule (module_type, module_id, course_id, done, created, modified, student_id)
        values ('sequential', '${k}', '${COURSES[0]}', 'na', ${at(b)}, ${at(b)}, ${u}) on duplicate key update modified = ${at(b)}`,
  ),
  who.map(
    (u) =>
      `insert into coursewarehistoryextended_studentmodulehistoryextended (student_module_id, created)
        select id, ${at(0)} from courseware_studentmodule where student_id = ${u}`,
  ),
  who.map((u) => `update auth_user set is_active = 1 - is_active where id = ${u}`),
]

/** Changes that a sweep must find: rows that went, and what staff set beside a grade. */
const swept = [
  fc.tuple(who, block).map(
    ([u, k]) =>
      `insert ignore into grades_persistentsubsectiongradeoverride (created, modified, grade_id, earned_all_override, earned_graded_override)
        select ${at(0)}, ${at(0)}, id, 4.5, 4.5 from grades_persistentsubsectiongrade where user_id = ${u} and usage_key = '${k}'`,
  ),
  fc
    .tuple(fc.constantFrom(...TABLES), fc.integer({ min: 0, max: 3 }))
    .filter(([table]) => !table.startsWith('courseware'))
    .map(([table, n]) => `delete from ${table} where id % 4 = ${n} limit 1`),
]

/** Changes without a mark: what data migrations and bulk updates do. */
const unmarked = [
  fc
    .tuple(who)
    .map(([u]) => `update grades_persistentcoursegrade set letter_grade = '' where user_id = ${u}`),
]

type Step =
  | { readonly kind: 'lms'; readonly statement: string; readonly late: boolean }
  | { readonly kind: 'end'; readonly how: 'commit' | 'rollback' }
  | { readonly kind: 'read'; readonly depth: Depth }
  | { readonly kind: 'restart' }

const stepsOf = (changes: fc.Arbitrary<string>[], late: boolean): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      {
        weight: 10,
        arbitrary: fc.record({
          kind: fc.constant('lms' as const),
          statement: fc.oneof(...changes),
          late: late ? isLate : fc.constant(false),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('end' as const),
          how: fc.constantFrom('commit' as const, 'rollback' as const),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant('read' as const),
          depth: fc.constantFrom<Depth>('refresh', 'refresh', 'sweep'),
        }),
      },
      { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
    ),
    { minLength: 8, maxLength: 30 },
  )

test.each([
  ['late commits and restarts end in the truth after a refresh', 'refresh', stepsOf(marked, true)],
  [
    'deletions and overrides end in the truth after a sweep',
    'sweep',
    stepsOf([...marked, ...swept], false),
  ],
  [
    'whatever happens ends in the truth after the sweep of the night',
    'full sweep',
    stepsOf([...marked, ...swept, ...unmarked], true),
  ],
] as const)('%s', async (_, last, someSteps) => {
  const folder = mkdtempSync(join(tmpdir(), 'figures-strategies-'))
  const store = await openStore({ folder, memory: 256, readers: 2 })
  // Limits so small that a handful of rows meets what millions do: pages, batches, tables left halfway.
  const pace = { page: 3, background: { page: 2, rest: 0.01 }, batchRows: 4, slice: 0, large: 0 }
  const source = (): ReturnType<typeof lmsDatabase> =>
    lmsDatabase({ address, secret: SECRET, platform: 'test', pace })
  let reader = source()
  await fc.assert(
    fc.asyncProperty(someSteps, async (steps) => {
      await late.query('rollback')
      for (const table of [...TABLES, 'auth_user', 'course_overviews_courseoverview']) {
        await now.query(`truncate table ${table}`)
      }
      await seed()
      let ledger = await emptied({ store, keys: new Keys(), zone: 'Asia/Kathmandu' })
      const read = async (depth: Depth): Promise<void> => {
        const ingest = new Ingest(ledger, { now: Date.now, log: silentLog }, [reader])
        for (let left = true; left;) {
          const [result] = await ingest.readAll(depth)
          if (result!.problem !== undefined) throw result!.problem
          left = result!.left
        }
      }
      for (const s of steps) {
        if (s.kind === 'read') await read(s.depth)
        else if (s.kind === 'end') await late.query(s.how)
        else if (s.kind === 'lms') await change(s)
        else {
          await reader.close()
          reader = source()
          ledger = { store, keys: new Keys(), zone: 'Asia/Kathmandu' }
        }
      }
      await late.query('commit')
      await read(last)
      const ingest = new Ingest(ledger, { now: Date.now, log: silentLog }, [reader])
      const check = await checkAll(ingest, {
        refresh: false,
        signal: new AbortController().signal,
      })
      expect(check.differences).toEqual([])
      expect(check.agrees).toBe(true)
      await actsAreThere(store)
      await standingsAreRight(store)
    }),
    {
      numRuns: CASES,
      ...seeded('STRATEGY_CASES'),
    },
  )
  await reader.close()
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const quarter = (column: string): string => `timestampdiff(minute, '1970-01-01', ${column}) div 15`
const names = pseudonyms(SECRET, 'test')

/** Every act that the LMS's rows tell is there, and the roll-up is that of the acts. */
async function actsAreThere(store: Store): Promise<void> {
  const [told] = await now.query(
    `select student_id as user, ${quarter('created')} as quarter, 'state' as evidence from courseware_studentmodule
      union select student_id, ${quarter('modified')}, 'state' from courseware_studentmodule
      union select m.student_id, ${quarter('h.created')}, 'history' from coursewarehistoryextended_studentmodulehistoryextended as h
        join courseware_studentmodule as m on m.id = h.student_module_id
      union select user_id, ${quarter('created')}, 'completion' from completion_blockcompletion
      union select user_id, ${quarter('modified')}, 'completion' from completion_blockcompletion where completion > 0`,
  )
  const kept = await store.query<{ learner: string; quarter: number; evidence: number }>(
    sql`select distinct printf('%016x', learner) as learner, quarter, evidence from activity`,
  )
  const acts = new Set(kept.map((a) => `${a.learner} ${a.quarter} ${EVIDENCES[a.evidence]}`))
  const missing = (told as { user: number; quarter: number; evidence: string }[]).filter(
    (t) => !acts.has(`${names.hex(t.user)} ${t.quarter} ${t.evidence}`),
  )
  expect(missing).toEqual([])
  const [apart] = await store.query(sql`select count(*) as rows from (
    (select learner, course, quarter, evidence in (0, 1) as observed from activity except select learner, course, quarter, observed from active_quarter)
    union all
    (select learner, course, quarter, observed from active_quarter except select learner, course, quarter, evidence in (0, 1) from activity))`)
  expect(apart).toEqual({ rows: 0 })
}

/** What has been kept in step, batch by batch, is what all facts give when derived at once. */
async function standingsAreRight(store: Store): Promise<void> {
  const all = async (): Promise<unknown> => [
    await store.query(sql`select * replace (printf('%016x', learner) as learner)
      from learner_course order by all`),
    await store.query(sql`select * from section_points order by all`),
    // Of two visits of one quarter hour either may come first.
    await store.query(sql`select printf('%016x', learner) as learner, quarter, before
      from active_quarter order by all`),
    await store.query(sql`select printf('%016x', learner) as learner, course, quarter, before_here
      from active_quarter order by all`),
    await store.query(sql`select * from progress_change order by all`),
    await store.query(sql`select * from section_done order by all`),
    await store.query(sql`select * from active_day order by all`),
    await store.query(sql`select * from active_course_day order by all`),
  ]
  const kept = await all()
  await store.transaction(remakeRollUps)
  expect(kept).toEqual(await all())
}

/** In the open transaction or at once; rows that the other transaction holds are left alone. */
async function change(of: { readonly statement: string; readonly late: boolean }): Promise<void> {
  try {
    await (of.late ? late : now).query(of.statement)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'ER_LOCK_WAIT_TIMEOUT' && code !== 'ER_LOCK_DEADLOCK') throw error
  }
}

async function seed(): Promise<void> {
  const writer = new TableWriter(now)
  const people = Array.from({ length: PEOPLE }, (_, n) => ({
    id: n + 1,
    username: `u${n}`,
    email: `u${n}@people.example`,
    is_active: 1,
    date_joined: '2026-01-01 00:00:00.000000',
  }))
  await writer.add('auth_user', people)
  const courses = COURSES.map((id) => ({ id, org: 'A', display_name: 'B' }))
  await writer.add('course_overviews_courseoverview', courses)
  // Years and weeks ago: a large table's recent weeks are read before its years.
  const days = [1, 30, 34, 36, 200, 500]
  const states = days.map((n, i) => {
    const saved = new Date(Date.now() - n * 86_400_000).toISOString().replace(/T(.*)Z/, ' $1000')
    const module = { module_type: 'sequential', module_id: BLOCKS[i % 2]!, course_id: COURSES[0]! }
    return { ...module, done: 'na', created: saved, modified: saved, student_id: i + 1 }
  })
  await writer.add('courseware_studentmodule', states)
  await writer.flush()
}
