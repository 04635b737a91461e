import type { IntlShape } from 'react-intl'
import { addDays, type Days } from '../../app/period.ts'
import type { ChartGrain } from '../../app/view.ts'
import type { Point } from '../../charts/frame.ts'
import { chart } from '../../parts/messages.ts'

/** Local dates have no zone of their own: they are written as they are. */
const utc = { timeZone: 'UTC' } as const

export function longDate(intl: IntlShape, date: string): string {
  return intl.formatDate(`${date}T00:00Z`, {
    ...utc,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  })
}

export function rangeText(intl: IntlShape, days: Days): string {
  const last = addDays(days.to, -1)
  const format = new Intl.DateTimeFormat(intl.locale, {
    ...utc,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  })
  return format.formatRange(Date.parse(days.from), Date.parse(last))
}

export function shortTime(intl: IntlShape, grain: ChartGrain): (time: string) => string {
  const style =
    grain === 'month'
      ? ({ month: 'short', year: 'numeric' } as const)
      : ({ day: 'numeric', month: 'short' } as const)
  return (time) => intl.formatDate(`${time}T00:00Z`, { ...utc, ...style })
}

/** One bucket read out: date, value, the one before, and what to know. */
export function readPoint(
  intl: IntlShape,
  point: Point,
  names: { now: string; before: string },
): string {
  const date = intl.formatDate(`${point.time}T00:00Z`, {
    ...utc,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  })
  const value =
    point.value === null ? intl.formatMessage(chart.noValue) : intl.formatNumber(point.value)
  const least = point.estimate ? `${intl.formatMessage(chart.estimate)} ` : ''
  const unfinished = point.running ? chart.running : point.clipped ? chart.unfinished : null
  const running = unfinished === null ? '' : ` (${intl.formatMessage(unfinished)})`
  const before =
    point.previous === null ? '' : ` · ${names.before} ${intl.formatNumber(point.previous)}`
  return `${date}: ${names.now} ${least}${value}${running}${before}`
}
