import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { activity, EVIDENCES, KINDS } from '../src/facts/activity.ts'
import { pseudonyms } from '../src/facts/pseudonym.ts'
import { commitBatches } from '../src/ingest/commit.ts'
import { beginRollUps, remakeRollUps } from '../src/ingest/roll-up.ts'
import { Rows } from '../src/sources/rows.ts'
import { sql } from '../src/store/sql.ts'
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
const act = fc.record({
  learner: fc.integer({ min: 1, max: 4 }),
  course: fc.constantFrom('course-v1:A+1+r', 'course-v1:A+2+r'),
  quarter,
  kind: fc.constantFrom(...KINDS),
  evidence: fc.constantFrom(...EVIDENCES),
})
const batches = fc.array(fc.array(act, { minLength: 1, maxLength: 8 }), {
  minLength: 2,
  maxLength: 6,
})

test('roll-ups kept in step, batch by batch in any order, are what all acts give at once', async () => {
  await fc.assert(
    fc.asyncProperty(batches, fc.constantFrom(...ZONES), async (asked, zone) => {
      const ledger = { ...(await emptied(context.ledger)), zone }
      const { store } = ledger
      for (const [i, acts] of asked.entries()) {
        const rows = new Rows(activity, names)
        for (const one of acts) rows.add({ ...one, block: null, times: 1 })
        const batch = {
          part: 'activity',
          writes: [rows.take()],
          checkpoint: '{}',
          rows: acts.length,
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
        await store.query(sql`select * from active_day order by all`),
        await store.query(sql`select * from active_course_day order by all`),
        await store.query(sql`select learner, course, first_act, last_act
          from learner_course order by all`),
      ]
      const kept = await all()
      await store.transaction(remakeRollUps)
      expect(kept).toEqual(await all())
    }),
    { numRuns: Number(process.env['PROPERTY_CASES'] ?? 1000) / 25 },
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
