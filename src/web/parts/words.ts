import type { IntlShape } from 'react-intl'
import type { AnswerRow } from '../../contract/query.ts'
import type { Sentence } from '../app/define-messages.ts'
import { addDays, dayCount, type Days } from '../app/period.ts'
import type { ChartGrain, View } from '../app/view.ts'
import type { Point } from '../charts/frame.ts'
import type { Bucket } from '../charts/stretches.ts'
import { chart, period } from './messages.ts'

/** Local dates have no zone of their own: they are written as they are. */
const utc = { timeZone: 'UTC' } as const
const CLOCK = { hour: 'numeric', minute: '2-digit' } as const

/** A bucket's start as the API writes it: a date, or of an hour the local instant with its offset. */
const isHour = (time: string): boolean => time.includes('T')
const localOf = (time: string): string =>
  isHour(time) ? `${time.slice(0, 'YYYY-MM-DDTHH:MM'.length)}Z` : `${time}T00:00Z`

/** The start of a bucket in full. */
export function longDate(intl: IntlShape, time: string): string {
  return intl.formatDate(localOf(time), {
    ...utc,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    ...(isHour(time) ? CLOCK : {}),
  })
}

export function monthText(intl: IntlShape, time: string): string {
  return intl.formatDate(localOf(time), { ...utc, month: 'long', year: 'numeric' })
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

/** The days that a figure is of; what is answered as of now, whatever the period, says so. */
export function spanText(intl: IntlShape, metric: { readonly kind: string }, days: Days): string {
  return metric.kind === 'state' ? intl.formatMessage(period.now) : rangeText(intl, days)
}

export function shortTime(intl: IntlShape, grain: ChartGrain): (time: string) => string {
  const style =
    grain === 'month'
      ? ({ month: 'short', year: 'numeric' } as const)
      : grain === 'hour'
        ? CLOCK
        : ({ day: 'numeric', month: 'short' } as const)
  return (time) => intl.formatDate(localOf(time), { ...utc, ...style })
}

/** The period inside a sentence: `in the last 28 days`, `from … to …`. */
export function periodText(intl: IntlShape, view: View, days: Days): string {
  switch (view.period) {
    case 'today':
      return intl.formatMessage(period.today)
    case 'month':
      return intl.formatMessage(period.thisMonth)
    case 'lastmonth':
      return intl.formatMessage(period.lastMonth)
    case 'custom':
      return intl.formatMessage(period.inRange, {
        from: longDate(intl, days.from),
        to: longDate(intl, addDays(days.to, -1)),
      })
    case '7d':
    case '28d':
    case '90d':
    case 'year':
      return intl.formatMessage(period.inDays, { days: dayCount(days) })
  }
}

/** What the period is compared with, after a change: `, 8 % more than in the 28 days before`. */
export function comparedWith(view: View, partial: boolean): Sentence {
  if (view.period === 'month' || view.period === 'lastmonth') {
    return partial ? period.thanMonthPartial : period.thanMonth
  }
  return partial ? period.thanDaysPartial : period.thanDays
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
  return valueText(intl, metric.unit, value)
}

/** A value as it is written in its unit; that there is none, in words. */
export function valueText(intl: IntlShape, unit: string, value: number | null): string {
  if (value === null) return intl.formatMessage(chart.noValue)
  if (unit === 'percent') {
    return intl.formatNumber(value / 100, { style: 'percent', maximumFractionDigits: 0 })
  }
  return intl.formatNumber(value, { maximumFractionDigits: Math.abs(value) < 10 ? 1 : 0 })
}

/** What to know of a bucket that is not whole, in brackets. */
export function unfinishedText(intl: IntlShape, of: Bucket): string {
  const word = of.running ? chart.running : of.clipped ? chart.unfinished : null
  return word === null ? '' : ` (${intl.formatMessage(word)})`
}

/** One bucket read out: date, value, the one before, and what to know. */
export function readPoint(
  intl: IntlShape,
  point: Point,
  names: { now: string; before: string | null; unit: string },
): string {
  const date = intl.formatDate(localOf(point.time), {
    ...utc,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(isHour(point.time) ? CLOCK : {}),
  })
  const value = valueText(intl, names.unit, point.value)
  const least = point.estimate ? `${intl.formatMessage(chart.estimate)} ` : ''
  const before =
    point.previous === null || names.before === null
      ? ''
      : ` · ${names.before} ${valueText(intl, names.unit, point.previous)}`
  return `${date}: ${names.now} ${least}${value}${unfinishedText(intl, point)}${before}`
}
