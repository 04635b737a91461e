import type { ChartGrain, View } from './view.ts'

const DAY = 86_400_000

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

/** The days that a view means: presets end today and include it. */
export function daysOf(view: View, zone: string, now: number): Days {
  if (view.period === 'custom') return { from: view.from!, to: view.to! }
  const to = addDays(todayIn(zone, now), 1)
  const length = { '7d': 7, '28d': 28, '90d': 90, year: 365 }[view.period]
  return { from: addDays(to, -length), to }
}

/** The grain that reads well for so many days, when none was chosen. */
export function usualGrain(days: Days): ChartGrain {
  const count = dayCount(days)
  if (count <= 45) return 'day'
  return count <= 200 ? 'week' : 'month'
}
