import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { QUERY, type QueryInput } from '../src/contract/query.ts'
import { answer } from '../src/metrics/answer.ts'
import { METRICS, MetricCatalogue } from '../src/metrics/catalogue.ts'
import { emptied, knowingAll, testStore } from './support/store.ts'
import { load, type World } from './support/world.ts'

/** Each folder is a case: a tiny platform, questions, and the answers worked out by hand. */
const FOLDER = join(import.meta.dirname, 'golden')
const names = readdirSync(FOLDER)

interface GoldenWorld extends Pick<World, 'organizations'> {
  readonly sites: readonly { domain: string; zone: string | null; default?: boolean }[]
  readonly courses: readonly {
    key: string
    org: string
    selfPaced: boolean
    starts: string | null
    ends: string | null
    links?: readonly string[]
    outline?: readonly number[]
    structure?: readonly {
      block: number
      completable: boolean
      visible: boolean
      starts: string | null
    }[]
  }[]
  readonly learners: readonly {
    id: number
    joined: string
    active?: boolean
    staff?: boolean
    person?: World['learners'][number]['person']
  }[]
  readonly roles: readonly { learner: number; course: string | null; org?: string; role: string }[]
  readonly enrollments: readonly {
    learner: number
    course: string
    changes: readonly (readonly [at: string, active: boolean, mode: string, evidence?: string])[]
  }[]
  readonly acts: readonly (readonly [
    learner: number,
    course: string,
    at: string,
    kind: string,
    evidence?: string,
  ])[]
  readonly grades: readonly {
    learner: number
    course: string
    percent?: number
    passed: string | null
    passing: boolean
  }[]
  readonly cohorts?: World['cohorts']
  readonly completions?: readonly (readonly [
    learner: number,
    course: string,
    block: number,
    at: string,
    share?: number,
  ])[]
  readonly certificates?: readonly {
    learner: number
    course: string
    status: string
    issued: string | null
  }[]
  readonly sections?: readonly (readonly [
    learner: number,
    course: string,
    block: number,
    earned: number,
    possible: number,
    earnedAll: number,
    possibleAll: number,
  ])[]
}

interface Expected {
  readonly now: string
  readonly cases: readonly { why: string; query: QueryInput; rows: readonly object[] }[]
}

const quarter = (instant: string): number => Math.floor(Date.parse(instant) / 900_000)
const maybe = (instant: string | null): number | null =>
  instant === null ? null : quarter(instant)

function worldOf(golden: GoldenWorld): World {
  return {
    sites: golden.sites.map((s) => ({
      domain: s.domain,
      zone: s.zone,
      byDefault: s.default === true,
    })),
    organizations: golden.organizations,
    courses: golden.courses.map((c) => ({
      ...c,
      listed: true,
      links: c.links ?? [],
      starts: maybe(c.starts),
      ends: maybe(c.ends),
      outline: c.outline ?? null,
      structure: (c.structure ?? null)?.map((b) => ({ ...b, starts: maybe(b.starts) })) ?? null,
    })),
    learners: golden.learners.map((l) => ({
      id: l.id,
      joined: quarter(l.joined),
      active: l.active ?? true,
      staff: l.staff ?? false,
      signUps: [],
      person: l.person ?? null,
    })),
    roles: golden.roles.map((r) => ({ ...r, org: r.org ?? null })),
    enrollments: golden.enrollments.map((e) => ({
      ...e,
      changes: e.changes.map(([at, active, mode, evidence]) => ({
        quarter: quarter(at),
        active,
        mode,
        evidence: evidence ?? 'history',
      })),
    })),
    acts: golden.acts.map(([learner, course, at, kind, evidence]) => ({
      learner,
      course,
      quarter: quarter(at),
      kind,
      evidence: evidence ?? 'event',
      block: 0,
    })),
    grades: golden.grades.map((g) => ({ percent: 0.5, ...g, passed: maybe(g.passed) })),
    cohorts: golden.cohorts ?? [],
    completions: (golden.completions ?? []).map(([learner, course, block, at, share]) => ({
      learner,
      course,
      block,
      share: share ?? 1,
      first: quarter(at),
      last: quarter(at),
    })),
    certificates: (golden.certificates ?? []).map((c) => ({ ...c, issued: maybe(c.issued) })),
    sections: (golden.sections ?? []).map(
      ([learner, course, block, earned, possible, earnedAll, possibleAll]) => {
        return { learner, course, block, earned, possible, earnedAll, possibleAll }
      },
    ),
  }
}

const catalogue = new MetricCatalogue(METRICS)
const context = await testStore()
afterAll(() => context.close())

const read = (name: string, file: string): unknown =>
  JSON.parse(readFileSync(join(FOLDER, name, file), 'utf8'))

test('every metric is asked for in some folder', () => {
  const asked = names.flatMap((name) =>
    (read(name, 'expect.json') as Expected).cases.flatMap((c) => c.query.metrics),
  )
  expect(METRICS.map((m) => m.name).filter((name) => !asked.includes(name))).toEqual([])
})

for (const name of names) {
  test(`golden: ${name}`, async () => {
    const ledger = await emptied(context.ledger)
    await load(ledger, worldOf(read(name, 'world.json') as GoldenWorld))
    const expected = read(name, 'expect.json') as Expected
    const now = Date.parse(expected.now)
    for (const { why, query, rows } of expected.cases) {
      const got = await answer(
        {
          store: ledger.store,
          catalogue,
          knowledge: knowingAll(now, 'UTC'),
          scope: { everything: true },
          zone: 'UTC',
          now,
        },
        QUERY.parse(query),
      )
      // A week of which the period has only a part is marked; the values are what matters here.
      const plain = got.rows.map((row) =>
        query.grain === 'week' || query.metrics[0] === 'courses'
          ? Object.fromEntries(
              Object.entries(row).filter(([k]) => !k.endsWith('_state') || k === 'course_state'),
            )
          : row,
      )
      expect(plain, `${name}: ${why}`).toEqual(rows)
    }
  })
}
