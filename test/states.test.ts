import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerTable } from '../src/api/answer-table.ts'
import { QUERY, type Answer, type QueryInput } from '../src/contract/query.ts'
import { answer } from '../src/metrics/answer.ts'
import { METRICS, MetricCatalogue } from '../src/metrics/catalogue.ts'
import type { Knowing, Knowledge } from '../src/metrics/knowledge.ts'
import { emptied, knowingAll, testStore } from './support/store.ts'
import { load, type World } from './support/world.ts'

/** Why a value is missing, or to be read with care: each state, in rows and in the table of a CSV. */
const NOW = Date.parse('2026-04-10T12:00:00Z')
const DAY = 86_400_000
const COURSE = 'course-v1:Alpha+A1+2026'
const at = (instant: string): number => Date.parse(instant) / 900_000

const WORLD: World = {
  sites: [{ domain: 'one.example', zone: null, byDefault: true }],
  organizations: [{ name: 'Alpha', sites: ['one.example'] }],
  courses: [
    {
      key: COURSE,
      org: 'Alpha',
      listed: true,
      links: [],
      selfPaced: true,
      starts: at('2026-01-01T00:00Z'),
      ends: null,
      outline: null,
      structure: null,
    },
  ],
  learners: [
    {
      id: 1,
      joined: at('2026-01-01T00:00Z'),
      active: true,
      staff: false,
      signUps: [],
      person: null,
    },
  ],
  cohorts: [],
  roles: [],
  enrollments: [
    {
      learner: 1,
      course: COURSE,
      changes: [
        { quarter: at('2026-03-01T00:00Z'), active: true, mode: 'audit', evidence: 'history' },
      ],
    },
  ],
  acts: [
    {
      learner: 1,
      course: COURSE,
      quarter: at('2026-03-20T10:00Z'),
      kind: 'page',
      evidence: 'event',
      block: 0,
    },
  ],
  grades: [],
  certificates: [],
  completions: [],
  sections: [],
}

const context = await testStore()
beforeAll(async () => load(await emptied(context.ledger), WORLD))
afterAll(() => context.close())

const ask = (query: QueryInput, knowledge: Knowledge): Promise<Answer> =>
  answer(
    {
      store: context.ledger.store,
      catalogue: new MetricCatalogue(METRICS),
      knowledge,
      scope: { everything: true },
      zone: 'UTC',
      now: NOW,
    },
    QUERY.parse({ from: '2026-04-06', to: '2026-04-12', ...query }),
  )

/** Everything known up to now, but for what is said of some capabilities. */
function knowing(some: Readonly<Record<string, Partial<Knowing>>>): Knowledge {
  const all = knowingAll(NOW)
  return { ...all, of: (name) => ({ ...all.of(name), ...some[name] }) }
}
const missing = { available: false, missing: 'certificates_generatedcertificate is not granted' }

test('what the platform does not show is unavailable, and says what is missing', async () => {
  const got = await ask(
    { metrics: ['certificates', 'active_learners'] },
    knowing({ certificate: missing }),
  )
  expect(got.rows).toEqual([
    {
      certificates: null,
      certificates_state: 'unavailable',
      active_learners: 0,
      active_learners_state: 'incomplete',
    },
  ])
  expect(got.metrics[0]).toMatchObject({ state: 'unavailable', missing: missing.missing })
  expect(answerTable(got, [])).toEqual({
    columns: ['certificates', 'active_learners', 'certificates_state', 'active_learners_state'],
    rows: [[null, 0, 'unavailable', 'incomplete']],
  })
})

test('a ratio is as unavailable as what it is of', async () => {
  const got = await ask(
    { metrics: ['hours_per_learner'] },
    knowing({ activity_history: { available: false, missing: 'no history of saves' } }),
  )
  expect(got.rows[0]).toMatchObject({
    hours_per_learner: null,
    hours_per_learner_n: null,
    hours_per_learner_state: 'unavailable',
  })
})

test('split by what is not shown there is nothing, and the answer says why', async () => {
  const got = await ask(
    { metrics: ['enrollments'], by: ['country'], from: '2026-03-01' },
    knowing({ demographic: { available: false, missing: 'auth_userprofile is not granted' } }),
  )
  expect(got.rows).toEqual([])
  expect(got.metrics[0]).toMatchObject({
    state: 'unavailable',
    missing: 'auth_userprofile is not granted',
  })
})

test('a source that was not read for more than a day makes what is after it stale', async () => {
  const stale = knowing({ activity: { asOf: NOW - 2 * DAY } })
  const days = await ask({ metrics: ['active_learners'], grain: 'day' }, stale)
  expect(days.rows.map((r) => r['active_learners_state'] ?? null)).toEqual([
    null,
    null,
    'stale',
    'stale',
    'stale',
    'stale',
  ])
  expect(days.metrics[0]!.state).toBe('stale')
  // Quiet counts up to when the acts have been read: 19 days, not 21.
  const quiet = await ask({ metrics: ['at_risk_learners'] }, stale)
  expect(quiet.rows[0]).toMatchObject({ at_risk_learners: 1, at_risk_learners_state: 'stale' })
})

test('a day that runs, and what was not watched or is still coming, is incomplete', async () => {
  const states = async (some: Parameters<typeof knowing>[0]): Promise<unknown[]> => {
    const got = await ask({ metrics: ['active_learners'], grain: 'day' }, knowing(some))
    return got.rows.map((r) => r['active_learners_state'] ?? null)
  }
  const running = [null, null, null, null, 'incomplete', 'incomplete']
  expect(await states({})).toEqual(running)
  const since = Date.parse('2026-04-08T00:00Z')
  const fromThen = ['incomplete', 'incomplete', null, null, 'incomplete', 'incomplete']
  expect(await states({ activity: { watchedFrom: since } })).toEqual(fromThen)
  expect(await states({ activity: { completeFrom: since } })).toEqual(fromThen)
})

test('nobody to take a mean over is empty', async () => {
  const got = await ask({ metrics: ['average_grade', 'days_to_complete'] }, knowingAll(NOW))
  expect(got.rows[0]).toMatchObject({
    average_grade: null,
    average_grade_n: 0,
    average_grade_state: 'empty',
    days_to_complete: null,
  })
})

test('before the first reading is through, how learners stand is incomplete', async () => {
  const got = await ask(
    { metrics: ['current_enrollments'] },
    { ...knowingAll(NOW), isWhole: () => false },
  )
  expect(got.rows[0]).toMatchObject({ current_enrollments_state: 'incomplete' })
})
