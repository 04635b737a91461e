import { LEARNING_KINDS } from '../../src/facts/activity.ts'
import { TEAM_ROLES } from '../../src/facts/learner.ts'
import { placeOf, type World } from './world.ts'

/**
 * The definitions evaluated by plain loops over a world, with nothing of the compiler: local days come
 * from Intl quarter by quarter, spans are walked change by change. Slow, short, and meant to be read.
 */
export interface NaiveQuery {
  readonly metric: string
  readonly by: readonly string[]
  /** Null among the values: those without any. */
  readonly filter: Readonly<Record<string, readonly (string | null)[]>>
  readonly population: 'course' | 'everyone'
  readonly scope: {
    sites: readonly string[]
    organizations: readonly string[]
    courses: readonly string[]
  } | null
  readonly now: number
  /** Only those whom filters on persons leave out. */
  readonly outside?: boolean
  /** Zone of local days. */
  readonly zone: string
}

/** Something that happened or was, with what it counts. */
interface Item {
  readonly learner: number | null
  readonly course: string | null
  readonly mode: string | null
  readonly from: number
  readonly to: number
  /** What a mean or a median is of. */
  readonly weight?: number
  readonly grade?: number | null
  readonly progress?: number | null
  readonly content?: number | null
  /** Whole weeks since enrolling. */
  readonly week?: number
  /** Where in the course; null where that is not known. */
  readonly place?: { readonly section: string; readonly subsection: string | null } | null
}

/** How items become values. `always`: as of now, whatever the bucket. */
interface Measured {
  readonly items: readonly Item[]
  readonly kind: 'flow' | 'level' | 'always'
  /** What makes two items one; each its own when not given. */
  readonly same?: (item: Item) => string
  readonly take?: 'mean' | 'median'
  readonly per?: number
}

export interface NaiveBucket {
  readonly lo: number
  readonly hi: number
}

export type NaiveValues = Map<string, (number | null)[]>

/** Group (as JSON of its values) -> value in each bucket; groups that have no value anywhere may lack. */
export function evaluate(
  world: World,
  query: NaiveQuery,
  buckets: readonly NaiveBucket[],
): NaiveValues {
  const { metric } = query
  if (metric === 'hours_per_learner') {
    const over = evaluate(world, { ...query, metric: 'hours_on_course' }, buckets)
    const under = evaluate(world, { ...query, metric: 'active_learners' }, buckets)
    const ratio = (key: string, i: number, to: number | null): number | null =>
      to === 0 || to === null ? null : rounded((over.get(key)?.[i] ?? 0) / to)
    return new Map([...under].map(([key, line]) => [key, line.map((to, i) => ratio(key, i, to))]))
  }
  const days = rollingDays(metric)
  if (days !== null) {
    const windows = buckets.map((b) => windowOf(b, days, query.zone))
    return evaluate(world, { ...query, metric: 'active_learners' }, windows)
  }
  const { take, per = 1, ...measured } = measuredOf(world, query)
  const valueOf = (found: Map<string, number>): number | null => {
    if (take === undefined) return found.size / per
    const weights = [...found.values()].sort((x, y) => x - y)
    if (weights.length === 0) return null
    if (take === 'mean') return rounded(weights.reduce((x, y) => x + y, 0) / weights.length)
    const middle = [weights[(weights.length - 1) >> 1]!, weights[weights.length >> 1]!]
    return rounded((middle[0]! + middle[1]!) / 2)
  }
  const lines = gathered(world, { query, buckets }, measured)
  return new Map([...lines].map(([key, line]) => [key, line.map(valueOf)]))
}

/** Group -> in each bucket, what counts and its weight. */
function gathered(
  world: World,
  on: { query: NaiveQuery; buckets: readonly NaiveBucket[] },
  measured: Pick<Measured, 'items' | 'kind' | 'same'>,
): Map<string, Map<string, number>[]> {
  const { query, buckets } = on
  const { items, kind, same } = measured
  const lines = new Map<string, Map<string, number>[]>()
  items.forEach((item, n) => {
    if (!counts(world, query, item)) return
    for (const group of groupsOf(world, query, item)) {
      const key = JSON.stringify(group)
      const line = lines.get(key) ?? buckets.map(() => new Map<string, number>())
      lines.set(key, line)
      const what = same === undefined ? `${n}` : same(item)
      buckets.forEach((b, i) => {
        const within =
          kind === 'always' ||
          (kind === 'flow'
            ? item.from >= b.lo && item.from < b.hi
            : item.from < b.hi && item.to >= b.hi)
        if (within) line[i]!.set(what, item.weight ?? 1)
      })
    }
  })
  return lines
}

/** How many different learners stand behind each value of a metric that is no ratio. */
export function peopleBehind(
  world: World,
  query: NaiveQuery,
  buckets: readonly NaiveBucket[],
): Map<string, number[]> {
  const days = rollingDays(query.metric)
  if (days !== null) {
    const windows = buckets.map((b) => windowOf(b, days, query.zone))
    return peopleBehind(world, { ...query, metric: 'active_learners' }, windows)
  }
  const { items, kind } = measuredOf(world, query)
  const same = (i: Item): string => `${i.learner}`
  const lines = gathered(world, { query, buckets }, { items, kind, same })
  return new Map([...lines].map(([key, line]) => [key, line.map((found) => found.size)]))
}

/** Enrollments that began before a quarter and ended nobody knows when. */
export function endedUnknown(world: World, query: NaiveQuery, before: number): number {
  const spans = world.enrollments.flatMap(spansOf)
  return spans.filter((s) => s.ending === 'unknown' && s.from < before && counts(world, query, s))
    .length
}

function rollingDays(metric: string): number | null {
  const days = /^rolling_active_learners_(\d+)$/.exec(metric)?.[1]
  return days === undefined ? null : Number(days)
}

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6

const dates = new Map<string, { format: Intl.DateTimeFormat; known: Map<number, string> }>()

/** The local date of a quarter hour; remembered, because thousands of questions ask for the same. */
function dateIn(zone: string, quarter: number): string {
  let of = dates.get(zone)
  if (of === undefined) {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
    of = {
      format: new Intl.DateTimeFormat('en-CA', { timeZone: zone, ...parts }),
      known: new Map(),
    }
    dates.set(zone, of)
  }
  let date = of.known.get(quarter)
  if (date === undefined) {
    date = of.format.format(quarter * 900_000)
    of.known.set(quarter, date)
  }
  return date
}

/** The local days that end with the bucket's last one, found quarter by quarter. */
function windowOf(bucket: NaiveBucket, days: number, zone: string): NaiveBucket {
  const dates = new Set<string>()
  let lo = bucket.hi
  for (;;) {
    dates.add(dateIn(zone, lo - 1))
    if (dates.size > days) return { lo, hi: bucket.hi }
    lo -= 1
  }
}

const FOREVER = Infinity

function measuredOf(world: World, query: NaiveQuery): Measured {
  const accounts = world.learners.map((l) => ({
    learner: l.id,
    course: null,
    mode: null,
    from: l.joined,
    to: FOREVER,
  }))
  const spans = world.enrollments.flatMap(spansOf)
  const acts = actsOf(world).map((a) => ({
    ...a,
    place: placeIn(world, a.course, a.block),
    mode: modeAt(spans, a),
    from: a.quarter,
    to: FOREVER,
  }))
  const dated = <T extends { learner: number; course: string }>(
    rows: readonly T[],
    at: (row: T) => number | null,
  ): Item[] =>
    rows.flatMap((row) => {
      const from = at(row)
      if (from === null) return []
      return [{ ...row, mode: modeAt(spans, { ...row, quarter: from }), from, to: FOREVER }]
    })
  const passed = dated(world.grades, (g) => (g.passing ? g.passed : null))
  const issued = dated(world.certificates, (c) => (c.status === 'downloadable' ? c.issued : null))
  const ended = (how: string) =>
    spans.filter((s) => s.ending === how).map((s) => ({ ...s, from: s.to }))
  const learner = (i: Item): string => `${i.learner}`
  const standings = standingsOf(world, spans, query.now)
  const always = (items: readonly Item[], take?: 'mean'): Measured => ({
    items,
    kind: 'always',
    ...(take === undefined ? {} : { take }),
  })
  const weighted = (of: (s: Standing) => number | null): Item[] =>
    standings.flatMap((s) => {
      const weight = of(s)
      return weight === null ? [] : [{ ...s, weight }]
    })
  // Answered from where learners stand, so that mode is the one now.
  const finished = standings.flatMap((s) => (s.content === 1 ? [{ ...s, from: s.done! }] : []))
  const took = standings.flatMap((s) =>
    s.passed === null || s.enrolled === null || s.passed < s.enrolled
      ? []
      : [{ ...s, from: s.passed, weight: (s.passed - s.enrolled) / 96 }],
  )
  const quiet = (from: number, to: number): Item[] =>
    standings.filter((s) => {
      const course = world.courses.find((c) => c.key === s.course)!
      const runs =
        course.listed &&
        course.starts !== null &&
        course.starts <= query.now &&
        (course.ends === null || course.ends > query.now)
      if (s.since === null || s.passed !== null || s.content === 1 || !runs) return false
      const silent = query.now - Math.max(s.since, s.last ?? s.since, course.starts!)
      return silent >= from * 96 && silent < to * 96
    })
  switch (query.metric) {
    case 'registered_accounts':
      return { items: accounts, kind: 'level' }
    case 'new_accounts':
      return { items: accounts, kind: 'flow' }
    case 'enrollments':
      return { items: spans.filter((s) => s.ending !== 'unknown'), kind: 'level' }
    case 'new_enrollments':
      return { items: spans.filter((s) => s.beginning === 'new'), kind: 'flow' }
    case 're_enrollments':
      return { items: spans.filter((s) => s.beginning === 're'), kind: 'flow' }
    case 'unenrollments':
      return { items: ended('un'), kind: 'flow' }
    case 'active_learners':
      return { items: acts, kind: 'flow', same: learner }
    case 'active_courses':
      return { items: acts, kind: 'flow', same: (i) => i.course! }
    case 'hours_on_course':
      return {
        items: acts.filter((a) => a.evidence === 'event' || a.evidence === 'history'),
        kind: 'flow',
        same: (i) => `${i.learner} ${i.course} ${i.from}`,
        per: 4,
      }
    case 'passing_learners':
      return { items: passed, kind: 'level', same: learner }
    case 'new_passing':
      return { items: passed, kind: 'flow' }
    case 'certificates':
      return { items: issued, kind: 'level' }
    case 'new_certificates':
      return { items: issued, kind: 'flow' }
    case 'finished_learners':
      return { items: finished, kind: 'level', same: learner }
    case 'new_finished':
      return { items: finished, kind: 'flow' }
    case 'retention':
      return {
        items: standings.flatMap((s) => weeksOf(s, acts, query.now)),
        kind: 'flow',
        take: 'mean',
      }
    case 'section_finishers':
      return {
        items: finishersOf(world, spans, { now: query.now, of: 'section' }),
        kind: 'level',
        same: learner,
      }
    case 'subsection_finishers':
      return {
        items: finishersOf(world, spans, { now: query.now, of: 'subsection' }),
        kind: 'level',
        same: learner,
      }
    case 'content_progress':
      return { items: stagesOf(world, spans, query.now), kind: 'level', take: 'mean' }
    case 'days_to_complete':
      return { items: took, kind: 'flow', take: 'median' }
    case 'mean_days_to_complete':
      return { items: took, kind: 'flow', take: 'mean' }
    case 'current_enrollments':
      return always(standings.filter((s) => s.since !== null))
    case 'not_started_learners':
      return always(standings.filter((s) => s.since !== null && s.last === null))
    case 'at_risk_learners':
      return always(quiet(7, 60))
    case 'lapsed_learners':
      return always(quiet(60, FOREVER))
    case 'average_grade':
      return always(
        weighted((s) => (s.grade === null ? null : 100 * s.grade)),
        'mean',
      )
    case 'grade_progress':
      return always(
        weighted((s) => (s.since === null || s.progress === null ? null : 100 * s.progress)),
        'mean',
      )
    case 'sections_worked':
      return always(
        weighted((s) => (s.since === null || s.worked === null ? null : 100 * s.worked)),
        'mean',
      )
    case 'courses':
      return always(
        world.courses
          .filter((c) => c.listed)
          .map((c) => ({ learner: null, course: c.key, mode: null, from: -FOREVER, to: FOREVER })),
      )
    default:
      throw new RangeError(query.metric)
  }
}

/** Acts of learning; a completion is one when it was first recorded, and when it last changed. */
function actsOf(
  world: World,
): { learner: number; course: string; block: number; quarter: number; evidence: string }[] {
  const done = world.completions.flatMap((c) =>
    (c.share > 0 && c.last !== c.first ? [c.first, c.last] : [c.first]).map((quarter) => ({
      learner: c.learner,
      course: c.course,
      block: c.block,
      quarter,
      evidence: 'completion',
    })),
  )
  const others = world.acts.filter((a) => (LEARNING_KINDS as readonly string[]).includes(a.kind))
  return [...others, ...done]
}

/** Every week that is over of a learner who enrolled, 100 when something was learned in it. */
function weeksOf(s: Standing, acts: readonly Item[], now: number): Item[] {
  const { enrolled } = s
  if (enrolled === null) return []
  const weeks = Array.from({ length: 26 }, (_, week) => ({
    week,
    begins: enrolled + week * 672,
    ends: enrolled + (week + 1) * 672,
  }))
  return weeks
    .filter((w) => w.ends <= now)
    .map(({ week, begins, ends }) => {
      const learned = acts.some(
        (a) =>
          a.learner === s.learner && a.course === s.course && a.from >= begins && a.from < ends,
      )
      return { ...s, from: enrolled, to: FOREVER, week, weight: learned ? 100 : 0 }
    })
}

/** Enrollments cut where their learner completed something: how far it was from then on. */
function stagesOf(world: World, spans: readonly NaiveSpan[], now: number): Item[] {
  return spans.flatMap((s) => {
    const shown = (world.courses.find((c) => c.key === s.course)!.structure ?? []).filter(
      (b) => b.completable && b.visible,
    )
    const released = shown.filter((b) => b.starts === null || b.starts <= now)
    if (s.ending === 'unknown' || released.length === 0) return []
    const done = world.completions
      .filter((c) => c.learner === s.learner && c.course === s.course && c.share >= 1)
      .filter((c) => shown.some((b) => b.block === c.block))
      .map((c) => c.last)
    const cuts = [s.from, ...done.filter((q) => q > s.from && q < s.to)].sort((x, y) => x - y)
    return cuts.flatMap((from, i) => {
      const to = cuts[i + 1] ?? s.to
      const share = Math.min(1, done.filter((q) => q <= from).length / released.length)
      return from === to ? [] : [{ ...s, from, to, weight: 100 * share }]
    })
  })
}

function placeIn(world: World, course: string, block: number): NonNullable<Item['place']> | null {
  const { structure } = world.courses.find((c) => c.key === course)!
  return structure?.some((b) => b.block === block) === true ? placeOf(block) : null
}

/** Who has completed all that there is now in a section or subsection; dated by the last of it. */
function finishersOf(
  world: World,
  spans: readonly NaiveSpan[],
  how: { readonly now: number; readonly of: 'section' | 'subsection' },
): Item[] {
  const items: Item[] = []
  for (const { key: course, structure } of world.courses) {
    const shown = (structure ?? []).filter((b) => b.completable && b.visible)
    for (const key of new Set(shown.map((b) => placeOf(b.block)[how.of]))) {
      const here = shown.filter((b) => placeOf(b.block)[how.of] === key)
      const whole = here.filter((b) => b.starts === null || b.starts <= how.now).length
      for (const { id: learner } of world.learners) {
        const done = world.completions.filter(
          (c) =>
            c.learner === learner &&
            c.course === course &&
            c.share >= 1 &&
            here.some((b) => b.block === c.block),
        )
        if (whole === 0 || done.length < whole) continue
        const from = Math.max(...done.map((c) => c.last))
        const { section, subsection } = placeOf(here[0]!.block)
        const place = { section, subsection: how.of === 'section' ? null : subsection }
        const mode = modeAt(spans, { learner, course, quarter: from })
        items.push({ learner, course, mode, from, to: FOREVER, place })
      }
    }
  }
  return items
}

interface Standing extends Item {
  readonly learner: number
  readonly course: string
  readonly enrolled: number | null
  readonly since: number | null
  readonly last: number | null
  readonly passed: number | null
  readonly grade: number | null
  readonly progress: number | null
  /** Share of the completable blocks completed, and when the last one was. */
  readonly content: number | null
  readonly done: number | null
  /** Share of the subsections with points in which any was earned. */
  readonly worked: number | null
}

/** Every pair of learner and course of which anything is known, as it stands now. */
function standingsOf(world: World, spans: readonly NaiveSpan[], now: number): Standing[] {
  const out: Standing[] = []
  for (const course of world.courses.map((c) => c.key)) {
    const worth = worthOf(world, course)
    const shown = (world.courses.find((c) => c.key === course)!.structure ?? []).filter(
      (b) => b.completable && b.visible,
    )
    const released = shown.filter((b) => b.starts === null || b.starts <= now)
    for (const learner of world.learners.map((l) => l.id)) {
      const mine = <T extends { learner: number | null; course: string | null }>(
        rows: readonly T[],
      ): T[] => rows.filter((r) => r.learner === learner && r.course === course)
      const own = mine(spans)
      const acts = mine(actsOf(world))
      const [grade] = mine(world.grades)
      const points = mine(world.sections).filter((s) => isListed(world, course, s.block))
      const done = mine(world.completions).filter(
        (c) => c.share >= 1 && shown.some((b) => b.block === c.block),
      )
      if (own.length + acts.length + points.length === 0 && grade === undefined) continue
      const open = own.find((s) => s.ending === null)
      const begins = (how: string[]): number[] =>
        own.filter((s) => how.includes(s.beginning)).map((s) => s.from)
      const earned = points.reduce((sum, s) => sum + s.earned, 0)
      const worked = points.filter((s) => s.earnedAll > 0).length
      out.push({
        learner,
        course,
        mode: open?.mode ?? null,
        from: -FOREVER,
        to: FOREVER,
        enrolled: own.length === 0 ? null : Math.min(...begins(['new'])),
        since: open === undefined ? null : Math.max(...begins(['new', 're'])),
        last: acts.length === 0 ? null : Math.max(...acts.map((a) => a.quarter)),
        passed: grade?.passing === true ? grade.passed : null,
        grade: grade?.percent ?? null,
        progress: worth.points === 0 ? null : Math.min(1, earned / worth.points),
        content: released.length === 0 ? null : Math.min(1, done.length / released.length),
        done: done.length === 0 ? null : Math.max(...done.map((c) => c.last)),
        worked: worth.sections === 0 ? null : Math.min(1, worked / worth.sections),
      })
    }
  }
  return out
}

const isListed = (world: World, course: string, block: number): boolean => {
  const { outline } = world.courses.find((c) => c.key === course)!
  return outline === null || outline.includes(block)
}

/** What a course's subsections are worth: of several answers the most frequent, then the larger. */
function worthOf(world: World, course: string): { points: number; sections: number } {
  let points = 0
  let sections = 0
  const rows = world.sections.filter((s) => s.course === course)
  for (const block of new Set(rows.map((s) => s.block))) {
    if (!isListed(world, course, block)) continue
    const answers = rows
      .filter((s) => s.block === block)
      .map((s) => [s.possible, s.possibleAll] as const)
    const votes = (a: readonly [number, number]): number =>
      answers.filter((b) => a[0] === b[0] && a[1] === b[1]).length
    const [best] = answers.toSorted((a, b) => votes(b) - votes(a) || b[0] - a[0] || b[1] - a[1])
    points += best![0]
    if (best![1] > 0) sections += 1
  }
  return { points, sections }
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

/** The site of what no other claims; a platform may have none. */
const restOf = (world: World): (string | null)[] => [
  world.sites.find((s) => s.byDefault)?.domain ?? null,
]

function sitesOf(world: World, key: string): (string | null)[] {
  const names = organizationsOf(world, key)
  const found = world.organizations.filter((o) => names.includes(o.name)).flatMap((o) => o.sites)
  return found.length > 0 ? [...new Set(found)] : restOf(world)
}

function accountSites(world: World, learner: number): (string | null)[] {
  const signUps = world.learners.find((l) => l.id === learner)!.signUps
  const enrolled = world.enrollments
    .filter((e) => e.learner === learner)
    .flatMap((e) => sitesOf(world, e.course).filter((s) => s !== null))
  const all = new Set([...signUps, ...enrolled])
  return all.size > 0 ? [...all] : restOf(world)
}

function valuesOf(
  world: World,
  query: NaiveQuery,
  of: { item: Item; dimension: string },
): (string | null)[] {
  const { item, dimension } = of
  const course = world.courses.find((c) => c.key === item.course)
  const person = world.learners.find((l) => l.id === item.learner)?.person
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
    case 'cohort':
      return [
        world.cohorts.find((c) => c.learner === item.learner && c.course === item.course)?.cohort ??
          null,
      ]
    case 'country':
      return [person?.country ?? null]
    case 'gender':
      return [person?.gender ?? 'unknown']
    case 'education':
      return [person?.education ?? 'unknown']
    case 'age_band':
      return [ageBand(person?.birthYear ?? null, query.now)]
    case 'grade_band':
      return [bandOf(item.grade!)]
    case 'progress_band':
      return [bandOf(item.progress!)]
    case 'content_band':
      return [bandOf(item.content!)]
    case 'section':
      return [item.place?.section ?? null]
    case 'subsection':
      return [item.place?.subsection ?? null]
    case 'enrollment_week':
      return [String(item.week).padStart(2, '0')]
    default:
      throw new RangeError(dimension)
  }
}

function ageBand(birthYear: number | null, now: number): string {
  if (birthYear === null) return 'unknown'
  const age = new Date(now * 900_000).getUTCFullYear() - birthYear
  const bands = ['0-17', '18-24', '25-34', '35-44', '45-54', '55-64', '65+']
  return bands.findLast((b) => age >= Number.parseInt(b, 10))!
}

function bandOf(share: number | null): string {
  if (share === null) return 'none'
  const tenth = Math.floor(share * 10 + 1e-9)
  return tenth >= 9 ? '90-100' : tenth <= 0 ? '0-9' : `${tenth}0-${tenth}9`
}

function groupsOf(world: World, query: NaiveQuery, item: Item): (string | null)[][] {
  let groups: (string | null)[][] = [[]]
  for (const dimension of query.by) {
    const values = valuesOf(world, query, { item, dimension })
    groups = groups.flatMap((g) => values.map((v) => [...g, v]))
  }
  return groups
}

const PERSONAL = ['country', 'gender', 'education', 'age_band']

function counts(world: World, query: NaiveQuery, item: Item): boolean {
  const fits = ([dimension, wanted]: [string, readonly (string | null)[]]): boolean =>
    valuesOf(world, query, { item, dimension }).some((v) => wanted.includes(v))
  const filters = Object.entries(query.filter)
  const personal = filters.filter(([d]) => PERSONAL.includes(d))
  if (!filters.filter(([d]) => !PERSONAL.includes(d)).every(fits)) return false
  if (personal.every(fits) === (query.outside === true)) return false
  return inPopulation(world, query, item) && inScope(world, query, item)
}

function inPopulation(world: World, query: NaiveQuery, item: Item): boolean {
  if (query.population === 'everyone' || item.learner === null) return true
  if (world.learners.find((l) => l.id === item.learner)!.staff) return false
  if (item.course === null) return true
  // A role on an organization goes by the key of the course, whatever the course is linked to.
  const inKey = /^course-v1:([^+]+)/.exec(item.course)?.[1]
  return !world.roles.some(
    (r) =>
      r.learner === item.learner &&
      (TEAM_ROLES as readonly string[]).includes(r.role) &&
      (r.course === item.course || (r.course === null && r.org === inKey)),
  )
}

function inScope(world: World, query: NaiveQuery, item: Item): boolean {
  const { scope } = query
  if (scope === null) return true
  const courseWithin = (key: string, withSites: boolean): boolean =>
    scope.courses.includes(key) ||
    organizationsOf(world, key).some((o) => scope.organizations.includes(o)) ||
    (withSites && sitesOf(world, key).some((s) => s !== null && scope.sites.includes(s)))
  if (item.course !== null) return courseWithin(item.course, true)
  return (
    accountSites(world, item.learner!).some((s) => s !== null && scope.sites.includes(s)) ||
    world.enrollments.some((e) => e.learner === item.learner && courseWithin(e.course, false))
  )
}

/** Buckets of a local period, found quarter by quarter: first quarter of each, in order. */
export function naiveBuckets(
  period: { from: string; to: string; zone: string; weekStart?: string },
  grain: string,
): { lo: number; hi: number; label: string }[] {
  const start = Date.parse(`${period.from}T00:00Z`) / 900_000 - 96 * 2
  const end = Date.parse(`${period.to}T00:00Z`) / 900_000 + 96 * 2
  const out: { lo: number; hi: number; label: string }[] = []
  let dayStart = start
  let day = ''
  for (let q = start; q < end; q++) {
    const date = dateIn(period.zone, q)
    if (date !== day) {
      day = date
      dayStart = q
    }
    if (date < period.from || date >= period.to) continue
    const hour = Math.floor((q - dayStart) / 4)
    const label = labelOf(date, grain, { hour, weekStart: period.weekStart ?? 'monday' })
    const last = out.at(-1)
    if (last === undefined || last.label !== label) out.push({ lo: q, hi: q + 1, label })
    else last.hi = q + 1
  }
  return out
}

function labelOf(date: string, grain: string, of: { hour: number; weekStart: string }): string {
  if (grain === 'all') return ''
  if (grain === 'month') return `${date.slice(0, 7)}-01`
  if (grain === 'hour') return `${date} ${of.hour}`
  if (grain === 'day') return date
  const utc = new Date(`${date}T00:00Z`)
  const first = { sunday: 0, monday: 1, saturday: 6 }[of.weekStart]!
  utc.setUTCDate(utc.getUTCDate() - ((utc.getUTCDay() - first + 7) % 7))
  return utc.toISOString().slice(0, 10)
}
