import { afterAll, expect, test } from 'vitest'
import { courseGrade } from '../src/facts/grade.ts'
import { pseudonyms } from '../src/facts/pseudonym.ts'
import { commitBatches } from '../src/ingest/commit.ts'
import { Rows } from '../src/sources/rows.ts'
import type { Write } from '../src/sources/source.ts'
import { sql } from '../src/store/sql.ts'
import { testStore } from './support/store.ts'

/** A large table is read again in pieces: rows that no piece brought are gone at the end. */
const context = await testStore()
afterAll(() => context.close())
const names = pseudonyms(Buffer.from('of the test'), 'test')

async function commit(learners: readonly number[], more: Partial<Write>): Promise<void> {
  const rows = new Rows(courseGrade, names)
  for (const learner of learners) {
    rows.add({ learner, course: 'course-v1:A+B+1', percent: 0.5, passed: null, passing: false })
  }
  const batch = {
    part: 'course_grade',
    writes: [{ ...rows.take(), ...more }],
    checkpoint: '{}',
    rows: learners.length,
    statements: 1,
    quarantined: {},
  }
  await commitBatches(context.ledger, [batch], { source: 'test', now: Date.now() })
}

async function kept(): Promise<number> {
  const [row] = await context.ledger.store.query<{ n: number }>(
    sql`select count(*) as n from course_grade`,
  )
  return row!.n
}

test('rows go that no piece brought, also when the last piece is empty; those that came meanwhile stay', async () => {
  await commit([1, 2, 3, 4, 5], {})
  await commit([1, 2], { seen: 'begin' })
  expect(await kept()).toBe(5)
  await commit([4], { seen: 'more' })
  // A refresh between two pieces brings somebody new.
  await commit([6], { seen: 'more' })
  await commit([], { seen: 'end' })
  expect(await kept()).toBe(4)
})

test('a table that has become empty is empty', async () => {
  await commit([1, 2], {})
  await commit([], { seen: 'whole' })
  expect(await kept()).toBe(0)
})
