import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import type { Query } from '../src/contract/query.ts'
import { elapsedBefore, periodBefore, WEEK_STARTS, type WeekStart } from '../src/kernel/time.ts'
import { answer } from '../src/metrics/answer.ts'
import { METRICS, MetricCatalogue } from '../src/metrics/catalogue.ts'
import { DEMOGRAPHICS } from '../src/metrics/dimensions/dimension.ts'
import type { Scope } from '../src/metrics/scope.ts'
import { countOf, seeded } from './support/cases.ts'
import { endedUnknown, evaluate, naiveBuckets, type NaiveQuery } from './support/naive.ts'
import { emptied, knowingAll, testStore } from './support/store.ts'
import { FIRST_QUARTER, LAST_QUARTER, load, placeOf, worlds, type World } from './support/world.ts'

const CASES = countOf('PROPERTY_CASES', 320)
/** To load a world takes as long as many questions: many cases ask more of each. */
const QUERIES_A_WORLD = CASES > 1000 ? 50 : 40
const WORLDS = Math.ceil(CASES / QUERIES_A_WORLD)

const ZONES = [
  'UTC',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'America/New_York',
  'America/St_Johns',
  'Europe/Berlin',
  'Australia/Lord_Howe',
]

/** Choices of a query as plain numbers; what they mean depends on the world. */
const choices = fc.record({
  metric: fc.constantFrom(...METRICS.map((m) => m.name)),
  by: fc.array(fc.nat(13), { maxLength: 2 }),
  filter: fc.array(fc.tuple(fc.nat(13), fc.nat(4)), { maxLength: 2 }),
  grain: fc.nat(4),
  /** Null: the one whose days are counted and kept. */
  zone: fc.option(fc.constantFrom(...ZONES)),
  weekStart: fc.constantFrom(...WEEK_STARTS),
  start: fc.integer({ min: 0, max: 55 }),
  days: fc.integer({ min: 1, max: 45 }),
  compare: fc.boolean(),
  everyone: fc.boolean(),
  rollUps: fc.boolean(),
  scoped: fc.option(
    fc.record({ site: fc.nat(2), org: fc.nat(2), course: fc.nat(4), which: fc.nat(6) }),
    { freq: 2 },
  ),
  now: fc.integer({ min: FIRST_QUARTER, max: LAST_QUARTER + 960 }),
})
type Choices = typeof choices extends fc.Arbitrary<infer T> ? T : never

/** Questions that counts of days answer, which are few among all. */
const ofDays: fc.Arbitrary<Choices> = fc.record({
  metric: fc.constantFrom(...METRICS.filter((m) => m.rollUp?.days === true).map((m) => m.name)),
  by: fc.constantFrom([], [], [0], [2], [2]),
  filter: fc.constant([]),
  grain: fc.constantFrom(1, 2, 3, 4, 4),
  zone: fc.constant(null),
  weekStart: fc.constantFrom(...WEEK_STARTS),
  start: fc.integer({ min: 0, max: 55 }),
  days: fc.integer({ min: 1, max: 45 }),
  compare: fc.boolean(),
  everyone: fc.boolean(),
  rollUps: fc.constant(true),
  scoped: fc.constant(null),
  now: fc.integer({ min: FIRST_QUARTER, max: LAST_QUARTER + 960 }),
})
const asked = fc.oneof({ weight: 3, arbitrary: choices }, { weight: 1, arbitrary: ofDays })

const catalogue = new MetricCatalogue(METRICS)
const context = await testStore()
afterAll(() => context.close())

test(`answers equal the naive evaluation, ${WORLDS * QUERIES_A_WORLD} cases`, async () => {
  await fc.assert(
    fc.asyncProperty(
      worlds,
      fc.constantFrom(...ZONES),
      fc.array(asked, { minLength: QUERIES_A_WORLD, maxLength: QUERIES_A_WORLD }),
      async (world, kept, some) => {
        const ledger = { ...(await emptied(context.ledger)), zone: kept }
        await load(ledger, world)
        for (const choice of some) await compare(world, kept, choice)
      },
    ),
    {
      numRuns: WORLDS,
      ...seeded('PROPERTY_CASES'),
    },
  )
})

async function compare(world: World, kept: string, choice: Choices): Promise<void> {
  const zone = choice.zone ?? kept
  const metric = catalogue.named(choice.metric)
  const dimensions = metric.dimensions
  const by = [...new Set(choice.by.map((n) => dimensions[n % dimensions.length]!))]
  const personal = new Set(by.filter((d) => DEMOGRAPHICS.includes(d)))
  const filter: Record<string, (string | null)[]> = {}
  for (const [d, v] of choice.filter) {
    const dimension = dimensions[d % dimensions.length]!
    const value = valueIn(world, dimension, v)
    if (value === undefined) continue
    if (DEMOGRAPHICS.includes(dimension) && personal.size === 2 && !personal.has(dimension))
      continue
    if (DEMOGRAPHICS.includes(dimension)) personal.add(dimension)
    const another = valueIn(world, dimension, v + 1)!
    filter[dimension] = v === 4 && another !== value ? [value, another] : [value]
  }
  const grains = metric.grains.filter((g) => personal.size === 0 || (g !== 'hour' && g !== 'day'))
  const grain = grains[choice.grain % grains.length]!
  const from = dateAfter('2026-02-20', choice.start)
  const least = personal.size > 0 ? 7 : 1
  const days = Math.max(choice.days, least)
  const to = dateAfter(from, grain === 'hour' ? Math.min(days, 4) : days)
  const scope = scopeOf(world, choice)
  const now = choice.now * 900_000 + 123_000
  const population = choice.everyone ? 'everyone' : 'course'
  const query: Query = {
    metrics: [metric.name],
    by,
    from,
    to,
    grain,
    zone,
    filter,
    population,
    ...(choice.compare ? { compare: 'previous' as const } : {}),
  }
  const got = await answer(
    {
      store: context.ledger.store,
      catalogue,
      knowledge: knowingAll(now, kept),
      scope,
      zone: 'UTC',
      now,
      rollUps: choice.rollUps,
      weekStarts: () => choice.weekStart,
      // What is hidden is tried elsewhere.
      smallestGroup: 1,
    },
    query,
  )
  const naive: NaiveQuery = {
    metric: metric.name,
    by,
    filter,
    population,
    scope: scope.everything ? null : scope,
    now: choice.now,
    zone,
  }
  const period = { from, to, zone, weekStart: choice.weekStart }
  const buckets = naiveBuckets(period, grain)
  const expected = evaluate(world, naive, buckets)
  expect(got.metrics[0]!.unknownPast).toBe(
    metric.unknownPast === true && personal.size === 0
      ? endedUnknown(world, naive, buckets.at(-1)!.hi)
      : null,
  )
  const isFuture = (lo: number): boolean => lo * 900_000 >= now
  const rows = new Map<string, (number | null)[]>()
  for (const row of got.rows) {
    const key = JSON.stringify(by.map((d) => row[d]))
    rows.set(key, [...(rows.get(key) ?? []), row[metric.name] as number | null])
  }
  for (const [key, line] of expected) {
    const nonZero = line.some((v) => v !== 0 && v !== null)
    if (!nonZero && !rows.has(key)) continue
    expect(rows.get(key), `${key} of ${JSON.stringify(query)}`).toEqual(
      line.map((v, i) => (isFuture(buckets[i]!.lo) ? null : v)),
    )
  }
  for (const [key, line] of rows) {
    if (expected.has(key)) continue
    expect(
      line.every((v) => v === 0 || v === null),
      `unexpected ${key} of ${JSON.stringify(query)}`,
    ).toBe(true)
  }
  if (grain !== 'hour' && grain !== 'all' && got.rows.length > 0) {
    const first = JSON.stringify(by.map((d) => got.rows[0]![d]))
    const times = got.rows
      .filter((r) => JSON.stringify(by.map((d) => r[d])) === first)
      .map((r) => r['time'])
    expect(times).toEqual(buckets.map((b) => b.label))
  }
  if (choice.compare)
    comparePrevious({ world, naive, metric: metric.name, grain, period, now, got })
}

function comparePrevious(of: {
  world: World
  naive: NaiveQuery
  metric: string
  grain: string
  period: { from: string; to: string; zone: string; weekStart: WeekStart }
  now: number
  got: Awaited<ReturnType<typeof answer>>
}): void {
  const { world, naive, metric, grain, period, now, got } = of
  if (catalogue.named(metric).measure.kind === 'state') {
    expect(got.rows.every((r) => r[`${metric}_previous`] === null)).toBe(true)
    return
  }
  const before = periodBefore(period)
  const running = naiveBuckets(period, 'all')[0]!.hi * 900_000 > now
  expect(got.comparison?.partial).toBe(running)
  const cut = running ? elapsedBefore(period, before, now) : Infinity
  const count = naiveBuckets(period, grain).length
  const buckets = naiveBuckets(before, grain)
    .slice(0, count)
    .filter((b) => b.lo < cut)
    .map((b) => ({ lo: b.lo, hi: Math.min(b.hi, cut) }))
  const expected = evaluate(world, naive, buckets)
  for (const [key, line] of expected) {
    const own = got.rows.filter((r) => JSON.stringify(naive.by.map((d) => r[d])) === key)
    if (own.length === 0) {
      expect(line.every((v) => v === 0 || v === null)).toBe(true)
      continue
    }
    const values = own.map((r) => r[`${metric}_previous`]).slice(0, line.length)
    expect(values, `previous ${key}`).toEqual(line)
  }
}

/** A value that the store has heard of, or null for none; undefined where there is nothing to filter by. */
function valueIn(world: World, dimension: string, n: number): string | null | undefined {
  const of = (list: readonly (string | null)[]): string | null | undefined => list[n % list.length]
  switch (dimension) {
    case 'site':
      return of([...world.sites.map((s) => s.domain), null])
    case 'organization':
      return of(world.organizations.map((o) => o.name))
    case 'course':
      return of(usedCourses(world))
    case 'mode':
      return of([...usedModes(world), null])
    case 'pacing':
      return of(['self_paced', 'instructor_paced', 'unlisted'])
    case 'cohort':
      return of([...new Set(world.cohorts.map((c) => c.cohort)), null])
    case 'country':
      return of([...new Set(world.learners.flatMap((l) => l.person?.country ?? [])), null])
    case 'gender':
      return of(['m', 'f', 'unknown'])
    case 'education':
      return of(['b', 'none', 'unknown'])
    case 'age_band':
      return of(['0-17', '25-34', 'unknown'])
    case 'grade_band':
    case 'progress_band':
    case 'content_band':
      return of(['0-9', '50-59', '90-100', 'none'])
    case 'enrollment_week':
      return of(['00', '01', '03'])
    case 'section':
      return of([...structured(world).map((block) => placeOf(block).section), null])
    case 'subsection':
      return of([...structured(world).map((block) => placeOf(block).subsection), null])
    default:
      return of(['upcoming', 'running', 'ended', 'unlisted'])
  }
}

const structured = (world: World): number[] =>
  world.courses.flatMap((c) => c.structure?.map((b) => b.block) ?? [])

/** Only what the store has ever heard of can be filtered by. */
function usedCourses(world: World): string[] {
  return world.courses
    .filter((c) => c.listed || c.links.length > 0 || world.acts.some((a) => a.course === c.key))
    .map((c) => c.key)
}

function usedModes(world: World): string[] {
  return [...new Set(world.enrollments.flatMap((e) => e.changes.map((c) => c.mode)))]
}

function scopeOf(world: World, choice: Choices): Scope {
  if (choice.scoped === null) return { everything: true }
  const { which, site, org, course } = choice.scoped
  const domains = world.sites.map((s) => s.domain)
  return {
    everything: false,
    sites: which & 1 ? domains.slice(site % Math.max(1, domains.length)).slice(0, 1) : [],
    organizations: which & 2 ? [world.organizations[org]!.name] : [],
    courses: which & 4 ? [world.courses[course % world.courses.length]!.key] : [],
  }
}

function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
