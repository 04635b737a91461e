import type { Fact } from '../facts/fact.ts'
import type { Grain } from '../kernel/time.ts'
import type { DimensionName } from './dimensions.ts'

/**
 * How a metric measures its fact. A flow counts what happened within a bucket; a level counts what is
 * alive at its end. `distinct` counts different learners or courses instead of rows.
 */
export type Measure =
  | {
      readonly kind: 'flow'
      /** Column with the instant at which a row happened. */
      readonly instant: string
      readonly distinct: 'learner' | 'course' | null
    }
  | {
      readonly kind: 'level'
      /** Column from which on a row is alive; null: it always is. */
      readonly begins: string | null
      /** Column from which on it is no more; null: it stays. */
      readonly ends: string | null
      readonly distinct: 'learner' | null
    }

export const flow = {
  count: (instant: string): Measure => ({ kind: 'flow', instant, distinct: null }),
  distinct: (distinct: 'learner' | 'course', instant: string): Measure => ({
    kind: 'flow',
    instant,
    distinct,
  }),
}

export const level = {
  count: (begins: string | null, ends: string | null = null): Measure => ({
    kind: 'level',
    begins,
    ends,
    distinct: null,
  }),
  /** Different learners; only for rows that never end. */
  distinct: (distinct: 'learner', begins: string): Measure => ({
    kind: 'level',
    begins,
    ends: null,
    distinct,
  }),
}

export interface Metric {
  readonly name: string
  readonly label: string
  /**
   * The definition that users read: what is counted, whose, which evidence, day boundary, what is left
   * out, additive over what, known limits.
   */
  readonly doc: string
  readonly unit: string
  readonly fact: Fact
  /** Another table that gives the same answer sooner, when all asked columns are in it. */
  readonly rollUp?: Fact
  readonly measure: Measure
  /** Only rows whose column has one of these values: codes by their word, flags as true or false. */
  readonly where: Readonly<Record<string, readonly (string | boolean)[]>>
  /** Who is left out: course teams and global staff, global staff only, or nobody. */
  readonly population: 'course' | 'account' | 'none'
  readonly dimensions: readonly DimensionName[]
  readonly grains: readonly Grain[]
  /** Values of buckets may be summed. */
  readonly additive: boolean
  /** Capability of the platform, as sources name them. */
  readonly needs: string
  /** `recorded`: the platform keeps the instant. `watched`: exact only since Figures began to read. */
  readonly known: 'recorded' | 'watched'
}

type Given = Omit<Metric, 'where' | 'grains'> & Partial<Pick<Metric, 'where' | 'grains'>>

/** Declares a metric; API, CSV, documentation and page follow from it. */
export function defineMetric(given: Given): Metric {
  const { measure } = given
  if (measure.kind === 'level' && given.additive) {
    throw new RangeError(`${given.name}: a level is never additive over time`)
  }
  if (measure.kind === 'flow' && measure.distinct !== null && given.additive) {
    throw new RangeError(`${given.name}: a distinct count is never additive`)
  }
  return { where: {}, grains: ['hour', 'day', 'week', 'month', 'all'], ...given }
}
