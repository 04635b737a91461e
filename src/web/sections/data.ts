import { dayCount, type Days } from '../app/period.ts'
import type { ChartGrain } from '../app/view.ts'

/** Pairs of bars need more room than a line: fewer buckets than the line may have. */
export function flowGrain(days: Days, grain: ChartGrain): ChartGrain {
  if (grain === 'hour') return dayCount(days) === 1 ? 'hour' : 'day'
  if (grain !== 'day') return grain
  return dayCount(days) <= 31 ? 'day' : 'week'
}
