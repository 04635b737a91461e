import { learnerCourse } from '../facts/learner-course.ts'
import { teacherQuarter } from '../facts/teacher.ts'
import { QUARTERS_A_DAY, startOfDayAt, type Bucket, type Quarter } from '../kernel/time.ts'
import type { AnswerContext } from './answer.ts'
import { daysTell, MOST_KEPT_QUARTERS } from './compile/kept.ts'
import { LONG_QUARTERS, pairsTell } from './compile/pairs.ts'
import type { Question } from './compile/question.ts'
import type { Metric } from './define.ts'

/** Some of the buckets asked for, and the place of each among all. */
export interface Portion {
  readonly question: Question
  readonly at: readonly number[]
}

type Asked = Omit<Question, 'rollUps' | 'days' | 'pairs'>

/**
 * One question as the statements that answer it soonest: buckets that are whole local days of which counts
 * are kept, or are but for a part of the last day; a long one that ends now; and the others.
 */
export function portionsOf(
  context: AnswerContext,
  metric: Metric,
  asked: Asked,
): readonly Portion[] {
  const { knowledge } = context
  const { rollUp, measure } = metric
  const carried = [...asked.by, ...asked.filter.map((f) => f.dimension)].flatMap((d) => d.carries)
  const rollUps =
    (context.rollUps ?? true) &&
    rollUp !== undefined &&
    knowledge.isWhole(rollUp.fact) &&
    // A block is in no roll-up.
    carried.every((column) => column in rollUp.fact.columns)
  const all = { question: { ...asked, rollUps }, at: asked.buckets.map((_, i) => i) }
  if (!rollUps) return [all]
  const kept = daysTell(metric, asked) && knowledge.isWhole(teacherQuarter)
  const { days, cutOf } = keptDays(kept ? knowledge.daysIn : null)
  // A rolling count goes on from one day to the next.
  if (measure.kind === 'rolling') {
    return [{ ...all, question: { ...all.question, days: asked.buckets.every(days) } }]
  }
  const pairs = pairsTell(metric, asked) && knowledge.isWhole(learnerCourse)
  const isLong = (b: Bucket): boolean => pairs && b.hi > asked.asOf && b.hi - b.lo >= LONG_QUARTERS
  const portion = (has: (b: Bucket) => boolean, how: Partial<Question>): readonly Portion[] => {
    const at = all.at.filter((i) => has(asked.buckets[i]!))
    const buckets = at.map((i) => asked.buckets[i]!)
    return at.length === 0 ? [] : [{ question: { ...all.question, ...how, buckets }, at }]
  }
  const other = (b: Bucket): boolean => !days(b) && cutOf(b) === null
  return [
    ...portion(days, { days: true }),
    ...asked.buckets.flatMap((bucket) => {
      const cut = cutOf(bucket)
      return cut === null ? [] : portion((b) => b === bucket, { days: true, cut })
    }),
    ...portion((b) => other(b) && isLong(b), { pairs: true }),
    ...portion((b) => other(b) && !isLong(b), {}),
  ]
}

/** With fewer whole days a bucket is looked at as it is. */
const LEAST_KEPT_QUARTERS = 7 * QUARTERS_A_DAY

/** Which buckets are runs of whole local days of a zone and not too long, and where others are cut short. */
function keptDays(zone: string | null): {
  readonly days: (bucket: Bucket) => boolean
  /** The beginning of the bucket's last day, of which a part is missing. */
  readonly cutOf: (bucket: Bucket) => Quarter | null
} {
  if (zone === null) return { days: () => false, cutOf: () => null }
  const dayAt = new Map<Quarter, Quarter>()
  const dayOf = (quarter: Quarter): Quarter => {
    const known = dayAt.get(quarter) ?? startOfDayAt(quarter, zone)
    dayAt.set(quarter, known)
    return known
  }
  const fits = ({ lo, hi }: Bucket): boolean => hi - lo <= MOST_KEPT_QUARTERS && dayOf(lo) === lo
  return {
    days: (b) => fits(b) && dayOf(b.hi) === b.hi,
    cutOf: (b) => {
      const cut = dayOf(b.hi)
      return fits(b) && cut !== b.hi && cut - b.lo >= LEAST_KEPT_QUARTERS ? cut : null
    },
  }
}
