import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { CHANGE_EVIDENCE, enrollmentSeen, enrollmentTold } from '../src/facts/enrollment.ts'
import { pseudonyms } from '../src/facts/pseudonym.ts'
import { commitBatches, type Ledger } from '../src/ingest/commit.ts'
import { Rows } from '../src/sources/rows.ts'
import type { Write } from '../src/sources/source.ts'
import {
  changesOf,
  type Change,
  type Past,
} from '../src/sources/lms-database/shapes/enrollment-history.ts'
import { sql } from '../src/store/sql.ts'
import { countOf, seeded } from './support/cases.ts'
import { emptied, testStore } from './support/store.ts'

/**
 * An LMS with histories, read now and then while learners come and go: rows that change with and without a
 * history row, are deleted with and without one, and made again; histories that begin late, are cleaned
 * away, or can be read only from some reading on. What is kept is compared with plain loops over the
 * same readings.
 */
const RUNS = countOf('READING_CASES', 8)
const COURSE = 'course-v1:A+B+1'
const QUARTER_US = 900_000_000
const START = Date.UTC(2026, 2, 1) * 1000
const LEARNERS = [1, 2, 3]
const names = pseudonyms(Buffer.from('a secret of the tests'), 'test')

const context = await testStore()
afterAll(() => context.close())

interface Row {
  readonly id: number
  readonly user: number
  readonly created: number
  active: boolean
  mode: string
}

/** The platform's tables. */
class Lms {
  readonly rows = new Map<number, Row>()
  pasts: Past[] = []
  at = START
  #id = 0
  #written = 0

  write(row: Row, type: string): void {
    const { id, user, active: was, mode, created } = row
    const active = was && type !== '-'
    const historyId = String(++this.#written).padStart(6, '0')
    const base = { id, user, mode, created, was, active, type, historyId, isOld: false }
    this.pasts.push({ ...base, course: COURSE, at: this.at })
  }

  act(user: number, how: Act): void {
    const row = this.rows.get(user)
    if (row === undefined) {
      const made = { id: ++this.#id, user, created: this.at, active: how.active, mode: how.mode }
      this.rows.set(user, made)
      if (how.isTold) this.write(made, '+')
    } else if (how.isDeleted) {
      this.rows.delete(user)
      if (how.isTold) this.write(row, '-')
    } else {
      Object.assign(row, { active: how.active, mode: how.mode })
      if (how.isTold) this.write(row, '~')
    }
  }

  /** What a source tells of a learner. */
  changes(user: number): readonly Change[] {
    const row = this.rows.get(user)
    const pasts = this.pasts.filter((past) => past.user === user)
    const now = (id: number): Row | undefined => (row?.id === id ? row : undefined)
    return pasts.length === 0 ? [] : changesOf(pasts, { isOwn: () => true, now })
  }
}

interface Act {
  readonly user: number
  readonly after: number
  readonly active: boolean
  readonly mode: string
  readonly isDeleted: boolean
  readonly isTold: boolean
}

type Step =
  | { readonly act: Act }
  | { readonly read: { readonly after: number; readonly parts: readonly number[] } }
  | { readonly clean: number }

/** Minutes, often within a quarter hour. */
const later = fc.constantFrom(0.01, 1, 4, 9, 16, 47)
const actOf = (isTold: fc.Arbitrary<boolean>): fc.Arbitrary<Step> =>
  fc
    .record({
      user: fc.constantFrom(...LEARNERS),
      after: later,
      active: fc.boolean(),
      mode: fc.constantFrom('audit', 'verified'),
      isDeleted: fc.nat(4).map((n) => n === 0),
      isTold,
    })
    .map((act) => ({ act }))
const readOf: fc.Arbitrary<Step> = fc
  .record({
    after: later,
    // Which batch tells of which learner; the first tells again at the end.
    parts: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2)),
  })
  .map((read) => ({ read }))
const cleanOf: fc.Arbitrary<Step> = fc.nat(3).map((clean) => ({ clean }))

interface Kept {
  readonly quarter: number
  readonly active: boolean
  readonly mode: string
  readonly evidence: string
}

/** What the store does with the readings. */
async function read(ledger: Ledger, lms: Lms, parts: readonly number[]): Promise<void> {
  const writes: Write[] = []
  for (const [n, part] of [...new Set(parts), parts[0]!].entries()) {
    const told = new Rows(enrollmentTold, names)
    const seen = new Rows(enrollmentSeen, names)
    for (const user of LEARNERS.filter((_, i) => parts[i] === part)) {
      lms
        .changes(user)
        .forEach((c, step) => told.add({ learner: user, course: COURSE, step, ...c }))
      const row = lms.rows.get(user)
      if (row === undefined) continue
      const { active, mode } = row
      const created = Math.floor(row.created / QUARTER_US)
      seen.add({ learner: user, course: COURSE, created, active, mode })
    }
    const last = n === new Set(parts).size
    writes.push(told.take(), ...(last ? [] : [seen.take(n === 0 ? 'begin' : 'more')]))
  }
  writes.push(new Rows(enrollmentSeen, names).take('end'))
  const batch = { part: 'enrollment', checkpoint: '{}', rows: 1, statements: 0, quarantined: {} }
  await commitBatches(ledger, [{ ...batch, writes }], {
    source: 'lms-database',
    now: lms.at / 1000,
  })
}

async function keptOf(ledger: Ledger): Promise<Map<number, Kept[]>> {
  const rows = await ledger.store.query<{
    learner: string
    quarter: number
    active: boolean
    mode: string
    evidence: number
  }>(sql`select printf('%016x', learner) as learner, quarter, active, m.text as mode, evidence
    from enrollment_change as c join mode as m on m.id = c.mode order by learner, step`)
  return new Map(
    LEARNERS.map((user) => [
      user,
      rows
        .filter((r) => r.learner === names.hex(user))
        .map(({ quarter, active, mode, evidence }) => ({
          quarter,
          active,
          mode,
          evidence: CHANGE_EVIDENCE[evidence]!,
        })),
    ]),
  )
}

const says = (a: Kept, b: Pick<Kept, 'active' | 'mode'>): boolean =>
  a.active === b.active && (!a.active || a.mode === b.mode)

/** The definition, by plain loops: what is known of one learner after a reading. */
function afterReading(known: readonly Kept[], lms: Lms, user: number): readonly Kept[] {
  const quarter = Math.floor(lms.at / QUARTER_US)
  const row = lms.rows.get(user)
  const joined = joinedWith(known, lms.changes(user))
  const last = joined.at(-1)
  if (row === undefined) {
    if (last?.active !== true) return joined
    return [...joined, { ...last, quarter, active: false, evidence: 'between reads' }]
  }
  const now = { quarter, active: row.active, mode: row.mode }
  if (last !== undefined) {
    return says(last, row) ? joined : [...joined, { ...now, evidence: 'between reads' }]
  }
  const created = Math.floor(row.created / QUARTER_US)
  const began = { ...now, quarter: created, active: true, evidence: 'created' }
  return row.active ? [began] : [began, { ...now, evidence: 'unknown past' }]
}

function joinedWith(known: readonly Kept[], changes: readonly Change[]): readonly Kept[] {
  if (changes.length === 0) return known
  const told: Kept[] = []
  changes.forEach((change, n) => {
    if (change.evidence !== 'unknown past' || known.length === 0) told.push(change)
    else if (n === changes.length - 1) {
      if (known.at(-1)!.evidence === 'unknown past') told.push(change)
    } else if (known.some((k) => k.evidence === 'unknown past')) told.push(change)
    else told.push({ ...change, quarter: changes[n + 1]!.quarter, evidence: 'history' })
  })
  const isLate = told[0]?.evidence === 'created'
  const begins = isLate
    ? (told.find((t) => t.evidence !== 'created')?.quarter ?? -Infinity)
    : -Infinity
  const before = known.filter(
    (k) => k.quarter < begins && !['created', 'between reads'].includes(k.evidence),
  )
  const line: Kept[] = [...before, ...told]
    .map((change, n) => ({ change, n, isTold: told.includes(change) ? 1 : 0 }))
    .toSorted((a, b) => a.change.quarter - b.change.quarter || a.isTold - b.isTold || a.n - b.n)
    .map(({ change }) => change)
  // A difference between readings stands behind what explains it, else at the end of its quarter hour.
  const places = known
    .filter((k) => k.evidence === 'between reads')
    .map((change) => {
      const upTo = line.filter((l) => l.quarter <= change.quarter).length
      const same = line.findLastIndex((l) => l.quarter === change.quarter && says(l, change))
      const begin = line.findLastIndex((l) => l.quarter < change.quarter)
      if (same >= 0) return { change, place: same + 1 }
      if (begin >= 0 && says(line[begin]!, change)) return { change, place: begin + 1 }
      return { change, place: upTo }
    })
  return [0, ...line.map((_, n) => n + 1)].flatMap((n) => [
    ...(n === 0 ? [] : [line[n - 1]!]),
    ...places.filter((p) => p.place === n).map((p) => p.change),
  ])
}

/** When somebody is enrolled, by the changes. */
const spansOf = (changes: readonly Kept[]): string[] =>
  changes
    .filter((c, n) => n === 0 || !says(changes[n - 1]!, c))
    .map((c) => `${c.quarter - START / QUARTER_US} ${c.active ? c.mode : 'left'}`)

async function play(steps: readonly Step[]): Promise<{
  readonly kept: ReadonlyMap<number, readonly Kept[]>
  readonly expected: ReadonlyMap<number, readonly Kept[]>
  readonly lms: Lms
}> {
  const ledger = await emptied(context.ledger)
  const lms = new Lms()
  const known = new Map<number, readonly Kept[]>(LEARNERS.map((user) => [user, []]))
  for (const step of [...steps, { read: { after: 1, parts: [0, 1, 0] } }]) {
    if ('act' in step) {
      lms.at += Math.round(step.act.after * 60_000_000)
      lms.act(step.act.user, step.act)
    } else if ('clean' in step) lms.pasts = lms.pasts.slice(step.clean)
    else {
      lms.at += Math.round(step.read.after * 60_000_000)
      await read(ledger, lms, step.read.parts)
      for (const user of LEARNERS) known.set(user, afterReading(known.get(user)!, lms, user))
    }
  }
  return { kept: await keptOf(ledger), expected: known, lms }
}

test('whatever is read, in any batches, is what plain loops over the same readings say', async () => {
  const steps = fc.array(
    fc.oneof(
      { weight: 6, arbitrary: actOf(fc.nat(3).map((n) => n > 0)) },
      { weight: 4, arbitrary: readOf },
      { weight: 1, arbitrary: cleanOf },
    ),
    { maxLength: 16 },
  )
  await fc.assert(
    fc.asyncProperty(steps, async (some) => {
      const { kept, expected } = await play(some)
      for (const user of LEARNERS) expect(kept.get(user)).toEqual(expected.get(user))
    }),
    { numRuns: RUNS, ...seeded('READING_CASES') },
  )
})

test('where the history has everything, it does not matter when it was read', async () => {
  const steps = fc.array(
    fc.oneof({ weight: 6, arbitrary: actOf(fc.constant(true)) }, { weight: 4, arbitrary: readOf }),
    { maxLength: 16 },
  )
  await fc.assert(
    fc.asyncProperty(steps, async (some) => {
      const { kept, lms } = await play(some)
      for (const user of LEARNERS) {
        expect(spansOf(kept.get(user)!)).toEqual(spansOf(lms.changes(user)))
      }
    }),
    { numRuns: RUNS, ...seeded('READING_CASES') },
  )
})
