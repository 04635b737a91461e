import { beginsDay, type Bucket } from '../kernel/time.ts'
import type { AnswerContext } from './answer.ts'
import { daysTell, MOST_KEPT_QUARTERS } from './compile/kept.ts'
import type { Question } from './compile/question.ts'
import type { Metric } from './define.ts'

/** Some of the buckets asked for, and the place of each among all. */
export interface Portion {
  readonly question: Question
  readonly at: readonly number[]
}

/**
 * One question as the statements that answer it soonest: buckets that are whole local days of which
 * counts are kept, and the others.
 */
export function portionsOf(
  context: AnswerContext,
  metric: Metric,
  asked: Omit<Question, 'rollUps' | 'days'>,
): readonly Portion[] {
  const { knowledge } = context
  const { rollUp, measure } = metric
  const rollUps =
    (context.rollUps ?? true) && rollUp !== undefined && knowledge.isWhole(rollUp.fact)
  const all: Portion = { question: { ...asked, rollUps }, at: asked.buckets.map((_, i) => i) }
  const zone = rollUps && daysTell(metric, asked) ? knowledge.daysIn : null
  if (zone === null) return [all]
  const edges = new Map<number, boolean>()
  const isEdge = (quarter: number): boolean => {
    const known = edges.get(quarter) ?? beginsDay(quarter, zone)
    edges.set(quarter, known)
    return known
  }
  const isKept = ({ lo, hi }: Bucket): boolean =>
    hi - lo <= MOST_KEPT_QUARTERS && isEdge(lo) && isEdge(hi)
  // A rolling count goes on from one day to the next.
  if (measure.kind === 'rolling') {
    return asked.buckets.every(isKept)
      ? [{ ...all, question: { ...all.question, days: true } }]
      : [all]
  }
  const portion = (days: boolean): readonly Portion[] => {
    const at = all.at.filter((i) => isKept(asked.buckets[i]!) === days)
    const buckets = at.map((i) => asked.buckets[i]!)
    return at.length === 0 ? [] : [{ question: { ...asked, buckets, rollUps, days }, at }]
  }
  return [...portion(true), ...portion(false)]
}
