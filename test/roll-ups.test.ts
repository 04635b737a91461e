import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { activity, EVIDENCES, KINDS } from '../src/facts/activity.ts'
import { blockStructure } from '../src/facts/block.ts'
import { completion } from '../src/facts/completion.ts'
import { enrollmentTold } from '../src/facts/enrollment.ts'
import type { Fact } from '../src/facts/fact.ts'
import { learner, role } from '../src/facts/learner.ts'
import { pseudonyms } from '../src/facts/pseudonym.ts'
import { commitBatches } from '../src/ingest/commit.ts'
import { beginRollUps, remakeRollUps } from '../src/ingest/roll-up.ts'
import { Rows } from '../src/sources/rows.ts'
import type { Write } from '../src/sources/source.ts'
import { sql } from '../src/store/sql.ts'
import { countOf, seeded } from './support/cases.ts'
import { emptied, testStore } from './support/store.ts'

const names = pseudonyms(Buffer.from('a secret of the tests'), 'test')
const context = await testStore()
afterAll(() => context.close())

const FIRST = Math.floor(Date.parse('2026-02-20T00:00Z') / 900_000)
const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns', 'Australia/Lord_Howe']

/** Two months around the days on which clocks jump, and now and then one of two years before. */
const quarter = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 60 * 96 }).map((n) => FIRST + n) },
  { weight: 1, arbitrary: fc.integer({ min: 365, max: 370 }).map((n) => FIRST - n * 96) },
)
const pair = {
  learner: fc.integer({ min: 1, max: 4 }),
  course: fc.constantFrom('course-v1:A+1+r', 'course-v1:A+2+r'),
}
const act = fc.record({
  ...pair,
  quarter,
  kind: fc.constantFrom(...KINDS),
  evidence: fc.constantFrom(...EVIDENCES),
})
const change = fc.record({ ...pair, quarter, active: fc.boolean() })
const done = fc.record({
  ...pair,
  block: fc.nat(4),
  share: fc.constantFrom(0, 1, 1, 1),
  last: quarter,
})
/** Blocks that a course has from then on: of the rest completions count for nothing. */
const structure = fc.record({
  course: pair.course,
  blocks: fc.uniqueArray(fc.nat(4), { maxLength: 5 }),
})
const account = fc.record({ learner: pair.learner, staff: fc.boolean() })
/** All roles that there are from then on. */
const roles = fc.uniqueArray(fc.record(pair), {
  maxLength: 3,
  selector: (r) => `${r.learner} ${r.course}`,
})
const news = fc.record({
  accounts: fc.uniqueArray(account, { maxLength: 2, selector: (a) => a.learner }),
  roles: fc.option(roles, { nil: null }),
  acts: fc.array(act, { maxLength: 8 }),
  changes: fc.array(change, { maxLength: 3 }),
  completions: fc.uniqueArray(done, {
    maxLength: 4,
    selector: (d) => `${d.learner} ${d.course} ${d.block}`,
  }),
  structures: fc.uniqueArray(structure, { maxLength: 1, selector: (s) => s.course }),
})
const CHAPTER = 'block-v1:A+1+r+type@chapter+block@c'
const SEQUENTIAL = 'block-v1:A+1+r+type@sequential+block@s'
const block = (n: number): string => `block-v1:A+1+r+type@html+block@b${n}`

function writesOf({
  acts,
  changes,
  completions,
  structures,
  ...people
}: typeof news extends fc.Arbitrary<infer T> ? T : never): Write[] {
  const rowsOf = (fact: Fact, all: readonly Parameters<Rows['add']>[0][]): Write[] => {
    const rows = new Rows(fact, names)
    for (const one of all) rows.add(one)
    return all.length === 0 ? [] : [rows.take()]
  }
  const held = new Rows(role, names)
  for (const one of people.roles ?? []) held.add({ ...one, organization: null, role: 'staff' })
  return [
    ...rowsOf(
      learner,
      people.accounts.map((a) => ({
        learner: a.learner,
        joined: FIRST,
        active: true,
        global_staff: a.staff,
      })),
    ),
    ...(people.roles === null ? [] : [held.take()]),
    ...rowsOf(
      activity,
      acts.map((a) => ({ ...a, block: null, times: 1 })),
    ),
    ...rowsOf(
      enrollmentTold,
      changes.map((c, step) => ({ ...c, step, mode: 'audit', evidence: 'history' })),
    ),
    ...rowsOf(
      completion,
      completions.map((c) => ({ ...c, block: block(c.block), first: c.last })),
    ),
    ...rowsOf(
      blockStructure,
      structures.flatMap(({ course, blocks }) =>
        [
          { block: CHAPTER, parent: null, type: 'chapter', place: 0, completable: false },
          { block: SEQUENTIAL, parent: CHAPTER, type: 'sequential', place: 0, completable: false },
          ...blocks.map((n) => ({
            block: block(n),
            parent: n % 2 === 0 ? SEQUENTIAL : CHAPTER,
            type: 'html',
            place: n,
            completable: n < 4,
          })),
        ].map((row) => ({
          ...row,
          course,
          name: null,
          graded: false,
          format: null,
          visible: true,
          starts: null,
        })),
      ),
    ),
  ]
}

test('what is kept in step, batch by batch in any order, is what all facts give at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(news, { minLength: 2, maxLength: 5 }),
      fc.constantFrom(...ZONES),
      async (asked, zone) => {
        const ledger = { ...(await emptied(context.ledger)), zone }
        const { store } = ledger
        for (const [i, one] of asked.entries()) {
          const batch = {
            part: 'test',
            writes: writesOf(one),
            checkpoint: '{}',
            rows: 1,
            statements: 0,
            quarantined: {},
          }
          await commitBatches(ledger, [batch], { source: 'test', now: 0 })
          if (i === 0) await store.transaction((tx) => beginRollUps(tx, zone))
        }
        const all = async (): Promise<unknown> => [
          // Of two visits of one quarter hour either may come first.
          await store.query(sql`select learner, quarter, before from active_quarter order by all`),
          await store.query(
            sql`select learner, course, quarter, before_here from active_quarter order by all`,
          ),
          await store.query(sql`select * from teacher order by all`),
          await store.query(sql`select learner, quarter, before from teacher_quarter order by all`),
          await store.query(
            sql`select learner, course, quarter, before_here from teacher_quarter order by all`,
          ),
          await store.query(sql`select * from active_day order by all`),
          await store.query(sql`select * from active_course_day order by all`),
          await store.query(sql`select * from learner_course order by all`),
          await store.query(sql`select * from progress_change order by all`),
          await store.query(sql`select * from section_done order by all`),
        ]
        const kept = await all()
        await store.transaction(remakeRollUps)
        expect(kept).toEqual(await all())
      },
    ),
    {
      numRuns: Math.ceil(countOf('PROPERTY_CASES', 400) / 80),
      ...seeded('PROPERTY_CASES'),
    },
  )
})

test('counts of days are made anew when another zone is the usual one', async () => {
  const ledger = await emptied(context.ledger)
  const rows = new Rows(activity, names)
  const at = Math.floor(Date.parse('2026-03-01T23:30Z') / 900_000)
  const one = { course: 'course-v1:A+1+r', kind: 'video', evidence: 'event', block: null, times: 1 }
  rows.add({ ...one, learner: 1, quarter: at })
  rows.add({ ...one, learner: 1, quarter: at + 4 })
  const batch = {
    part: 'activity',
    writes: [rows.take()],
    checkpoint: '{}',
    rows: 2,
    statements: 0,
    quarantined: {},
  }
  await commitBatches(ledger, [batch], { source: 'test', now: 0 })
  const days = async (zone: string): Promise<unknown> => {
    await ledger.store.transaction((tx) => beginRollUps(tx, zone))
    return ledger.store.query(sql`select day, before, visits from active_day order by all`)
  }
  const midnight = Math.floor(Date.parse('2026-03-01T00:00Z') / 900_000)
  expect(await days('UTC')).toEqual([
    { day: midnight, before: null, visits: 1 },
    { day: midnight + 96, before: midnight, visits: 1 },
  ])
  // Both lie after midnight in Berlin, an hour before that of UTC.
  expect(await days('Europe/Berlin')).toEqual([
    { day: midnight + 92, before: midnight + 92, visits: 1 },
    { day: midnight + 92, before: null, visits: 1 },
  ])
})
