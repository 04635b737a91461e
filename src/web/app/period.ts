import { CHART_GRAINS, type ChartGrain, type Rolling, type View } from './view.ts'

const DAY = 86_400_000

/** A period by its name; `custom` by its first day and the first day after. */
export type Span = Pick<View, 'period' | 'from' | 'to'>

/** A half-open range of local days. */
export interface Days {
  readonly from: string
  readonly to: string
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * DAY).toISOString().slice(0, 10)
}

export function dayCount(days: Days): number {
  return Math.round((Date.parse(days.to) - Date.parse(days.from)) / DAY)
}

/** The local date of now in a zone. */
export function todayIn(zone: string, now: number): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' })
  return parts.format(now)
}

/** The first day of a month that is so many months after that of a date. */
export function monthOf(date: string, after: number): string {
  const [year, month] = date.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, month - 1 + after, 1)).toISOString().slice(0, 10)
}

/** The days that a view means: numbers of days end today and include it, months are whole ones. */
export function daysOf(view: Span, zone: string, now: number): Days {
  if (view.period === 'custom') return { from: view.from!, to: view.to! }
  const today = todayIn(zone, now)
  // A whole month, so that it is compared with the month before and not with as many days.
  if (view.period === 'month') return { from: monthOf(today, 0), to: monthOf(today, 1) }
  if (view.period === 'lastmonth') return { from: monthOf(today, -1), to: monthOf(today, 0) }
  const to = addDays(today, 1)
  const length = { today: 1, '7d': 7, '28d': 28, '90d': 90, year: 365 }[view.period]
  return { from: addDays(to, -length), to }
}

/** The grain that reads well for so many days, when none was chosen. */
export function usualGrain(days: Days): ChartGrain {
  const count = dayCount(days)
  if (count <= 2) return 'hour'
  if (count <= 45) return 'day'
  return count <= 200 ? 'week' : 'month'
}

/** Hours of many days are more than a chart can show. */
const MOST_HOURLY_DAYS = 14

/** The grains that a period can be shown by. */
export function grainsFor(days: Days, grains: readonly ChartGrain[]): readonly ChartGrain[] {
  const fit = grains.filter((g) => g !== 'hour' || dayCount(days) <= MOST_HOURLY_DAYS)
  return fit.length === 0 ? grains : fit
}

/** The asked grain where the period and the metric have it, else the one that reads well. */
export function grainOf(
  asked: ChartGrain | undefined,
  days: Days,
  grains: readonly ChartGrain[],
): ChartGrain {
  const fit = grainsFor(days, grains)
  const usual = usualGrain(days)
  return fit.find((g) => g === asked) ?? fit.find((g) => g === usual) ?? fit[0]!
}

/** The grains of the chart of active learners: days that end with an hour are not counted. */
export function activeGrains(rolling: Rolling): readonly ChartGrain[] {
  return CHART_GRAINS.filter((g) => g !== 'hour' || rolling === 'none')
}
