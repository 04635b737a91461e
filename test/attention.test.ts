import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Attention } from '../src/contract/attention.ts'
import { answer } from '../src/metrics/answer.ts'
import { attentionOf, attentionQueries, ENDING_DAYS } from '../src/metrics/attention.ts'
import { METRICS, MetricCatalogue } from '../src/metrics/catalogue.ts'
import { coursesEnding } from '../src/metrics/course-list.ts'
import type { Knowledge } from '../src/metrics/knowledge.ts'
import { emptied, knowingAll, testStore } from './support/store.ts'
import { load, type World } from './support/world.ts'

/** Three courses, each just inside or just outside of a bound. */
const NOW = Date.parse('2026-04-10T12:00:00Z')
const at = (instant: string): number => Date.parse(instant) / 900_000
const FALLEN = 'course-v1:Alpha+Fallen+2026'
const NEAR = 'course-v1:Alpha+Near+2026'
const QUIET = 'course-v1:Alpha+Quiet+2026'

const many = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i)
const active = (learners: readonly number[], course: string, instant: string): World['acts'] =>
  learners.map((learner) => ({
    learner,
    course,
    quarter: at(instant),
    kind: 'page',
    evidence: 'event',
    block: 0,
  }))
const enrolled = (course: string, learners: readonly number[]): World['enrollments'] =>
  learners.map((learner) => ({
    learner,
    course,
    changes: [
      { quarter: at('2026-03-01T00:00Z'), active: true, mode: 'audit', evidence: 'history' },
    ],
  }))
const course = (key: string, ends: string | null): World['courses'][number] => ({
  key,
  org: 'Alpha',
  listed: true,
  links: [],
  selfPaced: false,
  starts: at('2026-01-01T00:00Z'),
  ends: ends === null ? null : at(ends),
  outline: null,
  structure: null,
})

const WORLD: World = {
  sites: [{ domain: 'one.example', zone: null, byDefault: true }],
  organizations: [{ name: 'Alpha', sites: ['one.example'] }],
  courses: [
    course(FALLEN, '2026-04-20T00:00Z'),
    course(NEAR, '2026-04-30T00:00Z'),
    course(QUIET, null),
  ],
  learners: many(1, 41).map((id) => ({
    id,
    joined: at('2026-01-01T00:00Z'),
    active: true,
    staff: false,
    signUps: [],
    person: null,
  })),
  cohorts: [],
  roles: [],
  enrollments: [
    ...enrolled(FALLEN, many(1, 21)),
    ...enrolled(NEAR, many(1, 13)),
    ...enrolled(QUIET, many(1, 41)),
  ],
  acts: [
    // Ten before, five now: half of them.
    ...active(many(1, 11), FALLEN, '2026-03-28T10:00Z'),
    ...active(many(1, 6), FALLEN, '2026-04-08T10:00Z'),
    // Nine before are too few to speak of; eight are at risk.
    ...active(many(1, 10), NEAR, '2026-03-28T10:00Z'),
    ...active(many(1, 5), NEAR, '2026-04-08T10:00Z'),
    // Ten of forty are quiet: a quarter.
    ...active(many(11, 41), QUIET, '2026-04-09T10:00Z'),
  ],
  grades: [],
  certificates: [],
  completions: [],
  sections: [1, 2].map((learner) => ({
    learner,
    course: FALLEN,
    block: 1,
    earned: 5,
    possible: 10,
    earnedAll: 5,
    possibleAll: 10,
  })),
}

const context = await testStore()
beforeAll(async () => load(await emptied(context.ledger), WORLD))
afterAll(() => context.close())

async function attention(knowledge: Knowledge): Promise<Attention> {
  const { store } = context.ledger
  const scope = { everything: true } as const
  const asking = {
    store,
    catalogue: new MetricCatalogue(METRICS),
    knowledge,
    scope,
    zone: 'UTC',
    now: NOW,
  }
  const queries = attentionQueries({
    from: '2026-04-03',
    to: '2026-04-11',
    zone: 'UTC',
    filter: {},
  })
  return attentionOf({
    activity: await answer(asking, queries.activity),
    standing: await answer(asking, queries.standing),
    ends: await coursesEnding(store, scope, { from: NOW, to: NOW + ENDING_DAYS * 86_400_000 }),
  })
}

const none = { active: null, before: null, enrolled: null, progress: null, ends: null }

test('each reason is found at its bound, the most learners first', async () => {
  const { items, unknown } = await attention(knowingAll(NOW))
  expect(items).toEqual([
    {
      ...none,
      course: FALLEN,
      name: null,
      reason: 'ending',
      learners: 20,
      enrolled: 20,
      progress: 5,
      ends: '2026-04-20T00:00:00.000Z',
    },
    { ...none, course: FALLEN, name: null, reason: 'at_risk', learners: 15, enrolled: 20 },
    { ...none, course: QUIET, name: null, reason: 'at_risk', learners: 10, enrolled: 40 },
    { ...none, course: FALLEN, name: null, reason: 'fell', learners: 5, active: 5, before: 10 },
  ])
  expect(unknown).toEqual([])
})

test('what cannot be looked for is said, with what is missing', async () => {
  const all = knowingAll(NOW)
  const { items, unknown } = await attention({
    ...all,
    of: (name) =>
      /grade|structure|completion/.test(name)
        ? { ...all.of(name), available: false, missing: `${name} is not granted` }
        : all.of(name),
  })
  // Whoever has passed is not at risk: without grades that is not known either.
  expect(items.map((i) => i.reason)).toEqual(['fell'])
  expect(unknown).toEqual([
    { reason: 'at_risk', missing: expect.stringContaining('is not granted') },
    { reason: 'ending', missing: expect.stringContaining('is not granted') },
  ])
})

test('it says up to when it looked: as far as the oldest, and nothing before all was read', async () => {
  const all = knowingAll(NOW)
  const hour = 3_600_000
  const read = (asOf: (name: string) => number | null): Knowledge => ({
    ...all,
    of: (name) => ({ ...all.of(name), asOf: asOf(name) }),
  })
  const asOf = async (knowledge: Knowledge) => (await attention(knowledge)).asOf
  expect(await asOf(all)).toBe('2026-04-10T12:00:00.000Z')
  const late = (name: string) => (/grade/.test(name) ? NOW - hour : NOW)
  expect(await asOf(read(late))).toBe('2026-04-10T11:00:00.000Z')
  expect(await asOf(read((name) => (/grade/.test(name) ? null : NOW)))).toBeNull()
  expect(await asOf(read(() => null))).toBeNull()
  // What the platform never shows is not waited for.
  const without: Knowledge = {
    ...all,
    of: (name) =>
      /structure|completion/.test(name)
        ? { ...all.of(name), available: false, missing: 'not granted', asOf: null }
        : all.of(name),
  }
  expect(await asOf(without)).toBe('2026-04-10T12:00:00.000Z')
})
