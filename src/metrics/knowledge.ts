import type { Fact } from '../facts/fact.ts'
import { learnerCourse } from '../facts/learner-course.ts'
import { sectionDone } from '../facts/section.ts'
import type { Metric } from './define.ts'
import type { Dimension } from './dimensions/dimension.ts'

/** What is known of the capability that a metric rests on. Instants in milliseconds. */
export interface Knowing {
  readonly source: string
  /** The platform shows what is needed. */
  readonly available: boolean
  /** What is missing, and the remedy. */
  readonly missing: string
  /** What happened up to then is counted; null before the first reading is through. */
  readonly asOf: number | null
  /** While older facts are still being read: complete from then on; null when none are missing. */
  readonly completeFrom: number | null
  /** Watched since; null when the source knows the whole past. */
  readonly watchedFrom: number | null
}

/** Told by ingest, asked by metrics. */
export interface Knowledge {
  of(capability: string): Knowing
  /** Whether a roll-up is whole, so that answers may come from it. */
  isWhole(rollUp: Fact): boolean
  /** Zone of whose local days counts are kept; null when of none. */
  readonly daysIn: string | null
  /** Changes whenever an answer might. */
  readonly stamp: string
  /** "Now" for answers: the freshest instant that any source has been read at. */
  readonly now: number
}

/** A source not read for so long makes values stale. */
export const STALE_AFTER_MS = 24 * 3_600_000

/**
 * What is known of all that a metric and the dimensions asked for rest on. What derives from a fact that is not made yet, during a
 * first load, is as good as not read.
 */
export function knowingOf(
  knowledge: Knowledge,
  metric: Metric,
  dimensions: readonly Dimension[] = [],
): Knowing {
  const needs = new Set([...metric.needs, ...dimensions.flatMap((d) => d.needs ?? [])])
  const all = [...needs].map((name) => knowledge.of(name))
  const instants = (pick: (k: Knowing) => number | null): number[] =>
    all.flatMap((k) => pick(k) ?? [])
  const read = instants((k) => k.asOf)
  const { fact, measure } = metric
  const derived = measure.kind === 'progress' || fact === sectionDone ? learnerCourse : fact
  const built = derived.version === undefined || knowledge.isWhole(derived)
  const missing = all.filter((k) => !k.available)
  const latest = (some: number[]): number | null => (some.length === 0 ? null : Math.max(...some))
  return {
    source: [...new Set(all.map((k) => k.source).filter((s) => s !== ''))].join(', '),
    available: missing.length === 0,
    missing: missing.map((k) => k.missing).join(' '),
    asOf: built && read.length === all.length ? Math.min(...read) : null,
    completeFrom: latest(instants((k) => k.completeFrom)),
    watchedFrom: latest(instants((k) => k.watchedFrom)),
  }
}
