import type { ValueState } from '../contract/metric.ts'
import type { AnswerRow } from '../contract/query.ts'
import { QUARTER_MS, type Bucket } from '../kernel/time.ts'
import { nothingOf, saysHowMany, type Metric } from './define.ts'
import { STALE_AFTER_MS, type Knowing } from './knowledge.ts'
import type { Peopled } from './suppress.ts'

/** One metric of an answer: its values by group and place, and what is known of them. */
export interface ColumnOf extends Peopled {
  readonly metric: Metric
  readonly knowing: Knowing
  readonly unknownPast: number | null
  /** Where the period's buckets begin among the values; null without a comparison. */
  readonly offset: number | null
}

/** Writes a metric's value, state, size and value before into a row. */
export function fillCell(
  row: AnswerRow,
  column: ColumnOf,
  at: {
    readonly key: string
    readonly bucket: Bucket
    readonly b: number
    readonly now: number
    /** Of the group, by place: values that must not be shown. */
    readonly hidden: readonly boolean[] | undefined
  },
): void {
  const { metric, knowing, inside, offset } = column
  const line = inside.get(at.key)
  const future = at.bucket.lo * QUARTER_MS >= at.now
  const place = (offset ?? 0) + at.b
  const hides = (n: number): boolean => at.hidden?.[n] === true
  const known = knowing.available && !future
  const shown = known && !hides(place)
  const valueAt = (n: number): number | null =>
    line === undefined ? nothingOf(metric) : line.values[n]!
  row[metric.name] = shown ? valueAt(place) : null
  const care = stateOf(metric, knowing, { bucket: at.bucket, now: at.now })
  const empty = shown && valueAt(place) === null && care !== 'incomplete'
  // Nothing is known of what is to come, by metrics of now either.
  const notBegun = future ? (care ?? 'incomplete') : care
  const state = known && !shown ? 'suppressed' : empty ? 'empty' : notBegun
  if (state !== null) row[`${metric.name}_state`] = state
  if (saysHowMany(metric)) row[`${metric.name}_n`] = shown ? (line?.n[place] ?? 0) : null
  if (offset === null) return
  const reached = knowing.available && at.b < offset && metric.measure.kind !== 'state'
  row[`${metric.name}_previous`] = reached && !hides(at.b) ? valueAt(at.b) : null
}

/** Why a value is to be read with care, or null. */
function stateOf(
  metric: Metric,
  knowing: Knowing,
  at: { readonly bucket: Bucket; readonly now: number },
): ValueState | null {
  if (!knowing.available) return 'unavailable'
  // Answered as of now, whatever the period.
  const { measure } = metric
  if (measure.kind === 'level' && measure.begins === null) return null
  if (knowing.asOf === null) return 'incomplete'
  const seenTo = knowing.asOf
  if (measure.kind === 'state') return at.now - seenTo > STALE_AFTER_MS ? 'stale' : null
  if (at.bucket.hi * QUARTER_MS > seenTo) {
    return at.now - seenTo > STALE_AFTER_MS ? 'stale' : 'incomplete'
  }
  const complete = knowing.completeFrom
  if (complete !== null && at.bucket.lo * QUARTER_MS < complete) return 'incomplete'
  const from = knowing.watchedFrom
  const unwatched = metric.known === 'watched' && from !== null && at.bucket.lo * QUARTER_MS < from
  return unwatched || at.bucket.clipped ? 'incomplete' : null
}
