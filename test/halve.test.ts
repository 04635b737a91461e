import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { activity } from '../src/facts/activity.ts'
import { role } from '../src/facts/learner.ts'
import { pseudonyms } from '../src/facts/pseudonym.ts'
import type { Ledger } from '../src/ingest/commit.ts'
import { commitSafely, type Failed } from '../src/ingest/halve.ts'
import { Rows } from '../src/sources/rows.ts'
import type { Batch, Write } from '../src/sources/source.ts'
import { sql } from '../src/store/sql.ts'
import { emptied, testStore } from './support/store.ts'

const names = pseudonyms(Buffer.from('a secret of the tests'), 'test')
/** A code that fits in no table: what a value would be that passed every door. */
const NO_CODE = 300

let opened: Awaited<ReturnType<typeof testStore>>
let ledger: Ledger
beforeAll(async () => {
  opened = await testStore()
})
afterAll(() => opened.close())
beforeEach(async () => {
  ledger = await emptied(opened.ledger)
})

function acts(count: number, odd: readonly number[]): Write {
  const rows = new Rows(activity, names)
  for (let n = 0; n < count; n++) {
    rows.add({
      learner: n + 1,
      course: `course-v1:A+C${n}+1`,
      quarter: 2_000_000 + n,
      kind: 'page',
      block: null,
      evidence: 'state',
      times: 1,
    })
  }
  return spoiled(rows.take(), 'kind', odd)
}

function roles(count: number, odd: readonly number[]): Write {
  const rows = new Rows(role, names)
  for (let n = 0; n < count; n++) {
    rows.add({ learner: n + 1, course: 'course-v1:A+C+1', organization: null, role: 'staff' })
  }
  return spoiled(rows.take('whole'), 'role', odd)
}

function spoiled(write: Write, column: string, odd: readonly number[]): Write {
  const codes = write.columns[column] as Int32Array
  for (const row of odd) codes[row] = NO_CODE
  return write
}

const batch = (part: string, write: Write): Batch => ({
  part,
  writes: [write],
  checkpoint: '{"read":true}',
  rows: write.rows,
  statements: 1,
  quarantined: {},
})

async function commit(...batches: Batch[]): Promise<Failed> {
  const failed: Failed = new Map()
  await commitSafely(ledger, batches, { source: 'lms', now: 0, failed })
  return failed
}

async function kept(): Promise<Record<string, unknown>> {
  const one = async (of: ReturnType<typeof sql>): Promise<unknown> =>
    Object.values((await ledger.store.query(of))[0]!)[0]
  return {
    acts: await one(sql`select count(*) from activity`),
    roles: await one(sql`select count(*) from role`),
    refused: await one(sql`select coalesce(sum(rows), 0) from quarantine`),
    checkpoints: await one(sql`select string_agg(part, ' ' order by part) from checkpoint`),
    courses: await one(sql`select count(*) from course`),
  }
}

test('odd rows are found, refused and counted; the others go in and the checkpoint moves on', async () => {
  expect(await commit(batch('activity', acts(300, [0, 17, 299])))).toEqual(new Map())
  expect(await kept()).toMatchObject({
    acts: 297,
    refused: 3,
    checkpoints: 'activity',
    courses: 297,
  })
})

test('odd rows of several writes of one fact add up', async () => {
  const two = { ...batch('activity', acts(4, [1])), writes: [acts(4, [1]), acts(3, [0, 2])] }
  await commit(two)
  const counted = await ledger.store.query(sql`select rows from quarantine`)
  expect(counted).toEqual([{ rows: 3 }])
})

test('of a table that is read whole the rest takes its place, all at once', async () => {
  await commit(batch('role', roles(20, [])))
  expect(await commit(batch('role', roles(10, [4])), batch('activity', acts(5, [])))).toEqual(
    new Map(),
  )
  expect(await kept()).toMatchObject({ roles: 9, acts: 5, refused: 1 })
})

test('what fails for no row fails its part alone, and its checkpoint stays', async () => {
  const { kind: _, ...columns } = acts(5, []).columns
  const failed = await commit(
    batch('activity', { ...acts(5, []), columns }),
    batch('role', roles(4, [])),
    batch('activity', acts(7, [])),
  )
  expect([...failed.keys()]).toEqual(['activity'])
  expect(await kept()).toMatchObject({ acts: 0, roles: 4, refused: 0, checkpoints: 'role' })
})

test('rows that are all odd are no odd rows: nothing is passed over', async () => {
  const all = Array.from({ length: 60 }, (_, n) => n)
  const failed = await commit(batch('activity', acts(60, all)), batch('role', roles(3, [])))
  expect([...failed.keys()]).toEqual(['activity'])
  expect(await kept()).toMatchObject({ acts: 0, roles: 3, refused: 0, checkpoints: 'role' })
})
