import { Temporal } from 'temporal-polyfill'
import { badRequest } from './problem.ts'

/**
 * A quarter hour: whole quarters since 1970-01-01T00:00Z. The finest time that facts keep; every
 * zone's day since 2000 is a whole number of them.
 */
export type Quarter = number

export const QUARTER_MS = 900_000
export const QUARTERS_A_DAY = 96
const DAY_MS = QUARTERS_A_DAY * QUARTER_MS

export const GRAINS = ['hour', 'day', 'week', 'month', 'all'] as const
export type Grain = (typeof GRAINS)[number]

/** Half-open range of local days in one zone: `from` is in it, `to` is not. Both `YYYY-MM-DD`. */
export interface Period {
  readonly from: string
  readonly to: string
  readonly zone: string
  /** Day that weeks begin on; Monday, as in ISO weeks, unless said otherwise. */
  readonly weekStart?: WeekStart
}

/** In the order of ISO: Monday is the first day of the week. */
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
/** Days that weeks begin on somewhere. */
export const WEEK_STARTS = ['monday', 'saturday', 'sunday'] as const
export type WeekStart = (typeof WEEK_STARTS)[number]

/** Half-open range of quarters. */
export interface Span {
  readonly lo: Quarter
  readonly hi: Quarter
}

export interface Bucket extends Span {
  /** Local date of the bucket's calendar start; for hours the local instant with its offset. */
  readonly time: string
  /** The period cut this week or month short. */
  readonly clipped: boolean
}

const EARLIEST = '2000-01-01'
const LATEST = '2100-01-01'
/** The quarter hours that facts may lie in: from the first to before the last. */
export const FIRST_QUARTER: Quarter = Date.parse(EARLIEST) / QUARTER_MS
export const LAST_QUARTER: Quarter = Date.parse(LATEST) / QUARTER_MS
const MOST_BUCKETS = 10_000

/** The quarter that an instant (milliseconds) lies in. */
export function quarterOf(ms: number): Quarter {
  return Math.floor(ms / QUARTER_MS)
}

/** The canonical name of a zone, or a problem that names it. */
export function zoneOf(name: string): string {
  try {
    return Temporal.Now.zonedDateTimeISO(name).timeZoneId
  } catch {
    throw badRequest('unknown-zone', `'${name}' is not a time zone.`, {
      remedy: 'Use a name of the IANA list, such as Europe/Berlin or Asia/Kolkata.',
    })
  }
}

/** Reads `YYYY-MM-DD`; the name tells the person which input was wrong. */
export function dateOf(name: string, text: string): string {
  try {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new RangeError(text)
    const date = Temporal.PlainDate.from(text).toString()
    if (date < EARLIEST || date > LATEST) {
      throw badRequest('date-out-of-range', `${name} is ${text}: outside ${EARLIEST} to ${LATEST}.`)
    }
    return date
  } catch (error) {
    if (error instanceof RangeError) {
      throw badRequest('bad-date', `${name} is '${text}', which is not a date.`, {
        remedy: 'Write it as YYYY-MM-DD, such as 2026-03-01.',
      })
    }
    throw error
  }
}

/** Local date of an instant in a zone. */
export function localDate(ms: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(ms)
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString()
}

export function addDays(date: string, days: number): string {
  // A date has no zone: counted in UTC, where every day is as long. A year beyond 9999 is written longer.
  const text = new Date(Date.parse(date) + days * DAY_MS).toISOString()
  return text.slice(0, text.indexOf('T'))
}

/** Whole days from one date to another. */
export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' })
    .days
}

/** Starts of days that were worked out: every question of a page asks for the same ones. */
const STARTS = new Map<string, Quarter>()
const MOST_STARTS = 20_000

/** First quarter of a local day. */
export function startOfDay(date: string, zone: string): Quarter {
  const key = `${date} ${zone}`
  let start = STARTS.get(key)
  if (start === undefined) {
    start = quarterOf(Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds)
    if (STARTS.size >= MOST_STARTS) STARTS.clear()
    STARTS.set(key, start)
  }
  return start
}

/** The local days that lie in days of UTC, numbered from 1970 on; in order, none twice. */
export function localDaysIn(utcDays: Iterable<number>, zone: string): readonly Span[] {
  const spans = new Map<Quarter, Span>()
  for (const day of utcDays) {
    const end = (day + 1) * QUARTERS_A_DAY
    // By instants, never by the text of dates: beyond the year 9999 their order is another.
    for (let lo = day * QUARTERS_A_DAY; lo < end;) {
      const date = localDate(lo * QUARTER_MS, zone)
      const span = { lo: startOfDay(date, zone), hi: startOfDay(addDays(date, 1), zone) }
      spans.set(span.lo, span)
      // A day always ends after an instant that lies in it; were it not so, this must still end.
      lo = Math.max(span.hi, lo + 1)
    }
  }
  return [...spans.values()].toSorted((a, b) => a.lo - b.lo)
}

/** The first quarter of the local day that a quarter lies in. */
export function startOfDayAt(quarter: Quarter, zone: string): Quarter {
  return startOfDay(localDate(quarter * QUARTER_MS, zone), zone)
}

/** The instant as local ISO text with offset, to the minute. */
export function localInstant(ms: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(ms)
    .toZonedDateTimeISO(zone)
    .toString({ smallestUnit: 'minute', timeZoneName: 'never' })
}

export function spanOf(period: Period): Span {
  return { lo: startOfDay(period.from, period.zone), hi: startOfDay(period.to, period.zone) }
}

/** Start of the calendar bucket that a period's first day lies in. */
function floorDate(period: Period, grain: 'day' | 'week' | 'month'): Temporal.PlainDate {
  const plain = Temporal.PlainDate.from(period.from)
  if (grain === 'week') {
    const first = DAYS.indexOf(period.weekStart ?? 'monday')
    return plain.subtract({ days: (plain.dayOfWeek - 1 - first + 7) % 7 })
  }
  if (grain === 'month') return plain.with({ day: 1 })
  return plain
}

/**
 * Cuts a period into the buckets of a grain, in order and without holes. Weeks and months that reach
 * over the period's edge are clipped to it. An hour counts from local midnight; on a day whose clock
 * jumps by half an hour the day's last bucket is shorter.
 */
export function bucketsOf(period: Period, grain: Grain): readonly Bucket[] {
  const whole = spanOf(period)
  if (grain === 'all') return [{ ...whole, time: period.from, clipped: false }]
  if (grain === 'hour') return hoursOf(period)
  const out: Bucket[] = []
  let start = floorDate(period, grain).toString()
  let lo = startOfDay(start, period.zone)
  while (lo < whole.hi) {
    const next = grain === 'month' ? monthAfter(start) : addDays(start, grain === 'week' ? 7 : 1)
    const hi = startOfDay(next, period.zone)
    const clipped = lo < whole.lo || hi > whole.hi
    // A zone may leave a day out altogether (Samoa, December 2011): such a day has no bucket.
    if (hi > lo) {
      out.push({
        time: start,
        lo: Math.max(lo, whole.lo),
        hi: Math.min(hi, whole.hi),
        clipped,
      })
    }
    bounded(out.length, grain)
    start = next
    lo = hi
  }
  return out
}

function monthAfter(date: string): string {
  return Temporal.PlainDate.from(date).add({ months: 1 }).toString()
}

function hoursOf(period: Period): readonly Bucket[] {
  const out: Bucket[] = []
  for (let day = period.from; day < period.to; day = addDays(day, 1)) {
    const end = startOfDay(addDays(day, 1), period.zone)
    for (let lo = startOfDay(day, period.zone); lo < end; lo += 4) {
      const time = localInstant(lo * QUARTER_MS, period.zone)
      out.push({ time, lo, hi: Math.min(lo + 4, end), clipped: false })
    }
    bounded(out.length, 'hour')
  }
  return out
}

function bounded(count: number, grain: Grain): void {
  if (count <= MOST_BUCKETS) return
  throw badRequest('too-many-buckets', `The period has more than ${MOST_BUCKETS} ${grain}s.`, {
    remedy: 'Ask for a shorter period or a coarser grain.',
  })
}

/**
 * The comparison period: the same number of months before when the period is whole months, else the
 * same number of days before.
 */
export function periodBefore(period: Period): Period {
  const from = Temporal.PlainDate.from(period.from)
  const to = Temporal.PlainDate.from(period.to)
  if (from.day === 1 && to.day === 1) {
    const months = from.until(to, { largestUnit: 'months' }).months
    return { ...period, from: from.subtract({ months }).toString(), to: period.from }
  }
  const days = from.until(to, { largestUnit: 'days' }).days
  return { ...period, from: from.subtract({ days }).toString(), to: period.from }
}

/**
 * The instant of the comparison period that has elapsed as much as `asOf` has of the period: as many
 * local days and the same local time, so that a day of 23 hours does not shift it.
 */
export function elapsedBefore(period: Period, before: Period, asOf: number): Quarter {
  const now = Temporal.Instant.fromEpochMilliseconds(asOf).toZonedDateTimeISO(period.zone)
  const days = daysBetween(period.from, now.toPlainDate().toString())
  const at = Temporal.PlainDate.from(before.from)
    .add({ days })
    .toZonedDateTime({ timeZone: period.zone, plainTime: now.toPlainTime() })
  const hi = startOfDay(before.to, before.zone)
  return Math.min(quarterOf(at.epochMilliseconds), hi)
}
