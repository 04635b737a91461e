import fc from 'fast-check'
import type { Connection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Ingest } from '../../src/ingest/ingest.ts'
import { Keys } from '../../src/ingest/keys.ts'
import { silentLog } from '../../src/kernel/effects.ts'
import { tablesOf } from '../../src/sources/campus/lms/eras.ts'
import { lmsDatabase } from '../../src/sources/lms-database/lms-database.ts'
import type { Source, Depth } from '../../src/sources/source.ts'
import { sql } from '../../src/store/sql.ts'
import type { Ledger } from '../../src/ingest/commit.ts'
import { countOf, seeded } from '../support/cases.ts'
import { sharedMariaDb } from '../support/shared.ts'
import { emptied, testStore } from '../support/store.ts'

/**
 * Learners come and go, rows are deleted, made again and given to others, and the platform writes a history
 * row for each; some transactions become visible late. However often and however deeply that is read in
 * between, and however small the pages are, what is kept is what a fresh load has.
 */
const CASES = countOf('HISTORY_CASES', 2)
const SECRET = Buffer.from('of the test')
const COURSES = ['course-v1:A+B+1', 'course-v1:A+B+2']

const db = sharedMariaDb()
let lms: Connection
let late: Connection
let source: Source
let watched: Awaited<ReturnType<typeof testStore>>
let fresh: Awaited<ReturnType<typeof testStore>>
beforeAll(async () => {
  const { name } = await db.database('histories')
  lms = await db.admin(name)
  late = await db.admin(name)
  for (const { statement } of tablesOf('U')) await lms.query(statement)
  for (const one of [lms, late]) {
    await one.query("set session sql_mode = '', time_zone = '+00:00', innodb_lock_wait_timeout = 1")
  }
  const pace = { page: 2, background: { page: 1, rest: 0.01 }, batchRows: 3, slice: 0 }
  source = lmsDatabase({ address: db.address(name), secret: SECRET, platform: 'test', pace })
  watched = await testStore()
  fresh = await testStore()
})
afterAll(async () => {
  await source.close()
  await Promise.all([watched.close(), fresh.close()])
  await Promise.all([lms.end(), late.end()])
})

type Step =
  | { readonly read: Depth }
  | { readonly end: true }
  | {
      readonly user: number
      readonly course: string
      /** Minutes since the change before. */
      readonly after: number
      readonly how: 'active' | 'inactive' | 'verified' | 'deleted' | 'given'
      readonly isLate: boolean
    }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      user: fc.integer({ min: 1, max: 3 }),
      course: fc.constantFrom(...COURSES),
      after: fc.constantFrom(0.001, 1, 6, 20, 2_000),
      how: fc.constantFrom('active', 'inactive', 'verified', 'deleted', 'given'),
      isLate: fc.nat(5).map((n) => n === 0),
    }),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom<Depth>('refresh', 'refresh', 'sweep', 'full sweep')
      .map((read) => ({ read })),
  },
  { weight: 1, arbitrary: fc.constant({ end: true as const }) },
)

interface Row {
  readonly id: number
  readonly user: number
  readonly course: string
  readonly created: string
  active: number
  mode: string
}

/** The platform's application: each change of a row with its history row, in one transaction. */
class Application {
  readonly rows = new Map<string, Row>()
  #at = Date.UTC(2026, 1, 1)
  #id = 0
  #past = 0

  /** Rows that wait for the end of a late transaction cannot be touched by another. */
  readonly waiting = new Set<string>()

  async change(on: Connection, of: Extract<Step, { user: number }>): Promise<void> {
    this.#at += of.after * 60_000
    const now = new Date(this.#at).toISOString().replace('T', ' ').replace('Z', '')
    const key = `${of.user} ${of.course}`
    const row = this.rows.get(key)
    if (row === undefined) {
      const { user, course } = of
      const made = { id: ++this.#id, user, course, created: now, active: 1, mode: 'audit' }
      this.rows.set(key, made)
      await ask(
        on,
        `insert into student_courseenrollment (id, user_id, course_id, created, is_active, mode)
        values (${made.id}, ${user}, '${course}', '${now}', 1, 'audit')`,
      )
      await this.#write(on, { row: made, type: '+', now })
    } else if (of.how === 'deleted') {
      this.rows.delete(key)
      await ask(on, `delete from student_courseenrollment where id = ${row.id}`)
      await this.#write(on, { row, type: '-', now })
    } else {
      const user = of.how === 'given' ? (of.user % 3) + 1 : of.user
      const to = `${user} ${of.course}`
      if (user !== of.user && (this.rows.has(to) || this.waiting.has(to))) return
      const changed = { ...row, user }
      if (of.how === 'verified') changed.mode = 'verified'
      else if (of.how !== 'given') changed.active = of.how === 'active' ? 1 : 0
      this.rows.delete(key)
      this.rows.set(to, changed)
      await ask(
        on,
        `update student_courseenrollment set user_id = ${user}, is_active = ${changed.active},
        mode = '${changed.mode}' where id = ${row.id}`,
      )
      await this.#write(on, { row: changed, type: '~', now })
    }
  }

  async #write(
    on: Connection,
    { row, type, now }: { readonly row: Row; readonly type: string; readonly now: string },
  ): Promise<void> {
    // The platform's ids of history rows are in no order.
    const historyId = String((++this.#past * 7_919) % 100_003)
    await ask(
      on,
      `insert into student_courseenrollment_history
        (history_id, history_type, history_date, id, user_id, course_id, created, is_active, mode)
      values ('${historyId}', '${type}', '${now}', ${row.id}, ${row.user}, '${row.course}', '${row.created}', ${row.active}, '${row.mode}')`,
    )
  }
}

/** What waits for a late transaction lets it end. */
async function ask(on: Connection, statement: string): Promise<void> {
  try {
    await on.query(statement)
  } catch (error) {
    if ((error as { code?: string }).code !== 'ER_LOCK_WAIT_TIMEOUT') throw error
    await late.query('commit')
    await on.query(statement)
  }
}

test('a watched platform and a fresh load have the same enrollments', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 40 }), async (steps) => {
      await late.query('rollback')
      await lms.query(
        'truncate table student_courseenrollment; truncate table student_courseenrollment_history',
      )
      const ledger = await emptied(watched.ledger)
      const application = new Application()
      for (const one of steps) {
        if ('read' in one) await read(ledger, one.read)
        else if ('end' in one) {
          await late.query('commit')
          application.waiting.clear()
        } else {
          const key = `${one.user} ${one.course}`
          if (application.waiting.has(key)) continue
          // A row that two transactions would change must wait: it stays with the one that had it first.
          const isLate = one.isLate && one.how !== 'given'
          if (isLate) {
            if (application.waiting.size === 0) await late.query('start transaction')
            application.waiting.add(key)
          }
          await application.change(isLate ? late : lms, one)
        }
      }
      await late.query('commit')
      await read(ledger, 'full sweep')
      const other = await emptied(fresh.ledger)
      await read(other, 'refresh')
      expect(await spansOf(ledger)).toEqual(await spansOf(other))
    }),
    {
      numRuns: CASES,
      ...seeded('HISTORY_CASES'),
    },
  )
})

async function read(ledger: Ledger, depth: Depth): Promise<void> {
  const about = { ...ledger, keys: new Keys() }
  const ingest = new Ingest(about, { now: Date.now, log: silentLog }, [source])
  for (let next = depth, left = true; left; next = 'refresh') {
    const result = await ingest.readPart(source, 'enrollment', next)
    if (result.problem !== undefined) throw result.problem
    left = result.left
  }
}

async function spansOf(ledger: Ledger): Promise<readonly object[]> {
  return ledger.store
    .query(sql`select printf('%016x', learner) as learner, c.text as course, m.text as mode,
      begun, ended, beginning, ending
    from enrollment_span as e join course as c on c.id = e.course join mode as m on m.id = e.mode
    order by all`)
}
