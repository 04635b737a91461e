import { addDays, localDate, QUARTER_MS, startOfDay } from '../../kernel/time.ts'
import { FRANCHISES, HISTORY_DAYS, type CampusCourse } from './plan.ts'
import { randomOf, type Random } from './random.ts'

const DAY = 86_400_000
const MINUTE = 60_000

/** How large and how busy a campus is. The same options tell the same campus. */
export interface CampusOptions {
  readonly seed: string
  /** First day of the campus, UTC. */
  readonly opened: string
  /** Accounts that register in the first eighteen months; they go on at that rate. */
  readonly accounts: number
  /** Courses that one learner takes, on average. */
  readonly courses: number
  /** How far learners get, as a share of what they usually do. */
  readonly depth?: number
}

export interface Act {
  readonly at: number
  readonly course: CampusCourse
  /** Position in the course's path. */
  readonly block: number
}

export interface CampusEnrollment {
  readonly course: CampusCourse
  /** Each change: from this instant on, active in this mode or not. In order; the first is active. */
  readonly changes: readonly {
    readonly at: number
    readonly active: boolean
    readonly mode: string
  }[]
  readonly acts: readonly Act[]
  /** Steps of the grade, in order. */
  readonly grades: readonly {
    readonly at: number
    readonly percent: number
    readonly passed: number | null
  }[]
}

/** All that one account ever does on the campus, future included. */
export interface Story {
  readonly userId: number
  readonly franchise: number
  readonly joined: number
  readonly active: boolean
  readonly superuser: boolean
  readonly roles: readonly {
    readonly course: CampusCourse | null
    readonly org: string
    readonly role: string
  }[]
  readonly enrollments: readonly CampusEnrollment[]
}

const HOURS = [1, 0.5, 0.3, 0.2, 0.2, 0.5, 2, 4, 6, 7, 7, 6, 5, 6, 7, 7, 6, 6, 7, 9, 10, 9, 6, 3]
const WEEKDAYS = [0.55, 1.1, 1.15, 1.1, 1.05, 0.85, 0.5]
const TEAM = 2

/** Stories of the accounts that register on one day (0 is the opening day), teams on day 0 too. */
export function* storiesOf(
  options: CampusOptions,
  courses: readonly CampusCourse[],
  day: number,
): Generator<Story> {
  if (day === 0) yield* teamStories(options, courses)
  const first = teamSize(courses) + arrivedBefore(options.accounts, day)
  const count = arrivedBefore(options.accounts, day + 1) - arrivedBefore(options.accounts, day)
  for (let n = 0; n < count; n++) {
    yield learnerStory(options, courses, { day, userId: first + n + 1 })
  }
}

/** Accounts that registered before a day: weekly rhythm, slow growth, two waves a year; never falls. */
function arrivedBefore(accounts: number, day: number): number {
  const wave = (d: number): number =>
    d * (0.7 + (0.6 * d) / (2 * HISTORY_DAYS)) +
    9 * Math.sin((2 * Math.PI * d) / 182) +
    0.3 * Math.sin((2 * Math.PI * d) / 7)
  return Math.max(0, Math.round((accounts * wave(day)) / wave(HISTORY_DAYS)))
}

function teamSize(courses: readonly CampusCourse[]): number {
  return new Set(courses.map((c) => c.org)).size * TEAM + 1
}

/** One superuser, and two people a organization: an instructor over all its courses, staff on each. */
function* teamStories(options: CampusOptions, courses: readonly CampusCourse[]): Generator<Story> {
  const opened = Date.parse(`${options.opened}T06:00:00Z`)
  const base = { joined: opened, active: true, superuser: false }
  yield { ...base, userId: 1, franchise: 0, superuser: true, roles: [], enrollments: [] }
  let userId = 2
  for (const org of new Set(courses.map((c) => c.org))) {
    const own = courses.filter((c) => c.org === org)
    const franchise = own[0]!.franchise
    for (let n = 0; n < TEAM; n++, userId++) {
      const random = randomOf(options.seed, 'team', org, n)
      const roles =
        n === 0
          ? [{ course: null, org, role: 'instructor' }]
          : own.map((course) => ({ course, org, role: 'staff' }))
      // Teams try out their courses: acts that must not count as learning.
      const enrollments = own
        .slice(0, 3)
        .map((course) => takeCourse(random, course, { at: opened + DAY, depth: 1 }))
      yield { ...base, userId, franchise, roles, enrollments }
    }
  }
}

function learnerStory(
  options: CampusOptions,
  courses: readonly CampusCourse[],
  who: { readonly day: number; readonly userId: number },
): Story {
  const random = randomOf(options.seed, 'learner', who.userId)
  const franchise = random.weighted(FRANCHISES.map((f) => f.share))
  const zone = FRANCHISES[franchise]!.zone
  const joined = instantOn(random, { date: addDays(options.opened, who.day), zone })
  const offered = courses.filter((c) => c.franchise === franchise)
  const enrollments: CampusEnrollment[] = []
  const wanted = Math.max(
    0,
    Math.round(random.wait(1) * options.courses * 0.8 + options.courses * 0.35 - 0.3),
  )
  let at = joined + random.wait(0.4) * DAY
  for (let n = 0; n < wanted; n++) {
    const open = offered.filter(
      (c) => at >= c.opens && at < c.closes && !enrollments.some((e) => e.course === c),
    )
    if (open.length === 0) break
    enrollments.push(takeCourse(random, random.pick(open), { at, depth: options.depth ?? 1 }))
    at += (3 + random.wait(32)) * DAY
  }
  return {
    userId: who.userId,
    franchise,
    joined,
    active: random.chance(0.96),
    superuser: false,
    roles:
      random.chance(0.004) && enrollments[0] !== undefined
        ? [{ course: enrollments[0].course, org: enrollments[0].course.org, role: 'beta_testers' }]
        : [],
    enrollments,
  }
}

function takeCourse(
  random: Random,
  course: CampusCourse,
  of: { readonly at: number; readonly depth: number },
): CampusEnrollment {
  const zone = FRANCHISES[course.franchise]!.zone
  const enrolled = Math.floor(of.at)
  const mode = ['audit', 'verified', 'honor'][random.weighted([70, 24, 6])]!
  const changes = [{ at: enrolled, active: true, mode }]
  const from = Math.max(enrolled, Date.parse(course.starts))
  const { acts, reached } = study(random, course, { from, depth: of.depth })
  if (mode === 'audit' && acts.length > 8 && random.chance(0.12)) {
    changes.push({ at: acts[5]!.at + MINUTE, active: true, mode: 'verified' })
  }
  const last = changes.at(-1)!
  if (reached < 0.3 && random.chance(0.16)) {
    const left = Math.max(last.at, acts.at(-1)?.at ?? enrolled) + (1 + random.wait(12)) * DAY
    changes.push({ at: Math.floor(left), active: false, mode: last.mode })
    if (random.chance(0.15)) {
      changes.push({
        at: Math.floor(left + (5 + random.wait(30)) * DAY),
        active: true,
        mode: last.mode,
      })
    }
  }
  return { course, changes, acts, grades: gradesOf(random, acts, { course, zone }) }
}

/** Sessions through the course in order, with days off, until the learner stops or the course ends. */
function study(
  random: Random,
  course: CampusCourse,
  of: { readonly from: number; readonly depth: number },
): { acts: Act[]; reached: number } {
  const { from } = of
  const zone = FRANCHISES[course.franchise]!.zone
  const reach = [0, random.next() * 0.25, 0.2 + random.next() * 0.6, 1][
    random.weighted([14, 24, 26, 36])
  ]!
  const goal = Math.round(course.path.length * reach * of.depth)
  const end = course.ends === null ? Infinity : Date.parse(course.ends)
  const acts: Act[] = []
  let day = from + random.wait(2.5) * DAY
  for (let block = 0; block < goal && day < end; day += (0.8 + random.wait(3.6)) * DAY) {
    const date = dateAt(day, zone)
    if (!random.chance(WEEKDAYS[new Date(`${date}T00:00Z`).getUTCDay()]! / 1.2)) continue
    let at = instantOn(random, { date, zone })
    if (at < from) at = from + random.between(1, 90) * MINUTE
    for (let n = random.between(2, 7); n > 0 && block < goal && at < end; n--, block++) {
      acts.push({ at, course, block })
      // Some come back to a problem or a video in the same sitting.
      if (random.chance(0.18)) acts.push({ at: at + 21 * MINUTE, course, block })
      at += random.between(2, 14) * MINUTE
    }
  }
  return { acts, reached: acts.length === 0 ? 0 : (acts.at(-1)!.block + 1) / course.path.length }
}

function gradesOf(
  random: Random,
  acts: readonly Act[],
  of: { readonly course: CampusCourse; readonly zone: string },
): CampusEnrollment['grades'] {
  const skill = 0.72 + random.next() * 0.28
  const length = of.course.path.length
  const grades: { at: number; percent: number; passed: number | null }[] = []
  let passed: number | null = null
  let best = -1
  for (const act of acts) {
    if (of.course.path[act.block]!.kind !== 'problem' || act.block <= best) continue
    best = act.block
    const percent = Math.round((100 * skill * (act.block + 1)) / length) / 100
    if (passed === null && percent >= 0.6) passed = act.at
    grades.push({ at: act.at, percent, passed })
  }
  return grades
}

const dates = new Map<string, string>()

/** Local date, remembered by the hour: calendars are slow and stories ask millions of times. */
function dateAt(ms: number, zone: string): string {
  const hour = Math.floor(ms / 3_600_000)
  const name = `${hour} ${zone}`
  let date = dates.get(name)
  if (date === undefined) {
    date = localDate(hour * 3_600_000, zone)
    dates.set(name, date)
  }
  return date
}

const dayStarts = new Map<string, number>()

/** An instant on a local day, at an hour that people learn at. */
function instantOn(random: Random, day: { readonly date: string; readonly zone: string }): number {
  const name = `${day.date} ${day.zone}`
  let start = dayStarts.get(name)
  if (start === undefined) {
    start = startOfDay(day.date, day.zone) * QUARTER_MS
    dayStarts.set(name, start)
  }
  return start + random.weighted(HOURS) * 3_600_000 + random.between(0, 3_599) * 1000
}
