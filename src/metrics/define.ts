import type { Fact } from '../facts/fact.ts'
import type { Grain } from '../kernel/time.ts'
import type { DimensionName } from './dimensions/dimension.ts'

/**
 * How a metric measures its fact. A new kind is added here and to the compiler, never as SQL in a metric.
 */
export type Measure = Flow | Level | Rolling | State | Elapsed | Ratio | Retention | Progress

/** What happened within a bucket: rows, or different values of columns. */
export interface Flow {
  readonly kind: 'flow'
  /** Column with the instant at which a row happened. */
  readonly instant: string
  readonly distinct: readonly string[] | null
  /** So many make one of the unit: 4 quarter hours an hour. */
  readonly per: number
}

/** What is alive at a bucket's end. */
export interface Level {
  readonly kind: 'level'
  /** Column from which on a row is alive; null: it always is. */
  readonly begins: string | null
  /** Column from which on it is no more; null: it stays. */
  readonly ends: string | null
  readonly distinct: 'learner' | null
}

/** Different learners of whom a row happened within the local days that end with the bucket. */
export interface Rolling {
  readonly kind: 'rolling'
  readonly instant: string
  readonly days: number
}

/** How pairs of learner and course stand as of the last reading: how many, or their mean. */
export interface State {
  readonly kind: 'state'
  readonly mean: Mean | null
  /** Only those without learning activity for so long. */
  readonly quiet: 'at risk' | 'lapsed' | null
}

/** What a course has in all, as the published course is now. */
export type Whole = 'points' | 'sections' | 'blocks' | 'places'

export interface Mean {
  readonly column: string
  /**
   * What the column is a part of, by course: its graded points, its subsections that give points, or its
   * completable blocks. A learner without any has none of it. Null: the column is a share by itself.
   */
  readonly of: Whole | null
}

/** Days from one instant of a pair to another, over the pairs whose later one lies within the bucket. */
export interface Elapsed {
  readonly kind: 'quantile'
  readonly from: string
  readonly instant: string
  readonly take: 'median' | 'mean'
}

/** Of the weeks since learners first enrolled, in which of them they learned; in percent. */
export interface Retention {
  readonly kind: 'retention'
}

/** How far learners who are enrolled at a bucket's end have come by then, on average; in percent. */
export interface Progress {
  readonly kind: 'progress'
  readonly begins: string
  readonly ends: string
}

/** One metric over another, at the asked grain. */
export interface Ratio {
  readonly kind: 'ratio'
  readonly of: Metric
  readonly to: Metric
}

export const flow = {
  count: (instant: string): Flow => ({ kind: 'flow', instant, distinct: null, per: 1 }),
  distinct: (distinct: string | readonly string[], instant: string, per = 1): Flow => ({
    kind: 'flow',
    instant,
    distinct: [distinct].flat(),
    per,
  }),
}

export const level = {
  count: (begins: string | null, ends: string | null = null): Level => ({
    kind: 'level',
    begins,
    ends,
    distinct: null,
  }),
  /** Different learners; only for rows that never end. */
  distinct: (distinct: 'learner', begins: string): Level => ({
    kind: 'level',
    begins,
    ends: null,
    distinct,
  }),
}

export const rolling = (days: number, instant: string): Rolling => ({
  kind: 'rolling',
  instant,
  days,
})

export const state = {
  count: (quiet: State['quiet'] = null): State => ({ kind: 'state', mean: null, quiet }),
  mean: (column: string, of: Mean['of'] = null): State => ({
    kind: 'state',
    mean: { column, of },
    quiet: null,
  }),
}

export const elapsed = (take: Elapsed['take'], from: string, instant: string): Elapsed => ({
  kind: 'quantile',
  from,
  instant,
  take,
})

export const retention: Retention = { kind: 'retention' }

export const progress = (begins: string, ends: string): Progress => ({
  kind: 'progress',
  begins,
  ends,
})

/**
 * Only rows whose column has one of these values, codes by their word, flags as true or false; or any
 * value at all, or none.
 */
export type Where = Readonly<Record<string, readonly (string | boolean)[] | 'present' | 'absent'>>

/** Another table that gives the same answer sooner. */
export interface RollUp {
  readonly fact: Fact
  readonly where?: Where
  /** Its rows are what is counted: they need not be told apart. */
  readonly unique?: true
  /** It says of each row when the learner's row before it was, in the course and anywhere. */
  readonly visits?: true
  /** Counts of its local days are kept. */
  readonly days?: true
  /** Of each learner in each course the first and the last row are kept. */
  readonly pairs?: true
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
  readonly rollUp?: RollUp
  readonly measure: Measure
  readonly where: Where
  /** Only who has completed all completable blocks: of the course, or of the section or subsection. */
  readonly finished?: 'course' | 'section'
  /** Enrollments whose end is not known are left out, and counted as unknown past. */
  readonly unknownPast?: true
  /** Who is left out: course teams and global staff, global staff only, or nobody. */
  readonly population: 'course' | 'account' | 'none'
  readonly dimensions: readonly DimensionName[]
  readonly grains: readonly Grain[]
  /** Values of buckets may be summed. */
  readonly additive: boolean
  /** Capabilities of the platform, as sources name them. */
  readonly needs: readonly string[]
  /** `recorded`: the platform keeps the instant. `watched`: exact only since Figures began to read. */
  readonly known: 'recorded' | 'watched'
}

type Given = Omit<Metric, 'where' | 'grains'> & Partial<Pick<Metric, 'where' | 'grains'>>

const GRAINS_OF: Readonly<Record<Measure['kind'], readonly Grain[]>> = {
  flow: ['hour', 'day', 'week', 'month', 'all'],
  level: ['hour', 'day', 'week', 'month', 'all'],
  rolling: ['day', 'week', 'month', 'all'],
  state: ['all'],
  quantile: ['week', 'month', 'all'],
  retention: ['week', 'month', 'all'],
  progress: ['day', 'week', 'month', 'all'],
  ratio: ['hour', 'day', 'week', 'month', 'all'],
}

/** What holds for every metric. */
const NOT_BEGUN = 'A bucket that has not begun has no value.'

/** Declares a metric; API, CSV, documentation and page follow from it. */
export function defineMetric(given: Given): Metric {
  const { measure } = given
  const counted = measure.kind === 'flow' ? measure.distinct : null
  // Different quarters of hours are different whatever is summed.
  const summable =
    measure.kind === 'flow' && (counted === null || counted.includes(measure.instant))
  if (given.additive && !summable) {
    throw new RangeError(`${given.name}: a ${measure.kind} of this kind is never additive`)
  }
  const doc = `${given.doc} ${NOT_BEGUN}`
  return { where: {}, grains: GRAINS_OF[measure.kind], ...given, doc }
}

/** Declares one metric over another; it can be split by what both can be split by. */
export function defineRatio(
  given: Pick<Metric, 'name' | 'label' | 'doc' | 'unit'> & { of: Metric; to: Metric },
): Metric {
  const { of, to, ...own } = given
  const both = <T>(a: readonly T[], b: readonly T[]): T[] => a.filter((one) => b.includes(one))
  return defineMetric({
    ...own,
    fact: of.fact,
    measure: { kind: 'ratio', of, to },
    population: of.population,
    dimensions: both(of.dimensions, to.dimensions),
    grains: both(of.grains, to.grains),
    additive: false,
    needs: [...new Set([...of.needs, ...to.needs])],
    known: [of.known, to.known].includes('watched') ? 'watched' : 'recorded',
  })
}

/** What a metric is where nothing is: none of a count, but no mean. */
export function nothingOf(metric: Metric): number | null {
  return saysHowMany(metric) ? null : 0
}

/** Means, medians and ratios say over how many they are. */
export function saysHowMany({ measure }: Metric): boolean {
  if (measure.kind === 'state') return measure.mean !== null
  return ['quantile', 'ratio', 'retention', 'progress'].includes(measure.kind)
}
