import { useCallback, useSyncExternalStore } from 'react'
import { PERIODS, type PeriodName } from '../../contract/period.ts'

export const CHART_GRAINS = ['hour', 'day', 'week', 'month'] as const
export type ChartGrain = (typeof CHART_GRAINS)[number]
/** Active within each bucket, or within so many days that end with it. */
export const ROLLINGS = ['none', '7', '28'] as const
export type Rolling = (typeof ROLLINGS)[number]
export const SORTS = ['active_learners', 'new_enrollments', 'enrollments', 'new_passing'] as const
export type SortName = (typeof SORTS)[number]
export const STATES = ['upcoming', 'running', 'ended', 'unlisted'] as const
export const PACINGS = ['self_paced', 'instructor_paced', 'unlisted'] as const
/** What the page of courses shows of them, unless chosen otherwise. */
export const USUAL_COLUMNS = [
  'active_learners',
  'current_enrollments',
  'new_enrollments',
  'new_passing',
  'content_progress',
  'at_risk_learners',
] as const

export const PAGES = [
  'overview',
  'courses',
  'course',
  'compare',
  'explore',
  'reports',
  'report',
  'metrics',
  'health',
] as const
export type PageName = (typeof PAGES)[number]

/** What is chosen on one page and means nothing on another. */
export const ELSEWHERE = {
  course: undefined,
  search: undefined,
  metric: undefined,
  by: undefined,
  items: [],
  report: undefined,
} as const

/** What the page shows; all of it stands in the address, so every view is a link. */
export interface View {
  /** `unknown`: the address names a page that there is not. */
  readonly page: PageName | 'unknown'
  readonly period: PeriodName
  /** Only with a custom period: first day and first day after. */
  readonly from: string | undefined
  readonly to: string | undefined
  /** Figures stand beside those of the period before. */
  readonly compare: boolean
  readonly site: string | undefined
  readonly organization: string | undefined
  readonly course: string | undefined
  /** The saved report that is open. */
  readonly report: string | undefined
  readonly grain: ChartGrain | undefined
  readonly rolling: Rolling
  readonly sort: SortName
  /** Of the list of courses: its columns, the one it is ranked by, and what it is narrowed to. */
  readonly columns: readonly string[]
  readonly rank: string | undefined
  readonly state: (typeof STATES)[number] | undefined
  readonly pacing: (typeof PACINGS)[number] | undefined
  /** What is explored: a metric, and the dimension that it is split by. */
  readonly metric: string | undefined
  readonly by: string | undefined
  /** What is compared, of the dimension; all of it when nothing is chosen. */
  readonly items: readonly string[]
  /** Text that is looked for among courses or metrics. */
  readonly search: string | undefined
  /** Of the address what means nothing, as it stands there: the usual is shown in its place. */
  readonly misread: readonly string[]
}

const NAME = /^[a-z][a-z0-9_]*$/
const DATE = /^\d{4}-\d{2}-\d{2}$/

/** A date of the calendar: the 30th of February is none. */
function isDate(text: string): boolean {
  const at = Date.parse(`${text}T00:00Z`)
  return DATE.test(text) && !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

export function viewOf(search: string): View {
  const given = new URLSearchParams(search)
  const misread: string[] = []
  const among = <T extends string>(name: string, allowed: readonly T[]): T | undefined => {
    const word = given.get(name)
    const found = allowed.find((a) => a === word)
    if (word !== null && found === undefined) misread.push(`${name}=${word}`)
    return found
  }
  // Nothing behind the `=` is nothing chosen.
  const text = (name: string): string | undefined => given.get(name) || undefined
  const asked = among('period', PERIODS) ?? '28d'
  const [from, to] = ['from', 'to'].map((name) => given.get(name) ?? '') as [string, string]
  const whole = isDate(from) && isDate(to) && from < to
  if (asked === 'custom' && !whole) misread.push(`from=${from}`, `to=${to}`)
  const page = PAGES.find((p) => p === (given.get('page') ?? 'overview'))
  return {
    // Of a page that there is not a page of its own says so.
    page: page ?? 'unknown',
    period: asked === 'custom' && !whole ? '28d' : asked,
    from: whole ? from : undefined,
    to: whole ? to : undefined,
    compare: given.get('compare') !== 'off',
    site: text('site'),
    organization: text('organization'),
    course: text('course'),
    report: text('report'),
    grain: among('grain', CHART_GRAINS),
    rolling: among('rolling', ROLLINGS) ?? 'none',
    sort: among('sort', SORTS) ?? 'active_learners',
    columns:
      given
        .get('columns')
        ?.split(',')
        .filter((c) => NAME.test(c)) ?? USUAL_COLUMNS,
    rank: text('rank'),
    state: among('state', STATES),
    pacing: among('pacing', PACINGS),
    metric: text('metric'),
    by: text('by'),
    items: given.getAll('item').filter((item) => item !== ''),
    search: text('search'),
    misread,
  }
}

/** The view with some of it changed, as the address writes it; defaults are left out. */
export function hrefOf(view: View, change: Partial<View> = {}): string {
  const text = searchOf({ ...view, ...change }, window.location.search)
  return text === '' ? window.location.pathname : `?${text}`
}

/** A view as parameters of an address, in the place of those that are there; what is not ours stays. */
export function searchOf(next: View, before: string): string {
  const search = new URLSearchParams(before)
  const custom = next.period === 'custom'
  const plain: Record<string, string | undefined> = {
    page: next.page === 'overview' ? undefined : next.page,
    period: next.period === '28d' ? undefined : next.period,
    from: custom ? next.from : undefined,
    to: custom ? next.to : undefined,
    compare: next.compare ? undefined : 'off',
    site: next.site,
    organization: next.organization,
    course: next.course,
    report: next.report,
    grain: next.grain,
    rolling: next.rolling === 'none' ? undefined : next.rolling,
    sort: next.sort === 'active_learners' ? undefined : next.sort,
    columns: next.columns.join() === USUAL_COLUMNS.join() ? undefined : next.columns.join(),
    rank: next.rank,
    state: next.state,
    pacing: next.pacing,
    metric: next.metric,
    by: next.by,
    search: next.search === '' ? undefined : next.search,
  }
  for (const [name, value] of Object.entries(plain)) {
    if (value === undefined) search.delete(name)
    else search.set(name, value)
  }
  search.delete('item')
  for (const item of next.items) search.append('item', item)
  return search.toString()
}

const MOVED = 'figures:moved'

function subscribe(tell: () => void): () => void {
  window.addEventListener('popstate', tell)
  window.addEventListener(MOVED, tell)
  return () => {
    window.removeEventListener('popstate', tell)
    window.removeEventListener(MOVED, tell)
  }
}

/** Goes to an address of this page without loading it anew. */
export function go(href: string, instead = false): void {
  if (instead) window.history.replaceState(null, '', href)
  else window.history.pushState(null, '', href)
  window.dispatchEvent(new Event(MOVED))
}

/** The view, and how to change it; back and forward work. */
export function useView(): readonly [View, (change: Partial<View>) => void] {
  const search = useSyncExternalStore(subscribe, () => window.location.search)
  const view = viewOf(search)
  const change = useCallback((some: Partial<View>) => {
    // Each pause of typing is no step that one would go back to.
    const typing = Object.keys(some).join() === 'search'
    go(hrefOf(viewOf(window.location.search), some), typing)
  }, [])
  return [view, change]
}
