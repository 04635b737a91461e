import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { activity } from '../src/facts/activity.ts'
import { completion } from '../src/facts/completion.ts'
import type { Fact } from '../src/facts/fact.ts'
import { courseGrade } from '../src/facts/grade.ts'
import { pseudonyms } from '../src/facts/pseudonym.ts'
import { commitBatches, type Ledger } from '../src/ingest/commit.ts'
import { beginRollUps } from '../src/ingest/roll-up.ts'
import { Rows, type Value } from '../src/sources/rows.ts'
import type { Batch, Write } from '../src/sources/source.ts'
import { doubledRows } from '../src/store/doubled.ts'
import { name, sql } from '../src/store/sql.ts'
import { emptied, testStore } from './support/store.ts'

let opened: Awaited<ReturnType<typeof testStore>>
let ledger: Ledger
beforeAll(async () => {
  opened = await testStore()
})
afterAll(() => opened.close())
beforeEach(async () => {
  ledger = await emptied(opened.ledger)
})

type Row = Record<string, Value>

function batch(
  part: string,
  fact: Fact,
  rows: readonly Row[],
  how: Pick<Write, 'first' | 'sweep'> & { readonly done?: boolean } = {},
): Batch {
  const gathered = new Rows(fact, pseudonyms(Buffer.from('a secret of the tests'), 'test'))
  for (const row of rows) gathered.add(row)
  const { done = how.first === 'end', ...write } = how
  return {
    part,
    writes: [{ ...gathered.take(), ...write }],
    checkpoint: '{}',
    rows: rows.length,
    statements: 1,
    quarantined: {},
    ...(done ? { readAt: 1 } : {}),
  }
}
const commit = (...batches: Batch[]): Promise<number> =>
  commitBatches(ledger, batches, { source: 'lms', now: 0 })
const forgetCheckpoints = (): Promise<number> =>
  ledger.store.transaction((tx) => tx.run(sql`delete from checkpoint`))
const rowsIn = async (table: Fact): Promise<number> =>
  (await ledger.store.query<{ n: number }>(sql`select count(*) as n from ${name(table.name)}`))[0]!
    .n

const grade = (learner: number, course = 'course-v1:A+B+C', percent = 0.5): Row => ({
  learner,
  course,
  percent,
  passed: null,
  passing: false,
})
const act = (learner: number, course = 'course-v1:A+B+C'): Row => ({
  learner,
  course,
  quarter: 1_970_000,
  kind: 'problem',
  block: null,
  evidence: 'state',
  times: 1,
})
const done = (learner: number, course = 'course-v1:A+B+C'): Row => ({
  learner,
  course,
  block: 'block-v1:A+B+C+type@html+block@a',
  share: 1,
  first: 1_970_000,
  last: 1_970_001,
})

test.each([
  ['grades', courseGrade, grade],
  ['completions', completion, done],
  ['activity', activity, act],
] as [string, Fact, (learner: number) => Row][])(
  'a part that has lost its checkpoint finds its rows there: %s',
  async (_, fact, row) => {
    await commit(batch('p', fact, [row(1), row(2)], { first: 'end' }))
    const acts = await rowsIn(activity)
    await forgetCheckpoints()
    await commit(batch('p', fact, [row(1)], { first: 'more' }))
    await commit(batch('p', fact, [row(2), row(3)], { first: 'end' }))
    expect(await rowsIn(fact)).toBe(3)
    expect(await rowsIn(activity)).toBe((acts / 2) * 3)
  },
)

test('rows of a first load are added without being looked for while it goes on, over restarts too', async () => {
  await commit(batch('p', courseGrade, [grade(1)], { first: 'more' }))
  const noted = (): Promise<{ unlooked: boolean | null }[]> =>
    ledger.store.query(sql`select unlooked from checkpoint`)
  expect(await noted()).toEqual([{ unlooked: true }])
  await commit(batch('p', courseGrade, [grade(2)], { first: 'more' }))
  await commit(batch('p', courseGrade, [grade(3)], { first: 'end' }))
  expect(await noted()).toEqual([{ unlooked: null }])
  expect(await rowsIn(courseGrade)).toBe(3)
})

test('two spellings of a course are one key at the end of a first load, and before anything derives twice', async () => {
  const twin = 'course-v1:A%2BB%2BC'
  await commit(batch('grades', courseGrade, [grade(1)], { first: 'more' }))
  await commit(batch('grades', courseGrade, [grade(1, twin, 0.7), grade(2)], { first: 'end' }))
  await commit(batch('completions', completion, [done(1)], { first: 'more' }))
  await commit(batch('completions', completion, [done(1, twin)], { first: 'end' }))
  await commit(batch('activity', activity, [act(1)], { first: 'more' }))
  await commit(batch('activity', activity, [act(1, twin)], { first: 'end' }))
  for (const fact of [courseGrade, completion, activity]) {
    expect([fact.name, await doubledRows(ledger.store, fact)]).toEqual([fact.name, 0])
  }
  expect(await ledger.store.query(sql`select max(percent) as percent from course_grade`)).toEqual([
    { percent: 0.7 },
  ])
  expect(await rowsIn(activity)).toBe(3)
})

test('a table that comes later stands once in what derives from it', async () => {
  await commit(batch('activity', activity, [act(1)], { first: 'end' }))
  await ledger.store.transaction((tx) => beginRollUps(tx, 'UTC'))
  await commit(batch('grades', courseGrade, [grade(1)], { first: 'more' }))
  await commit(batch('grades', courseGrade, [grade(1, 'course-v1:a+b+c', 0.9)], { first: 'end' }))
  expect(await ledger.store.query(sql`select grade from learner_course`)).toEqual([{ grade: 0.9 }])
})

test('a whole reading heals rows that an earlier version has doubled, and what derives from them', async () => {
  await commit(batch('activity', activity, [act(1)], { first: 'end' }))
  await ledger.store.transaction((tx) => beginRollUps(tx, 'UTC'))
  await commit(batch('grades', courseGrade, [grade(1), grade(2)], { first: 'end' }))
  await ledger.store.transaction((tx) =>
    tx.run(sql`insert into course_grade select * from course_grade`),
  )
  expect(await doubledRows(ledger.store, courseGrade)).toBe(2)
  await commit(batch('grades', courseGrade, [grade(1), grade(2)], { sweep: 'whole', done: true }))
  expect(await doubledRows(ledger.store, courseGrade)).toBe(0)
  expect(await rowsIn(courseGrade)).toBe(2)
})

test('what 0.1.0 made of states counts until all states have been read again', async () => {
  const of = (learner: number, evidence: string, quarter = 1_970_000): Row => ({
    learner,
    course: 'course-v1:A+B+C',
    quarter,
    kind: 'problem',
    block: 'block-v1:A+B+C+type@problem+block@p',
    evidence,
    times: 1,
  })
  const earlier = [1, 2, 3].map((learner) => of(learner, 'earlier state'))
  await commit({ ...batch('activity', activity, earlier), readAt: 5 })
  await ledger.store.transaction((tx) => beginRollUps(tx, 'UTC'))
  const learned = async (): Promise<number[]> => {
    const rows = await ledger.store.query<{ n: number; exact: number }>(
      sql`select (select count(distinct learner) from active_quarter) as n, first_read as exact from checkpoint`,
    )
    return [rows[0]!.n, rows[0]!.exact]
  }
  expect(await learned()).toEqual([3, 5])
  const again = (rows: Row[], first: 'more' | 'end'): Batch => ({
    ...batch('activity', activity, rows, { first }),
    ...(first === 'end' ? { readAt: 9 } : {}),
  })
  await commit(again([of(1, 'state')], 'more'))
  expect(await learned()).toEqual([3, 5])
  // Nothing shows any more that 3 learned; what was seen between readings counts from now on only.
  await commit(again([of(2, 'state', 1_970_001)], 'end'))
  expect(await learned()).toEqual([2, 9])
  expect(await rowsIn(activity)).toBe(2)
})
