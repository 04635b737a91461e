import type { IntlShape } from 'react-intl'
import type { AnswerRow } from '../../contract/query.ts'
import { addDays, dayCount, type Days } from '../app/period.ts'
import type { ChartGrain, View } from '../app/view.ts'
import type { Point } from '../charts/frame.ts'
import { chart, period } from './messages.ts'

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

/** The period inside a sentence: `in the last 28 days`, `from … to …`. */
export function periodText(intl: IntlShape, view: View, days: Days): string {
  return view.period === 'custom'
    ? intl.formatMessage(period.inRange, {
        from: longDate(intl, days.from),
        to: longDate(intl, addDays(days.to, -1)),
      })
    : intl.formatMessage(period.inDays, { days: dayCount(days) })
}

/** A value as it is written in its unit; in its place why there is none, as far as that is short. */
export function figureText(
  intl: IntlShape,
  metric: { readonly name: string; readonly unit: string },
  row: AnswerRow | undefined,
): string {
  const value = row?.[metric.name]
  if (typeof value !== 'number') {
    return row?.[`${metric.name}_state`] === 'suppressed' ? intl.formatMessage(chart.tooFew) : '–'
  }
  if (metric.unit === 'percent') {
    return intl.formatNumber(value / 100, { style: 'percent', maximumFractionDigits: 0 })
  }
  return intl.formatNumber(value, { maximumFractionDigits: Math.abs(value) < 10 ? 1 : 0 })
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
