import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { enrollmentSeen } from '../src/facts/enrollment.ts'
import { pseudonyms } from '../src/facts/pseudonym.ts'
import { commitBatches } from '../src/ingest/commit.ts'
import { answer } from '../src/metrics/answer.ts'
import { METRICS, MetricCatalogue } from '../src/metrics/catalogue.ts'
import { Rows } from '../src/sources/rows.ts'
import type { Write } from '../src/sources/source.ts'
import { emptied, knowingAll, testStore } from './support/store.ts'
import { sampled } from './support/cases.ts'

const names = pseudonyms(Buffer.from('a secret of the tests'), 'test')
const context = await testStore()
afterAll(() => context.close())

const COURSE = 'course-v1:Alpha+A1+2026'
const at = (text: string): number => Date.parse(text)
const quarter = (text: string): number => Math.floor(at(text) / 900_000)

interface Seen {
  readonly learner: number
  readonly created: string | null
  readonly active: boolean
  readonly mode?: string
}

function writeOf(seen: readonly Seen[], sweep?: Write['sweep']): Write {
  const rows = new Rows(enrollmentSeen, names)
  for (const s of seen) {
    const created = s.created === null ? null : quarter(s.created)
    rows.add({
      learner: s.learner,
      course: COURSE,
      created,
      active: s.active,
      mode: s.mode ?? 'audit',
    })
  }
  return rows.take(sweep)
}

async function observed(reads: readonly { now: string; seen: readonly Seen[]; whole?: boolean }[]) {
  const ledger = await emptied(context.ledger)
  const look = async (writes: Write[], now: number): Promise<number> => {
    const batch = {
      part: 'enrollment',
      writes,
      checkpoint: '{}',
      rows: 1,
      statements: 0,
      quarantined: {},
    }
    return commitBatches(ledger, [batch], { source: 'lms-database', now })
  }
  const changes: number[] = []
  for (const read of reads) {
    const writes = read.whole === true ? [writeOf(read.seen, 'whole')] : [writeOf(read.seen)]
    changes.push(await look(writes, at(read.now)))
  }
  return { ledger, changes }
}

async function figures(ledger: Awaited<ReturnType<typeof observed>>['ledger'], metrics: string[]) {
  const now = at('2026-04-01T00:00Z')
  const query = {
    metrics,
    by: [],
    from: '2026-03-01',
    to: '2026-03-06',
    grain: 'day' as const,
    zone: 'UTC',
    filter: {},
    population: 'course' as const,
  }
  const got = await answer(
    {
      store: ledger.store,
      catalogue: new MetricCatalogue(METRICS),
      knowledge: knowingAll(now),
      scope: { everything: true },
      zone: 'UTC',
      now,
    },
    query,
  )
  return metrics.map((m) => got.rows.map((r) => r[m]))
}

test('a row first seen active opens at its creation; leaving is dated at the reading that noticed it', async () => {
  const { ledger, changes } = await observed([
    {
      now: '2026-03-03T12:00Z',
      seen: [{ learner: 1, created: '2026-03-01T10:00Z', active: true }],
    },
    {
      now: '2026-03-03T12:02Z',
      seen: [{ learner: 1, created: '2026-03-01T10:00Z', active: true }],
    },
    {
      now: '2026-03-05T12:00Z',
      seen: [{ learner: 1, created: '2026-03-01T10:00Z', active: false }],
    },
  ])
  expect(changes).toEqual([1, 0, 1])
  expect(await figures(ledger, ['enrollments', 'new_enrollments', 'unenrollments'])).toEqual([
    [1, 1, 1, 1, 0],
    [1, 0, 0, 0, 0],
    [0, 0, 0, 0, 1],
  ])
})

test('a row first seen inactive was new once and ended nobody knows when; it may come back', async () => {
  const { ledger } = await observed([
    {
      now: '2026-03-03T12:00Z',
      seen: [{ learner: 1, created: '2026-03-01T10:00Z', active: false }],
    },
    {
      now: '2026-03-04T12:00Z',
      seen: [{ learner: 1, created: '2026-03-01T10:00Z', active: true }],
    },
  ])
  expect(
    await figures(ledger, ['enrollments', 'new_enrollments', 're_enrollments', 'unenrollments']),
  ).toEqual([
    [0, 0, 0, 1, 1],
    [1, 0, 0, 0, 0],
    [0, 0, 0, 1, 0],
    [0, 0, 0, 0, 0],
  ])
})

test('a change of mode is none of beginning and end', async () => {
  const { ledger } = await observed([
    {
      now: '2026-03-02T12:00Z',
      seen: [{ learner: 1, created: '2026-03-01T10:00Z', active: true }],
    },
    {
      now: '2026-03-04T12:00Z',
      seen: [{ learner: 1, created: '2026-03-01T10:00Z', active: true, mode: 'verified' }],
    },
  ])
  expect(
    await figures(ledger, ['enrollments', 'new_enrollments', 're_enrollments', 'unenrollments']),
  ).toEqual([
    [1, 1, 1, 1, 1],
    [1, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
  ])
})

test('a deleted row ends at the sweep that missed it, and only then', async () => {
  const both: Seen[] = [1, 2].map((learner) => ({
    learner,
    created: '2026-03-01T10:00Z',
    active: true,
  }))
  const { ledger } = await observed([
    { now: '2026-03-02T12:00Z', seen: both },
    { now: '2026-03-03T12:00Z', seen: [both[0]!] },
    { now: '2026-03-04T12:00Z', seen: [both[0]!], whole: true },
  ])
  expect(await figures(ledger, ['enrollments', 'unenrollments'])).toEqual([
    [2, 2, 2, 1, 1],
    [0, 0, 0, 1, 0],
  ])
})

test('end = start + new + re - un, over any history of readings', async () => {
  const step = fc.record({
    learner: fc.integer({ min: 1, max: 4 }),
    active: fc.boolean(),
    mode: fc.constantFrom('audit', 'verified'),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { maxLength: 4 }), { minLength: 1, maxLength: 5 }),
      async (reads) => {
        const { ledger } = await observed(
          reads.map((seen, day) => ({
            now: `2026-03-0${day + 1}T12:00Z`,
            // One row a learner in one reading, as the platform has it.
            seen: [...new Map(seen.map((s) => [s.learner, { ...s, created: null }])).values()],
          })),
        )
        const [level, fresh, re, un] = (await figures(ledger, [
          'enrollments',
          'new_enrollments',
          're_enrollments',
          'unenrollments',
        ])) as number[][]
        // A first sight of an inactive row is new but never alive in the level: it is the unknown past.
        const [unknown] = await ledger.store.query<{ n: number }>({
          parts: ['select count(*) as n from enrollment_span where ending = 2'],
        })
        let sum = 0
        for (let day = 0; day < 5; day++) sum += fresh![day]! + re![day]! - un![day]!
        expect(level!.at(-1)).toBe(sum - unknown!.n)
      },
    ),
    sampled(25),
  )
})
