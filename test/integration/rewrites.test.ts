import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Connection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FACTS } from '../../src/facts/catalogue.ts'
import type { Fact } from '../../src/facts/fact.ts'
import { pseudonyms } from '../../src/facts/pseudonym.ts'
import { Ingest } from '../../src/ingest/ingest.ts'
import { Keys } from '../../src/ingest/keys.ts'
import { silentLog } from '../../src/kernel/effects.ts'
import { tablesOf } from '../../src/sources/campus/lms/eras.ts'
import type { DatabaseAddress } from '../../src/sources/lms-database/address.ts'
import { lmsDatabase } from '../../src/sources/lms-database/lms-database.ts'
import { DEPTHS, type Depth } from '../../src/sources/source.ts'
import { openStore } from '../../src/store/duckdb/store.ts'
import { join as joined, name, raw, sql, type Sql } from '../../src/store/sql.ts'
import type { Store } from '../../src/store/store.ts'
import { countOf, seeded } from '../support/cases.ts'
import { BLOCKS, change, CHANGED, COURSES, PEOPLE } from '../support/rewrites.ts'
import { sharedMariaDb } from '../support/shared.ts'
import { emptied } from '../support/store.ts'

/**
 * Any row of any table is written anew, comes late, goes and comes back, between readings of every depth.
 * After a sweep of everything, all that the LMS has now is what a fresh load has; acts are those that some
 * reading could see, without those of learners who have nothing left in a course.
 */
const CASES = countOf('REWRITE_CASES', 2)
const SECRET = Buffer.from('of the test')

const db = sharedMariaDb()
let lms: Connection
let address: DatabaseAddress
beforeAll(async () => {
  const database = await db.database('rewrites')
  address = db.address(database.name)
  lms = await db.admin(database.name)
  await lms.query("set session sql_mode = '', time_zone = '+00:00'")
  for (const { statement } of tablesOf('U')) await lms.query(statement)
})
afterAll(() => lms.end())

type Step =
  | { readonly kind: 'change'; readonly statement: string }
  | { readonly kind: 'read'; readonly depth: Depth }
  | { readonly kind: 'restart' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: change.map((statement) => ({ kind: 'change' as const, statement })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(...DEPTHS, 'refresh' as const)
      .map((depth) => ({ kind: 'read' as const, depth })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
)

/** What a store keeps of the past, or of itself: it need not be as in a fresh load. */
const OF_THE_PAST = [
  'enrollment_change',
  'enrollment_span',
  'activity',
  'role_change',
  'authz_role_change',
]
const OF_ITSELF = [
  'store_version',
  'store_state',
  'store_loss',
  'checkpoint',
  'run',
  'roll_up',
  'store_state',
  'store_loss',
  'quarantine',
  'capability',
  'api_token',
  'report',
]
/** Also the counts of days, which are made of all acts. */
const MADE_OF_THE_PAST = [
  'active_day',
  'active_course_day',
  ...FACTS.filter((f) => f.merge === 'derived' && f.personal === 'pseudonymous').map((f) => f.name),
]

const COMPARED = FACTS.filter(
  (f) => ![...OF_THE_PAST, ...OF_ITSELF, ...MADE_OF_THE_PAST].includes(f.name),
)

test.each([
  ['small tables', { small: 5_000_000 }],
  ['tables that are read again in pieces', { small: 0 }],
] as const)('%s have the truth after a sweep of everything', async (_, size) => {
  const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'figures-rewrites-')))
  const [store, other] = await Promise.all(
    folders.map((folder) => openStore({ folder, memory: 256, readers: 1 })),
  )
  const pace = { page: 3, background: { page: 2, rest: 0.01 }, batchRows: 4, slice: 0, ...size }
  const source = (): ReturnType<typeof lmsDatabase> =>
    lmsDatabase({ address, secret: SECRET, platform: 'test', pace })
  let reader = source()
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 25, maxLength: 60 }), async (steps) => {
      for (const { table } of CHANGED) await lms.query(`truncate table ${table}`)
      await seed()
      let ledger = await emptied({ store: store!, keys: new Keys(), zone: 'UTC' })
      const seen = new Set<string>()
      const read = async (depth: Depth): Promise<void> => {
        for (const act of await actsNow()) seen.add(act)
        await readAll(new Ingest(ledger, { now: Date.now, log: silentLog }, [reader]), depth)
      }
      for (const s of steps) {
        if (s.kind === 'read') await read(s.depth)
        else if (s.kind === 'change') await lms.query(s.statement)
        else {
          await reader.close()
          reader = source()
          ledger = { store: store!, keys: new Keys(), zone: 'UTC' }
        }
      }
      await read('full sweep')
      const fresh = await emptied({ store: other!, keys: new Keys(), zone: 'UTC' })
      await readAll(new Ingest(fresh, { now: Date.now, log: silentLog }, [reader]), 'refresh')
      for (const fact of COMPARED) {
        const [mine, theirs] = [await rowsOf(store!, fact), await rowsOf(other!, fact)]
        expect({ [fact.name]: mine }).toEqual({ [fact.name]: theirs })
      }
      expect(await openEnrollments(store!)).toEqual(await openEnrollments(other!))
      await actsAreRight(store!, seen)
    }),
    {
      numRuns: CASES,
      ...seeded('REWRITE_CASES'),
    },
  )
  await reader.close()
  for (const one of [store!, other!]) await one.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

async function readAll(ingest: Ingest, depth: Depth): Promise<void> {
  for (let next = depth, left = true; left; next = 'refresh') {
    const [result] = await ingest.readAll(next)
    if (result!.problem !== undefined) throw result!.problem
    left = result!.left
  }
}

async function seed(): Promise<void> {
  const ago = (days: number): string => `utc_timestamp(6) - interval ${days} day`
  const people = Array.from({ length: PEOPLE }, (_, n) => n + 1)
  await lms.query(`insert into auth_user (id, username, email, is_active, date_joined) values
    ${people.map((n) => `(${n}, 'p${n}', 'p${n}@people.example', 1, ${ago(400)})`).join(', ')}`)
  await lms.query(`insert into course_overviews_courseoverview (id, org, display_name) values
    ${COURSES.map((c) => `('${c}', 'A', 'Course')`).join(', ')}`)
  await lms.query(`insert into student_courseenrollment (user_id, course_id, created, is_active, mode) values
    ${people.map((n) => `(${n}, '${COURSES[0]}', ${ago(30 + n)}, 1, 'audit')`).join(', ')}`)
  await lms.query(`insert into courseware_studentmodule
      (student_id, course_id, module_id, module_type, done, created, modified) values
    ${people.map((n) => `(${n}, '${COURSES[0]}', '${BLOCKS[0]}', 'problem', 'na', ${ago(20 + n)}, ${ago(n)})`).join(', ')}`)
}

/** All rows of a fact with the texts of their keys, in order. */
async function rowsOf(store: Store, fact: Fact): Promise<readonly object[]> {
  const columns = Object.entries(fact.columns).map(([column, { type }]) => {
    const field = name('f', column)
    if (type.kind === 'learner') return sql`printf('%016x', ${field}) as ${name(column)}`
    if (type.kind !== 'key') return field
    return sql`(select d.text from ${name(type.of)} as d where d.id = ${field}) as ${name(column)}`
  })
  return store.query(sql`select ${joined(columns)} from ${name(fact.name)} as f order by all`)
}

async function openEnrollments(store: Store): Promise<readonly object[]> {
  return store.query(sql`select printf('%016x', learner) as learner, c.text as course, m.text as mode
    from enrollment_span as e join course as c on c.id = e.course join mode as m on m.id = e.mode
    where ended is null and ending is null order by all`)
}

const quarter = (column: string): string => `timestampdiff(minute, '1970-01-01', ${column}) div 15`
const names = pseudonyms(SECRET, 'test')
const hexes = new Map(Array.from({ length: PEOPLE }, (_, n) => [n + 1, names.hex(n + 1)]))

type Told = readonly { user: number; course: string; quarter: number | null; evidence: string }[]

async function told(statement: string): Promise<readonly string[]> {
  const [rows] = await lms.query(statement)
  return (rows as unknown as Told).flatMap((t) =>
    t.quarter === null ? [] : `${hexes.get(t.user)} ${t.course} ${t.quarter} ${t.evidence}`,
  )
}

/** The acts that the tables show at this moment. */
function actsNow(): Promise<readonly string[]> {
  return told(
    `select student_id as user, course_id as course, ${quarter('created')} as quarter, 'state' as evidence from courseware_studentmodule
      union select student_id, course_id, ${quarter('modified')}, 'state' from courseware_studentmodule
      union select m.student_id, m.course_id, ${quarter('h.created')}, 'history' from courseware_studentmodulehistory as h
        join courseware_studentmodule as m on m.id = h.student_module_id
      union select user_id, course_key, ${quarter('created')}, 'completion' from completion_blockcompletion
      union select user_id, course_key, ${quarter('modified')}, 'completion' from completion_blockcompletion where completion > 0`,
  )
}

/**
 * Every act that the tables show now is there; none that no reading saw; and none of a learner who has no
 * state left in the course (for completions: neither a state nor a completion).
 */
async function actsAreRight(store: Store, seen: ReadonlySet<string>): Promise<void> {
  const kept = await store.query<{ act: string; pair: string; evidence: string }>(
    sql`select distinct concat(printf('%016x', learner), ' ', c.text, ' ', quarter, ' ', ${evidenceName}) as act,
        concat(printf('%016x', learner), ' ', c.text) as pair, ${evidenceName} as evidence
      from activity as a join course as c on c.id = a.course`,
  )
  const acts = new Set(kept.map((k) => k.act))
  expect((await actsNow()).filter((act) => !acts.has(act))).toEqual([])
  expect(kept.filter((k) => !seen.has(k.act))).toEqual([])
  const [rows] =
    await lms.query(`select distinct student_id as user, course_id as course, 1 as states from courseware_studentmodule
    union select distinct user_id, course_key, 0 from completion_blockcompletion`)
  const pairs = (rows as unknown as { user: number; course: string; states: number }[]).map(
    (p) => [`${hexes.get(p.user)} ${p.course}`, p.states] as const,
  )
  const withStates = new Set<string>(
    pairs.flatMap(([pair, states]) => (states === 1 ? [pair] : [])),
  )
  const withAny = new Set<string>(pairs.map(([pair]) => pair))
  const lost = kept.filter((k) => !(k.evidence === 'completion' ? withAny : withStates).has(k.pair))
  expect(lost).toEqual([])
}

const evidenceName: Sql = raw(
  "case evidence when 0 then 'event' when 1 then 'history' when 2 then 'completion' else 'state' end",
)
