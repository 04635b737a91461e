import { learnerCourse } from '../facts/learner-course.ts'
import { beginsDay, type Bucket } from '../kernel/time.ts'
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
 * are kept; a long one that ends now; and the others.
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
  const days = daysTell(metric, asked) ? keptDays(knowledge.daysIn) : () => false
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
  return [
    ...portion(days, { days: true }),
    ...portion((b) => !days(b) && isLong(b), { pairs: true }),
    ...portion((b) => !days(b) && !isLong(b), {}),
  ]
}

/** Whether a bucket is a run of whole local days of a zone, and not too long. */
function keptDays(zone: string | null): (bucket: Bucket) => boolean {
  if (zone === null) return () => false
  const edges = new Map<number, boolean>()
  const isEdge = (quarter: number): boolean => {
    const known = edges.get(quarter) ?? beginsDay(quarter, zone)
    edges.set(quarter, known)
    return known
  }
  return ({ lo, hi }) => hi - lo <= MOST_KEPT_QUARTERS && isEdge(lo) && isEdge(hi)
}
