import type { Answer } from '../contract/query.ts'
import type { Bucket } from '../kernel/time.ts'
import type { AnswerContext } from './answer.ts'
import type { ColumnOf } from './cell.ts'
import { level, saysHowMany, type Metric } from './define.ts'
import { STALE_AFTER_MS } from './knowledge.ts'
import type { Resolved } from './resolve.ts'
import { valuesOf, type ValuesOf } from './values.ts'

/** How many enrollments had begun by the period's end and ended at an instant that nobody knows. */
export async function unknownPastOf(
  context: AnswerContext,
  metric: Metric,
  of: {
    readonly question: ValuesOf['question']
    readonly buckets: readonly Bucket[]
    readonly zone: string
  },
): Promise<number> {
  const left = { ...metric, measure: level.count('begun'), where: { ending: ['unknown'] } }
  const values = await valuesOf(context, left, {
    question: { ...of.question, by: [] },
    parts: [of.buckets.slice(-1)],
    zone: of.zone,
    groups: new Map(),
  })
  return values.get('[]')?.values[0] ?? 0
}

/** What an answer says of a metric beside its values. */
export function described(
  { metric, knowing, unknownPast }: ColumnOf,
  of: { readonly resolved: Resolved; readonly context: AnswerContext },
): Answer['metrics'][number] {
  const iso = (ms: number | null): string | null =>
    ms === null ? null : new Date(ms).toISOString()
  const stale = knowing.asOf !== null && of.context.now - knowing.asOf > STALE_AFTER_MS
  return {
    name: metric.name,
    label: metric.label,
    doc: metric.doc,
    unit: metric.unit,
    kind: metric.measure.kind,
    additive: metric.additive,
    mean: saysHowMany(metric),
    overlapping: of.resolved.by.some((d) => d.overlapping),
    asOf: iso(knowing.asOf),
    exactFrom: metric.known === 'watched' ? iso(knowing.watchedFrom) : null,
    unknownPast,
    source: knowing.source,
    state: !knowing.available ? 'unavailable' : stale ? 'stale' : null,
    missing: knowing.missing,
  }
}
