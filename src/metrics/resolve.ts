import type { Query } from '../contract/query.ts'
import { badRequest } from '../kernel/problem.ts'
import { suggestion } from '../kernel/suggest.ts'
import {
  addDays,
  dateOf,
  daysBetween,
  elapsedBefore,
  localDate,
  periodBefore,
  QUARTER_MS,
  spanOf,
  zoneOf,
  type Period,
  type Quarter,
  type WeekStart,
} from '../kernel/time.ts'
import { join, raw, sql } from '../store/sql.ts'
import type { Store } from '../store/store.ts'
import type { AnswerContext } from './answer.ts'
import type { Metric } from './define.ts'
import type { Dimension } from './dimensions/dimension.ts'
import { dimensionNamed } from './dimensions/dimensions.ts'
import { filterOf, type Filter } from './filter.ts'
import { relations } from './relations.ts'
import { coursesInScope } from './scope.ts'
import { isPersonal } from './suppress.ts'

/** A query with every name looked up and every default filled in. */
export interface Resolved {
  readonly metrics: readonly Metric[]
  readonly by: readonly Dimension[]
  readonly filter: readonly Filter[]
  readonly period: Period & { readonly weekStart: WeekStart }
  readonly comparison: Resolved['period'] | null
  /** The period reaches beyond now. */
  readonly running: boolean
  /** Where the comparison stops, when the period is still running. */
  readonly elapsed: Quarter | null
  readonly population: Query['population']
}

const DEFAULT_DAYS = 28

export async function resolve(context: AnswerContext, query: Query): Promise<Resolved> {
  const metrics = [...new Set(query.metrics)].map((name) => context.catalogue.named(name))
  const by = [...new Set(query.by)].map(dimensionNamed)
  const wanted = Object.entries(query.filter).map(
    ([name, values]) => [dimensionNamed(name), values] as const,
  )
  const dimensions = [...by, ...wanted.map(([dimension]) => dimension)]
  for (const metric of metrics) checkFits(metric, query, dimensions)
  checkSort(query, metrics)
  checkSearch(query)
  const { store, scope } = context
  const filter = await Promise.all(
    wanted.map(([dimension, values]) =>
      filterOf(store, dimension, { values, secret: !scope.everything }),
    ),
  )
  const site = await onlySite(context, filter)
  const asked = query.zone ?? site?.zone ?? null
  const zone = asked === null ? context.zone : zoneOf(asked)
  const weekStart = context.weekStarts?.(site?.key ?? null) ?? 'monday'
  const period = { ...periodOf(query, zone, context.now), weekStart }
  checkPersons(query, period, dimensions)
  const running = spanOf(period).hi * QUARTER_MS > context.now
  const comparison = query.compare === 'previous' ? { ...periodBefore(period), weekStart } : null
  const elapsed =
    comparison !== null && running ? elapsedBefore(period, comparison, context.now) : null
  return { metrics, by, filter, period, comparison, running, elapsed, population: query.population }
}

function periodOf(query: Query, zone: string, now: number): Period {
  const to = query.to === undefined ? addDays(localDate(now, zone), 1) : dateOf('to', query.to)
  const from = query.from === undefined ? addDays(to, -DEFAULT_DAYS) : dateOf('from', query.from)
  if (from >= to) {
    throw badRequest('empty-period', `The period from ${from} to ${to} has no day.`, {
      remedy: '`to` is the first day after the period: for one day give the next one.',
    })
  }
  return { from, to, zone }
}

function checkFits(metric: Metric, query: Query, dimensions: readonly Dimension[]): void {
  for (const dimension of dimensions) {
    if (metric.dimensions.includes(dimension.name)) continue
    throw badRequest(
      'unfit-dimension',
      `${metric.name} cannot be split or filtered by ${dimension.name}.`,
      {
        remedy: `It can by: ${metric.dimensions.join(', ')}.`,
        allowed: metric.dimensions,
      },
    )
  }
  if (!metric.grains.includes(query.grain)) {
    throw badRequest('unfit-grain', `${metric.name} has no grain '${query.grain}'.`, {
      remedy: `It has: ${metric.grains.join(', ')}.`,
      allowed: metric.grains,
    })
  }
}

const MOST_PERSONAL = 2

/** Fine splits of persons tell of single ones, however small groups are hidden. */
function checkPersons(query: Query, period: Period, dimensions: readonly Dimension[]): void {
  const personal = [...new Set(dimensions.filter((d) => isPersonal([d])).map((d) => d.name))]
  if (personal.length === 0) return
  if (personal.length > MOST_PERSONAL) {
    throw badRequest('too-personal', `${personal.join(', ')} are too many at once.`, {
      remedy: 'Ask for at most two of country, gender, education and age_band.',
    })
  }
  if (query.grain === 'hour' || query.grain === 'day') {
    throw badRequest('too-personal', `By ${personal[0]} there is no grain '${query.grain}'.`, {
      remedy: 'Ask by week, month or for the whole period.',
      allowed: ['week', 'month', 'all'],
    })
  }
  if (daysBetween(period.from, period.to) < 7) {
    throw badRequest('too-personal', `By ${personal[0]} a period has seven days or more.`, {
      remedy: `Ask for more than ${period.from} to ${period.to}.`,
    })
  }
}

function checkSort(query: Query, metrics: readonly Metric[]): void {
  if (query.sort === undefined) return
  const name = query.sort.replace(/^-/, '')
  const names = metrics.map((m) => m.name)
  if (names.includes(name)) return
  throw badRequest('unknown-sort', `Cannot sort by '${name}': it is not among the asked metrics.`, {
    remedy: suggestion(name, names),
    allowed: names,
  })
}

function checkSearch(query: Query): void {
  if (query.search === undefined || query.by.length > 0) return
  throw badRequest('unfit-search', 'There is nothing to search: no dimension is asked for.', {
    remedy: 'Say by what, `by=course` for example, or ask without `search`.',
  })
}

interface OnlySite {
  readonly key: string
  readonly zone: string | null
}

const MOST_KNOWN = 1_000
/** What was found for one state of the data, by scope and filter: every question of a page asks it. */
const KNOWN_SITES = new WeakMap<
  Store,
  { version: number; sites: Map<string, Promise<OnlySite | null>> }
>()

/** The only site in filter and scope: its zone and its weeks count then. Null where there are several. */
function onlySite(context: AnswerContext, filter: Resolved['filter']): Promise<OnlySite | null> {
  const { store, scope } = context
  let known = KNOWN_SITES.get(store)
  if (known?.version !== store.version || known.sites.size >= MOST_KNOWN) {
    known = { version: store.version, sites: new Map() }
    KNOWN_SITES.set(store, known)
  }
  const narrowing = filter.filter((f) => ['site', 'course'].includes(f.dimension.name))
  const key = JSON.stringify([scope, narrowing.map((f) => [f.dimension.name, f.values])])
  let site = known.sites.get(key)
  if (site === undefined) {
    site = lookForSite(context, filter)
    known.sites.set(key, site)
    // What could not be looked for is looked for again.
    const { sites } = known
    site.catch(() => sites.delete(key))
  }
  return site
}

async function lookForSite(
  context: AnswerContext,
  filter: Resolved['filter'],
): Promise<OnlySite | null> {
  const asked = filter.find((f) => f.dimension.name === 'site')
  const courses = filter.find((f) => f.dimension.name === 'course')
  const conditions = [coursesInScope(context.scope, raw('s.course'))]
  // What has no site has the zone and the weeks of the platform.
  if (asked?.values.includes(null) === true) return null
  if (asked !== undefined) {
    conditions.push(sql`n.key in (${join(asked.values.map((v) => sql`${v}`))})`)
  }
  if (courses !== undefined) {
    const list = join(courses.values.map((v) => sql`${v}`))
    conditions.push(sql`s.course in (select id from course where key in (${list}))`)
  }
  const sites = await context.store.query<{ key: string; zone: string | null }>(sql`${relations}
    select distinct n.key, l.zone from course_site as s join site as n on n.id = s.site
      left join site_listed as l on l.site = n.id where ${join(conditions, ' and ')} limit 2`)
  return sites.length === 1 ? sites[0]! : null
}
