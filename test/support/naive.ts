import { LEARNING_KINDS } from '../../src/facts/activity.ts'
import { TEAM_ROLES } from '../../src/facts/learner.ts'
import type { World } from './world.ts'

/**
 * The definitions evaluated by plain loops over a world, with nothing of the compiler: local days come
 * from Intl quarter by quarter, spans are walked change by change. Slow, short, and meant to be read.
 */
export interface NaiveQuery {
  readonly metric: string
  readonly by: readonly string[]
  readonly filter: Readonly<Record<string, readonly string[]>>
  readonly population: 'course' | 'everyone'
  readonly scope: {
    sites: readonly string[]
    organizations: readonly string[]
    courses: readonly string[]
  } | null
  readonly now: number
}

/** Something that happened or was, with what it counts. */
interface Item {
  readonly learner: number | null
  readonly course: string | null
  readonly mode: string | null
  readonly from: number
  readonly to: number
}

export interface NaiveBucket {
  readonly lo: number
  readonly hi: number
}

/** Group (as JSON of its values) -> value in each bucket. */
export function evaluate(
  world: World,
  query: NaiveQuery,
  buckets: readonly NaiveBucket[],
): Map<string, number[]> {
  const { items, kind, distinct } = itemsOf(world, query.metric)
  const lines = new Map<string, Set<string>[]>()
  items.forEach((item, n) => {
    if (!counts(world, query, item)) return
    for (const group of groupsOf(world, query, item)) {
      const key = JSON.stringify(group)
      const line = lines.get(key) ?? buckets.map(() => new Set<string>())
      lines.set(key, line)
      const what =
        distinct === 'learner' ? `${item.learner}` : distinct === 'course' ? item.course! : `${n}`
      buckets.forEach((b, i) => {
        const within =
          kind === 'flow'
            ? item.from >= b.lo && item.from < b.hi
            : item.from < b.hi && item.to >= b.hi
        if (within) line[i]!.add(what)
      })
    }
  })
  return new Map([...lines].map(([key, line]) => [key, line.map((set) => set.size)]))
}

const FOREVER = Infinity

function itemsOf(
  world: World,
  metric: string,
): { items: Item[]; kind: 'flow' | 'level'; distinct: 'learner' | 'course' | null } {
  const accounts = world.learners.map((l) => ({
    learner: l.id,
    course: null,
    mode: null,
    from: l.joined,
    to: FOREVER,
  }))
  const spans = world.enrollments.flatMap(spansOf)
  const acts = world.acts
    .filter((a) => (LEARNING_KINDS as readonly string[]).includes(a.kind))
    .map((a) => ({ ...a, mode: modeAt(spans, a), from: a.quarter, to: FOREVER }))
  const passed = world.grades
    .filter((g) => g.passing && g.passed !== null)
    .map((g) => ({
      ...g,
      mode: modeAt(spans, { ...g, quarter: g.passed! }),
      from: g.passed!,
      to: FOREVER,
    }))
  const ended = (how: string) =>
    spans.filter((s) => s.ending === how).map((s) => ({ ...s, from: s.to }))
  switch (metric) {
    case 'registered_accounts':
      return { items: accounts, kind: 'level', distinct: null }
    case 'new_accounts':
      return { items: accounts, kind: 'flow', distinct: null }
    case 'enrollments':
      return { items: spans.filter((s) => s.ending !== 'unknown'), kind: 'level', distinct: null }
    case 'new_enrollments':
      return { items: spans.filter((s) => s.beginning === 'new'), kind: 'flow', distinct: null }
    case 're_enrollments':
      return { items: spans.filter((s) => s.beginning === 're'), kind: 'flow', distinct: null }
    case 'unenrollments':
      return { items: ended('un'), kind: 'flow', distinct: null }
    case 'active_learners':
      return { items: acts, kind: 'flow', distinct: 'learner' }
    case 'active_courses':
      return { items: acts, kind: 'flow', distinct: 'course' }
    case 'passing_learners':
      return { items: passed, kind: 'level', distinct: 'learner' }
    case 'new_passing':
      return { items: passed, kind: 'flow', distinct: null }
    case 'courses':
      return {
        items: world.courses
          .filter((c) => c.listed)
          .map((c) => ({ learner: null, course: c.key, mode: null, from: -FOREVER, to: FOREVER })),
        kind: 'level',
        distinct: null,
      }
    default:
      throw new RangeError(metric)
  }
}

interface NaiveSpan extends Item {
  readonly beginning: string
  readonly ending: string | null
}

function spansOf(enrollment: World['enrollments'][number]): NaiveSpan[] {
  const spans: NaiveSpan[] = []
  const { learner, course } = enrollment
  let open: { from: number; mode: string; beginning: string } | null = null
  let ever = false
  const close = (to: number, ending: string | null): void => {
    if (open !== null)
      spans.push({
        learner,
        course,
        mode: open.mode,
        from: open.from,
        beginning: open.beginning,
        to,
        ending,
      })
    open = null
  }
  for (const change of enrollment.changes) {
    const current: { mode: string } | null = open
    if (change.active && current === null) {
      open = { from: change.quarter, mode: change.mode, beginning: ever ? 're' : 'new' }
      ever = true
    } else if (change.active && current!.mode !== change.mode) {
      close(change.quarter, 'mode')
      open = { from: change.quarter, mode: change.mode, beginning: 'mode' }
    } else if (!change.active && current !== null) {
      const unknown = change.evidence === 'unknown past'
      close(unknown ? FOREVER : change.quarter, unknown ? 'unknown' : 'un')
    }
  }
  close(FOREVER, null)
  return spans
}

function modeAt(
  spans: readonly NaiveSpan[],
  at: { learner: number; course: string; quarter: number },
): string | null {
  const found = spans.find(
    (s) =>
      s.learner === at.learner &&
      s.course === at.course &&
      s.ending !== 'unknown' &&
      s.from <= at.quarter &&
      s.to > at.quarter,
  )
  return found?.mode ?? null
}

function organizationsOf(world: World, key: string): string[] {
  const course = world.courses.find((c) => c.key === key)!
  return course.links.length > 0 ? [...course.links] : [course.org]
}

function sitesOf(world: World, key: string): string[] {
  const names = organizationsOf(world, key)
  const found = world.organizations.filter((o) => names.includes(o.name)).flatMap((o) => o.sites)
  return found.length > 0 ? [...new Set(found)] : [world.sites.find((s) => s.byDefault)!.domain]
}

function accountSites(world: World, learner: number): string[] {
  const signUps = world.learners.find((l) => l.id === learner)!.signUps
  const enrolled = world.enrollments
    .filter((e) => e.learner === learner)
    .flatMap((e) => sitesOf(world, e.course))
  const all = new Set([...signUps, ...enrolled])
  return all.size > 0 ? [...all] : [world.sites.find((s) => s.byDefault)!.domain]
}

function valuesOf(
  world: World,
  query: NaiveQuery,
  of: { item: Item; dimension: string },
): (string | null)[] {
  const { item, dimension } = of
  const course = world.courses.find((c) => c.key === item.course)
  switch (dimension) {
    case 'site':
      return item.course === null ? accountSites(world, item.learner!) : sitesOf(world, item.course)
    case 'organization':
      return organizationsOf(world, item.course!)
    case 'course':
      return [item.course]
    case 'mode':
      return [item.mode]
    case 'pacing':
      return [!course!.listed ? 'unlisted' : course!.selfPaced ? 'self_paced' : 'instructor_paced']
    case 'course_state': {
      if (!course!.listed) return ['unlisted']
      if (course!.ends !== null && course!.ends <= query.now) return ['ended']
      return [course!.starts === null || course!.starts > query.now ? 'upcoming' : 'running']
    }
    default:
      throw new RangeError(dimension)
  }
}

function groupsOf(world: World, query: NaiveQuery, item: Item): (string | null)[][] {
  let groups: (string | null)[][] = [[]]
  for (const dimension of query.by) {
    const values = valuesOf(world, query, { item, dimension })
    groups = groups.flatMap((g) => values.map((v) => [...g, v]))
  }
  return groups
}

function counts(world: World, query: NaiveQuery, item: Item): boolean {
  for (const [dimension, wanted] of Object.entries(query.filter)) {
    const values = valuesOf(world, query, { item, dimension })
    if (!values.some((v) => v !== null && wanted.includes(v))) return false
  }
  return inPopulation(world, query, item) && inScope(world, query, item)
}

function inPopulation(world: World, query: NaiveQuery, item: Item): boolean {
  if (query.population === 'everyone' || item.learner === null) return true
  if (world.learners.find((l) => l.id === item.learner)!.staff) return false
  if (item.course === null) return true
  const homes = organizationsOf(world, item.course)
  return !world.roles.some(
    (r) =>
      r.learner === item.learner &&
      (TEAM_ROLES as readonly string[]).includes(r.role) &&
      (r.course === item.course || (r.course === null && homes.includes(r.org!))),
  )
}

function inScope(world: World, query: NaiveQuery, item: Item): boolean {
  const { scope } = query
  if (scope === null) return true
  const courseWithin = (key: string, withSites: boolean): boolean =>
    scope.courses.includes(key) ||
    organizationsOf(world, key).some((o) => scope.organizations.includes(o)) ||
    (withSites && sitesOf(world, key).some((s) => scope.sites.includes(s)))
  if (item.course !== null) return courseWithin(item.course, true)
  return (
    accountSites(world, item.learner!).some((s) => scope.sites.includes(s)) ||
    world.enrollments.some((e) => e.learner === item.learner && courseWithin(e.course, false))
  )
}

/** Buckets of a local period, found quarter by quarter: first quarter of each, in order. */
export function naiveBuckets(
  period: { from: string; to: string; zone: string },
  grain: string,
): { lo: number; hi: number; label: string }[] {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: period.zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  const start = Date.parse(`${period.from}T00:00Z`) / 900_000 - 96 * 2
  const end = Date.parse(`${period.to}T00:00Z`) / 900_000 + 96 * 2
  const out: { lo: number; hi: number; label: string }[] = []
  let dayStart = start
  let day = ''
  for (let q = start; q < end; q++) {
    const date = format.format(q * 900_000)
    if (date !== day) {
      day = date
      dayStart = q
    }
    if (date < period.from || date >= period.to) continue
    const label = labelOf(date, grain, Math.floor((q - dayStart) / 4))
    const last = out.at(-1)
    if (last === undefined || last.label !== label) out.push({ lo: q, hi: q + 1, label })
    else last.hi = q + 1
  }
  return out
}

function labelOf(date: string, grain: string, hour: number): string {
  if (grain === 'all') return ''
  if (grain === 'month') return `${date.slice(0, 7)}-01`
  if (grain === 'hour') return `${date} ${hour}`
  if (grain === 'day') return date
  const utc = new Date(`${date}T00:00Z`)
  utc.setUTCDate(utc.getUTCDate() - ((utc.getUTCDay() + 6) % 7))
  return utc.toISOString().slice(0, 10)
}
