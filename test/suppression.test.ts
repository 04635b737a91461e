import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { QUERY, type Answer } from '../src/contract/query.ts'
import { answer } from '../src/metrics/answer.ts'
import { METRICS, MetricCatalogue } from '../src/metrics/catalogue.ts'
import { DEMOGRAPHICS } from '../src/metrics/dimensions/dimension.ts'
import { countOf, seeded } from './support/cases.ts'
import { evaluate, naiveBuckets, peopleBehind, type NaiveQuery } from './support/naive.ts'
import { emptied, knowingAll, testStore } from './support/store.ts'
import { LAST_QUARTER, load, worldsOf, type World } from './support/world.ts'

const QUERIES_A_WORLD = 10
const WORLDS = Math.ceil(countOf('PROPERTY_CASES', 70) / QUERIES_A_WORLD)

/** Metrics of every kind that counts people; several of one answer may give each other away. */
const ASKED = [
  'active_learners',
  'rolling_active_learners_7',
  'hours_on_course',
  'enrollments',
  'new_enrollments',
  'unenrollments',
  'passing_learners',
  'certificates',
  'current_enrollments',
  'average_grade',
  'days_to_complete',
]
const PERIOD = { from: '2026-02-23', to: '2026-03-30', zone: 'UTC' }
const NOW = LAST_QUARTER

const choices = fc.record({
  metrics: fc.subarray(ASKED, { minLength: 1, maxLength: 3 }),
  personal: fc.subarray([...DEMOGRAPHICS], { minLength: 1, maxLength: 2 }),
  filtered: fc.nat(2),
  values: fc.tuple(fc.nat(5), fc.nat(5)),
  course: fc.boolean(),
  grain: fc.constantFrom('week' as const, 'month' as const, 'all' as const),
  compare: fc.boolean(),
  smallest: fc.integer({ min: 2, max: 6 }),
})
type Choice = typeof choices extends fc.Arbitrary<infer T> ? T : never

const catalogue = new MetricCatalogue(METRICS)
const context = await testStore()
afterAll(() => context.close())

test(`no answer gives a small group away, ${WORLDS * QUERIES_A_WORLD} cases`, async () => {
  let [hidden, shown] = [0, 0]
  await fc.assert(
    fc.asyncProperty(
      worldsOf(40),
      fc.array(choices, { minLength: QUERIES_A_WORLD, maxLength: QUERIES_A_WORLD }),
      async (world, asked) => {
        await load(await emptied(context.ledger), world)
        for (const choice of asked) {
          const seen = await attack(world, choice)
          hidden += seen.hidden
          shown += seen.shown
        }
      },
    ),
    {
      numRuns: WORLDS,
      ...seeded('PROPERTY_CASES'),
    },
  )
  // Hiding everything, or nothing, would prove nothing.
  expect(hidden).toBeGreaterThan(WORLDS)
  expect(shown).toBeGreaterThan(WORLDS)
})

interface Cell {
  readonly visible: boolean
  readonly people: number
  readonly outside: number
}

/** Asks as an adversary who knows every total that is not about persons, and looks at one answer. */
async function attack(world: World, choice: Choice): Promise<{ hidden: number; shown: number }> {
  const { personal, smallest, grain } = choice
  const by = [...personal.slice(choice.filtered), ...(choice.course ? ['course'] : [])]
  const filter: Record<string, string[]> = {}
  personal.slice(0, choice.filtered).forEach((dimension, i) => {
    const value = valueOf(world, dimension, choice.values[i]!)
    if (value !== undefined) filter[dimension] = [value]
  })
  const query = QUERY.parse({
    metrics: choice.metrics,
    by,
    filter,
    grain: choice.metrics.some((m) => STATES.includes(m)) ? 'all' : grain,
    ...PERIOD,
    ...(choice.compare ? { compare: 'previous' } : {}),
  })
  // A platform without such people has nothing to ask for.
  if (!isTold(by, filter)) return { hidden: 0, shown: 0 }
  const { store } = context.ledger
  const got = await answer(
    {
      store,
      catalogue,
      knowledge: knowingAll(NOW * 900_000),
      scope: { everything: true },
      zone: 'UTC',
      now: NOW * 900_000,
      smallestGroup: smallest,
    },
    query,
  )
  const periods = choice.compare
    ? [
        { ...PERIOD, suffix: '' },
        { from: '2026-01-19', to: '2026-02-23', zone: 'UTC', suffix: '_previous' },
      ]
    : [{ ...PERIOD, suffix: '' }]
  const counts = { hidden: 0, shown: 0 }
  for (const period of periods) {
    const cells = cellsOf(world, got, { query, period })
    for (const cell of cells.flat(2)) {
      if (cell.visible) counts.shown += 1
      else counts.hidden += 1
    }
    for (const slice of cells) for (const line of slice) hold(line, smallest, query)
    // A slice in which no group is small, in any of the metrics, hides nothing.
    for (const slice of cells) {
      const fine = slice.flat().every((c) => !isSmall(c, smallest))
      if (fine) expect(slice.flat().every((c) => c.visible)).toBe(true)
    }
  }
  return counts
}

const STATES = ['current_enrollments', 'average_grade']

const isTold = (by: readonly string[], filter: Record<string, string[]>): boolean =>
  [...by, ...Object.keys(filter)].some((d) => (DEMOGRAPHICS as readonly string[]).includes(d))

const isSmall = ({ people, outside }: Cell, smallest: number): boolean =>
  (people > 0 && people < smallest) || (people > 0 && outside > 0 && outside < smallest)

/** One metric in one bucket: the groups that differ only in what is known of persons. */
function hold(line: readonly Cell[], smallest: number, query: object): void {
  const why = JSON.stringify({ query, line })
  for (const cell of line) {
    if (cell.visible) expect(isSmall(cell, smallest), `shown though small: ${why}`).toBe(false)
  }
  const gone = line.filter((c) => !c.visible && c.people > 0)
  const there = line.filter((c) => c.people > 0)
  if (gone.length === 0 || gone.length === there.length) return
  // What is missing from the known total is enough people, and does not say how many each group has.
  const learners = gone.reduce((sum, c) => sum + c.people, 0)
  expect(learners, `the total gives a group away: ${why}`).toBeGreaterThanOrEqual(smallest)
  expect(learners, `each hidden group is one learner: ${why}`).toBeGreaterThan(gone.length)
}

/** By slice and bucket and metric: what the answer shows, and how many people are really there. */
function cellsOf(
  world: World,
  got: Answer,
  of: {
    readonly query: ReturnType<typeof QUERY.parse>
    readonly period: { from: string; to: string; zone: string; suffix: string }
  },
): Cell[][][] {
  const { query, period } = of
  const { by, filter, metrics } = query
  const own = naiveBuckets(PERIOD, query.grain)
  const buckets = naiveBuckets(period, query.grain).slice(0, own.length)
  const slices = new Map<string, Cell[][]>()
  const groups = new Map(
    got.rows.map((row) => [JSON.stringify(by.map((d) => row[d])), by.map((d) => row[d])]),
  )
  for (const metric of metrics) {
    const naive: NaiveQuery = {
      metric,
      by,
      filter,
      population: 'course',
      scope: null,
      now: NOW,
      zone: 'UTC',
    }
    const inside = peopleBehind(world, naive, buckets)
    const outside =
      Object.keys(filter).length > 0
        ? peopleBehind(world, { ...naive, outside: true }, buckets)
        : new Map<string, number[]>()
    const values = evaluate(world, naive, buckets)
    for (const [key, group] of groups) {
      const rest = JSON.stringify(
        group.filter((_, i) => !(DEMOGRAPHICS as readonly string[]).includes(by[i]!)),
      )
      const rows = got.rows.filter((r) => JSON.stringify(by.map((d) => r[d])) === key)
      buckets.forEach(({ lo, hi }, b) => {
        const people = inside.get(key)?.[b] ?? 0
        const shown = rows[b]![`${metric}${period.suffix}`] ?? null
        const state = rows[b]![`${metric}_state`]
        const suffix = period.suffix !== ''
        if (suffix && STATES.includes(metric)) return
        // A month of which the period has less than a week would tell of single days.
        if (hi - lo < 7 * 96 - 4) {
          expect(shown).toBeNull()
          return
        }
        const expected = values.get(key)?.[b] ?? (people === 0 && shown === null ? null : 0)
        const visible = suffix ? shown !== null || expected === null : state !== 'suppressed'
        if (visible && shown !== null) expect(shown).toBe(expected)
        if (!suffix && state === 'suppressed') {
          expect(shown).toBeNull()
          expect(rows[b]![`${metric}_n`] ?? null).toBeNull()
        }
        const place = `${rest} ${b}`
        const lines = slices.get(place) ?? metrics.map(() => [])
        slices.set(place, lines)
        lines[metrics.indexOf(metric)]!.push({
          visible,
          people,
          outside: outside.get(key)?.[b] ?? 0,
        })
      })
    }
  }
  return [...slices.values()]
}

function valueOf(world: World, dimension: string, n: number): string | undefined {
  const of = (list: readonly string[]): string | undefined => list[n % list.length]
  switch (dimension) {
    case 'country':
      return of([...new Set(world.learners.flatMap((l) => l.person?.country ?? []))])
    case 'gender':
      return of(['m', 'f', 'o', 'unknown'])
    case 'education':
      return of(['m', 'b', 'none', 'unknown'])
    default:
      return of(['18-24', '25-34', '35-44', 'unknown'])
  }
}
