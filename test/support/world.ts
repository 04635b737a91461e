import fc from 'fast-check'
import { activity as activityFact, EVIDENCES, KINDS } from '../../src/facts/activity.ts'
import { blockListed, blockStructure } from '../../src/facts/block.ts'
import { certificate as certificateFact } from '../../src/facts/certificate.ts'
import { completion as completionFact } from '../../src/facts/completion.ts'
import {
  course as courseFact,
  courseOrganization,
  organization as organizationFact,
  organizationSite,
  site as siteFact,
} from '../../src/facts/course.ts'
import { enrollmentChange } from '../../src/facts/enrollment.ts'
import type { Fact } from '../../src/facts/fact.ts'
import { courseGrade, sectionGrade } from '../../src/facts/grade.ts'
import { demographic, GENDERS } from '../../src/facts/demographic.ts'
import {
  cohortMember,
  learner as learnerFact,
  learnerSite,
  role as roleFact,
  ROLES,
} from '../../src/facts/learner.ts'
import { pseudonyms } from '../../src/facts/pseudonym.ts'
import { beginRollUps } from '../../src/ingest/roll-up.ts'
import { commitBatches, type Ledger } from '../../src/ingest/commit.ts'
import { Rows, type Value } from '../../src/sources/rows.ts'

/** A small platform, whole: what the naive evaluation and the store are both given. */
export interface World {
  readonly sites: readonly { domain: string; zone: string | null; byDefault: boolean }[]
  readonly organizations: readonly { name: string; sites: readonly string[] }[]
  readonly courses: readonly {
    key: string
    org: string
    listed: boolean
    links: readonly string[]
    selfPaced: boolean
    starts: number | null
    ends: number | null
    /** The subsections that the outline lists; null where there is no outline. */
    outline: readonly number[] | null
    /** The blocks of the published course; null where its structure is not known. */
    structure:
      | readonly {
          block: number
          completable: boolean
          visible: boolean
          starts: number | null
        }[]
      | null
  }[]
  readonly learners: readonly {
    id: number
    joined: number
    active: boolean
    staff: boolean
    signUps: readonly string[]
    /** What the profile says; null where there is no profile. */
    person: {
      country: string | null
      gender: string | null
      birthYear: number | null
      education: string | null
    } | null
  }[]
  readonly cohorts: readonly { learner: number; course: string; cohort: string }[]
  readonly roles: readonly {
    learner: number
    course: string | null
    org: string | null
    role: string
  }[]
  readonly enrollments: readonly {
    learner: number
    course: string
    changes: readonly { quarter: number; active: boolean; mode: string; evidence: string }[]
  }[]
  readonly acts: readonly {
    learner: number
    course: string
    quarter: number
    kind: string
    evidence: string
    block: number
  }[]
  readonly grades: readonly {
    learner: number
    course: string
    percent: number
    passed: number | null
    passing: boolean
  }[]
  readonly completions: readonly {
    learner: number
    course: string
    block: number
    share: number
    first: number
    last: number
  }[]
  readonly certificates: readonly {
    learner: number
    course: string
    status: string
    issued: number | null
  }[]
  readonly sections: readonly {
    learner: number
    course: string
    block: number
    earned: number
    possible: number
    earnedAll: number
    possibleAll: number
  }[]
}

/** Spring of 2026: clocks jump in New York, Berlin and on Lord Howe Island. */
export const FIRST_QUARTER = Date.UTC(2026, 1, 20) / 900_000
export const LAST_QUARTER = Date.UTC(2026, 3, 25) / 900_000
const quarter = fc.integer({ min: FIRST_QUARTER, max: LAST_QUARTER })

const SITES = ['one.example', 'two.example', 'three.example']
const ORGS = ['Alpha', 'Beta', 'Gamma']
const MODES = ['audit', 'verified', 'honor']
const ZONES = [null, 'Asia/Kolkata', 'America/New_York']

/** Small platforms with at most so many accounts. */
export function worldsOf(people: number): fc.Arbitrary<World> {
  return fc
    .record({
      siteCount: fc.integer({ min: 0, max: 3 }),
      zones: fc.array(fc.constantFrom(...ZONES), { minLength: 3, maxLength: 3 }),
      ownership: fc.array(fc.subarray([0, 1, 2]), { minLength: 3, maxLength: 3 }),
      courses: fc.array(
        fc.record({
          org: fc.constantFrom(...ORGS),
          listed: fc.boolean(),
          links: fc.oneof(fc.constant([]), fc.subarray(ORGS)),
          selfPaced: fc.boolean(),
          starts: fc.option(quarter),
          ends: fc.option(quarter),
          outline: fc.option(fc.subarray([0, 1, 2], { minLength: 1 })),
          structure: fc.option(
            fc.uniqueArray(
              fc.record({
                block: fc.nat(3),
                completable: fc.nat(4).map((n) => n > 0),
                visible: fc.nat(4).map((n) => n > 0),
                starts: fc.option(quarter, { freq: 2 }),
              }),
              { selector: (b) => b.block, maxLength: 4 },
            ),
          ),
        }),
        { minLength: 1, maxLength: 5 },
      ),
      learners: fc.array(
        fc.record({
          joined: quarter,
          active: fc.boolean(),
          staff: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
          signUps: fc.subarray([0, 1, 2], { maxLength: 2 }),
          person: fc.option(
            fc.record({
              country: fc.option(fc.constantFrom('DE', 'IN', 'US')),
              gender: fc.option(fc.constantFrom(...GENDERS)),
              birthYear: fc.option(fc.integer({ min: 1955, max: 2012 })),
              education: fc.option(fc.constantFrom('m', 'b', 'none')),
            }),
          ),
        }),
        { minLength: 1, maxLength: people },
      ),
      cohorts: fc.array(
        fc.record({
          learner: fc.nat(people - 1),
          course: fc.nat(4),
          cohort: fc.constantFrom('Red team', 'A+B', 'none'),
        }),
        { maxLength: 8 },
      ),
      roles: fc.array(
        fc.record({
          learner: fc.nat(people - 1),
          course: fc.option(fc.nat(4)),
          org: fc.constantFrom(...ORGS),
          role: fc.constantFrom(...ROLES),
        }),
        { maxLength: 4 },
      ),
      enrollments: fc.array(
        fc.record({
          learner: fc.nat(people - 1),
          course: fc.nat(4),
          unknownPast: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
          steps: fc.array(
            fc.record({ quarter, active: fc.boolean(), mode: fc.constantFrom(...MODES) }),
            {
              minLength: 1,
              maxLength: 6,
            },
          ),
        }),
        { maxLength: 2.5 * people },
      ),
      acts: fc.array(
        fc.record({
          learner: fc.nat(people - 1),
          course: fc.nat(4),
          quarter,
          kind: fc.constantFrom(...KINDS),
          evidence: fc.constantFrom(...EVIDENCES),
          block: fc.nat(2),
        }),
        { maxLength: 8 * people },
      ),
      grades: fc.array(
        fc.record({
          learner: fc.nat(people - 1),
          course: fc.nat(4),
          percent: fc.integer({ min: 0, max: 20 }).map((n) => n / 20),
          passed: fc.option(quarter),
          passing: fc.boolean(),
        }),
        { maxLength: 1.5 * people },
      ),
      completions: fc.array(
        fc.record({
          learner: fc.nat(people - 1),
          course: fc.nat(4),
          block: fc.nat(3),
          share: fc.constantFrom(1, 1, 1, 0.5, 0),
          first: quarter,
          later: fc.constantFrom(0, 0, 1, 97),
        }),
        { maxLength: 3 * people },
      ),
      certificates: fc.array(
        fc.record({
          learner: fc.nat(people - 1),
          course: fc.nat(4),
          status: fc.constantFrom('downloadable', 'downloadable', 'notpassing', 'unavailable'),
          issued: fc.option(quarter),
        }),
        { maxLength: 1.5 * people },
      ),
      sections: fc.array(
        fc.record({
          learner: fc.nat(people - 1),
          course: fc.nat(4),
          block: fc.nat(2),
          possible: fc.nat(3),
          practice: fc.nat(2),
          earned: fc.nat(3),
          practiced: fc.nat(2),
        }),
        { maxLength: 2 * people },
      ),
    })
    .map((raw): World => {
      const sites = SITES.slice(0, raw.siteCount)
      const courses = raw.courses.map((c, i) => ({ ...c, key: `course-v1:${c.org}+C${i}+R` }))
      const learners = raw.learners.map((l, i) => ({
        ...l,
        id: i + 1,
        signUps: l.signUps.filter((s) => s < sites.length).map((s) => sites[s]!),
      }))
      const who = (n: number): number => learners[n % learners.length]!.id
      const which = (n: number): string => courses[n % courses.length]!.key
      const once = <T>(items: readonly T[], name: (item: T) => string): T[] => [
        ...new Map(items.map((i) => [name(i), i])).values(),
      ]
      return {
        sites: sites.map((domain, i) => ({ domain, zone: raw.zones[i]!, byDefault: i === 0 })),
        organizations: ORGS.map((name, i) => ({
          name,
          sites: raw.ownership[i]!.filter((s) => s < sites.length).map((s) => sites[s]!),
        })),
        courses,
        learners,
        roles: raw.roles.map((r) => ({
          learner: who(r.learner),
          course: r.course === null ? null : which(r.course),
          org: r.course === null ? r.org : null,
          role: r.role,
        })),
        enrollments: once(
          raw.enrollments.map((e) => ({
            learner: who(e.learner),
            course: which(e.course),
            changes: changesOf(e.steps, e.unknownPast),
          })),
          (e) => `${e.learner} ${e.course}`,
        ),
        acts: raw.acts.map((a) => ({ ...a, learner: who(a.learner), course: which(a.course) })),
        grades: once(
          raw.grades.map((g) => ({ ...g, learner: who(g.learner), course: which(g.course) })),
          (g) => `${g.learner} ${g.course}`,
        ),
        cohorts: once(
          raw.cohorts.map((c) => ({ ...c, learner: who(c.learner), course: which(c.course) })),
          (c) => `${c.learner} ${c.course}`,
        ),
        completions: once(
          raw.completions.map(({ later, ...c }) => ({
            ...c,
            learner: who(c.learner),
            course: which(c.course),
            last: c.first + later,
          })),
          (c) => `${c.learner} ${c.course} ${c.block}`,
        ),
        certificates: once(
          raw.certificates.map((c) => ({
            ...c,
            learner: who(c.learner),
            course: which(c.course),
          })),
          (c) => `${c.learner} ${c.course}`,
        ),
        sections: once(
          raw.sections.map((s) => ({
            learner: who(s.learner),
            course: which(s.course),
            block: s.block,
            possible: s.possible,
            possibleAll: s.possible + s.practice,
            earned: Math.min(s.earned, s.possible),
            earnedAll: Math.min(s.earned, s.possible) + Math.min(s.practiced, s.practice),
          })),
          (s) => `${s.learner} ${s.course} ${s.block}`,
        ),
      }
    })
}

export const worlds = worldsOf(8)

function changesOf(
  steps: readonly { quarter: number; active: boolean; mode: string }[],
  unknownPast: boolean,
): World['enrollments'][number]['changes'] {
  const sorted = steps.toSorted((a, b) => a.quarter - b.quarter)
  const first = { ...sorted[0]!, active: true }
  const all = [first, ...sorted.slice(1)].map((s) => ({ ...s, evidence: 'history' }))
  if (!unknownPast) return all
  // First seen inactive: began once, ended nobody knows when; later changes may follow.
  const seen = { ...first, active: false, evidence: 'unknown past' }
  return [all[0]!, seen, ...all.slice(1)]
}

const blockKey = (n: number): string => `block-v1:x+y+z+type@html+block@b${n}`
const sectionKey = (n: number): string => `block-v1:x+y+z+type@sequential+block@s${n}`
const chapterKey = (n: number): string => `block-v1:x+y+z+type@chapter+block@c${n}`

/** Where a block of a published course lies: three subsections, the first two in one section. */
export function placeOf(block: number): { readonly section: string; readonly subsection: string } {
  const n = block % 3
  return { section: chapterKey(n < 2 ? 0 : 1), subsection: sectionKey(n) }
}
const ABOVE = [
  { block: chapterKey(0), parent: null, type: 'chapter' },
  { block: chapterKey(1), parent: null, type: 'chapter' },
  { block: sectionKey(0), parent: chapterKey(0), type: 'sequential' },
  { block: sectionKey(1), parent: chapterKey(0), type: 'sequential' },
  { block: sectionKey(2), parent: chapterKey(1), type: 'sequential' },
]

/** Writes a world into a store by the way that sources go. */
export async function load(ledger: Ledger, world: World): Promise<void> {
  const names = pseudonyms(Buffer.from('a secret of the tests'), 'test')
  const all = new Map<Fact, Rows>()
  const add = (fact: Fact, row: Record<string, Value>): void => {
    const rows = all.get(fact) ?? new Rows(fact, names)
    all.set(fact, rows)
    rows.add(row)
  }
  for (const fact of [
    courseFact,
    organizationFact,
    siteFact,
    courseOrganization,
    organizationSite,
    blockListed,
    learnerSite,
    roleFact,
  ]) {
    all.set(fact, new Rows(fact, names))
  }
  for (const s of world.sites) {
    add(siteFact, { site: s.domain, name: null, zone: s.zone, by_default: s.byDefault })
  }
  for (const o of world.organizations) {
    add(organizationFact, { organization: o.name, name: null })
    for (const site of o.sites) add(organizationSite, { organization: o.name, site })
  }
  for (const c of world.courses) {
    for (const organization of c.links) add(courseOrganization, { course: c.key, organization })
    c.outline?.forEach((block, place) =>
      add(blockListed, {
        course: c.key,
        block: sectionKey(block),
        parent: null,
        place,
        type: 'sequential',
        name: null,
        visible: true,
      }),
    )
    const unnamed = { course: c.key, name: null, graded: false, format: null }
    if (c.structure !== null) {
      const rest = { ...unnamed, completable: false, visible: true, starts: null }
      ABOVE.forEach((above, place) => add(blockStructure, { ...rest, ...above, place }))
    }
    c.structure?.forEach(({ block, completable, visible, starts }, place) =>
      add(blockStructure, {
        ...unnamed,
        block: blockKey(block),
        parent: placeOf(block).subsection,
        place,
        type: 'html',
        completable,
        visible,
        starts,
      }),
    )
    if (!c.listed) continue
    const { selfPaced: self_paced, starts, ends } = c
    add(courseFact, {
      course: c.key,
      organization: c.org,
      name: null,
      starts,
      ends,
      self_paced,
      published: null,
    })
  }
  for (const l of world.learners) {
    add(learnerFact, { learner: l.id, joined: l.joined, active: l.active, global_staff: l.staff })
    for (const site of l.signUps) add(learnerSite, { learner: l.id, site })
    if (l.person === null) continue
    const { birthYear: birth_year, ...person } = l.person
    add(demographic, { learner: l.id, birth_year, ...person })
  }
  for (const c of world.cohorts) add(cohortMember, c)
  for (const r of world.roles) {
    add(roleFact, { learner: r.learner, course: r.course, organization: r.org, role: r.role })
  }
  for (const { learner, course, changes } of world.enrollments) {
    changes.forEach((change, step) => add(enrollmentChange, { learner, course, step, ...change }))
  }
  for (const a of world.acts) {
    const { learner, course, quarter, kind, evidence } = a
    const block = blockKey(a.block)
    add(activityFact, { learner, course, quarter, kind, block, evidence, times: 1 })
  }
  for (const g of world.grades) add(courseGrade, { ...g })
  for (const { block, ...c } of world.completions) {
    add(completionFact, { ...c, block: blockKey(block) })
  }
  for (const c of world.certificates) add(certificateFact, { ...c, exact: true })
  for (const { learner, course, block, ...s } of world.sections) {
    add(sectionGrade, {
      learner,
      course,
      block: sectionKey(block),
      earned: s.earned,
      possible: s.possible,
      earned_all: s.earnedAll,
      possible_all: s.possibleAll,
      attempted: null,
      overridden: false,
    })
  }
  const batch = {
    part: 'campus',
    writes: [...all.values()].map((rows) => rows.take()),
    checkpoint: '{}',
    rows: 1,
    statements: 0,
    quarantined: {},
  }
  await commitBatches(ledger, [batch], { source: 'campus', now: 0 })
  await ledger.store.transaction((tx) => beginRollUps(tx, ledger.zone))
}
