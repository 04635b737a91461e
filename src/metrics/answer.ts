import type { Answer, AnswerRow, Query } from '../contract/query.ts'
import { badRequest } from '../kernel/problem.ts'
import { bucketsOf, quarterOf, type Bucket, type WeekStart } from '../kernel/time.ts'
import type { Store } from '../store/store.ts'
import type { MetricCatalogue } from './catalogue.ts'
import { fillCell, type ColumnOf } from './cell.ts'
import { QUIET_DAYS, type QuietDays } from './compile/question.ts'
import { described, unknownPastOf } from './described.ts'
import { knowingOf, type Knowing, type Knowledge } from './knowledge.ts'
import { labelsAmong, labelsOf } from './labels.ts'
import { pageOf } from './page.ts'
import { resolve, type Resolved } from './resolve.ts'
import type { Scope } from './scope.ts'
import { hiddenOf, isPersonal } from './suppress.ts'
import { valuesOf, type ValuesOf } from './values.ts'

const MOST_ROWS = 100_000

export interface AnswerContext {
  readonly catalogue: MetricCatalogue
  readonly store: Store
  readonly knowledge: Knowledge
  readonly scope: Scope
  /** Zone when neither the query nor a single site gives one. */
  readonly zone: string
  /** Day that the weeks of a site begin on; of null, those of several sites. Monday unless given. */
  readonly weekStarts?: (site: string | null) => WeekStart
  /** The present, milliseconds: decides which buckets are still running and the default period. */
  readonly now: number
  readonly rollUps?: boolean
  /** Days without activity that make a learner at risk, and lapsed. */
  readonly quiet?: QuietDays
  /** The fewest learners that a value split or filtered by what is known of persons may stand for. */
  readonly smallestGroup?: number
}

/** Unless the operator says otherwise. */
export const SMALLEST_GROUP = 5

/** Answers a query: whole buckets, states, comparison, labels, sorted and cut as asked. */
export async function answer(context: AnswerContext, query: Query): Promise<Answer> {
  const resolved = await resolve(context, query)
  const buckets = bucketsOf(resolved.period, query.grain)
  const before =
    resolved.comparison === null ? null : previousBuckets(resolved, query.grain, buckets.length)
  const groups = new Map<string, readonly (string | null)[]>()
  const parts = before === null ? [buckets] : [before, buckets]
  const asked = { parts, zone: resolved.period.zone }
  const all = [...resolved.by, ...resolved.filter.map((f) => f.dimension)]
  const personal = isPersonal(all)
  const columns = await Promise.all(
    resolved.metrics.map(async (metric): Promise<ColumnOf> => {
      const knowing = knowingOf(context.knowledge, metric, all)
      const question = { ...questionOf(context, resolved, knowing), people: personal }
      const none = new Map()
      const { available } = knowing
      const inside = available
        ? await valuesOf(context, metric, { ...asked, groups, question })
        : none
      const left = available && isPersonal(resolved.filter.map((f) => f.dimension))
      const outside = left
        ? await valuesOf(context, metric, {
            ...asked,
            groups: none,
            question: { ...question, outside: true },
          })
        : null
      const offset = before === null ? null : before.length
      const unknownPast =
        available && !personal && metric.unknownPast === true
          ? await unknownPastOf(context, metric, { question, buckets, zone: asked.zone })
          : null
      return { metric, knowing, inside, outside, offset, unknownPast }
    }),
  )
  if (query.by.length === 0) groups.set('[]', [])
  if (groups.size * buckets.length > MOST_ROWS) {
    throw badRequest('too-many-rows', `The answer would have more than ${MOST_ROWS} rows.`, {
      remedy: 'Ask for fewer dimensions, a shorter period or a coarser grain.',
    })
  }
  const hidden = personal
    ? hiddenOf(columns, groups, {
        by: resolved.by,
        smallest: context.smallestGroup ?? SMALLEST_GROUP,
        buckets: parts.flat(),
      })
    : null
  const rows: AnswerRow[] = []
  for (const [key, group] of groups) {
    buckets.forEach((bucket, b) => {
      const row: AnswerRow = {}
      resolved.by.forEach((dimension, i) => (row[dimension.name] = group[i] ?? null))
      if (query.grain !== 'all') row['time'] = bucket.time
      for (const column of columns) {
        fillCell(row, column, { key, bucket, b, now: context.now, hidden: hidden?.get(key) })
      }
      rows.push(row)
    })
  }
  const labels = await labelsOf(context.store, resolved.by, rows)
  const page = pageOf(rows, query, { by: resolved.by, labels })
  return {
    period: { ...resolved.period, partial: resolved.running },
    comparison:
      resolved.comparison === null ? null : { ...resolved.comparison, partial: resolved.running },
    grain: query.grain,
    metrics: columns.map((column) => described(column, { resolved, context })),
    labels: labelsAmong(labels, page.rows),
    ...page,
  }
}

/** The comparison's buckets, cut where the running period has not come to yet. */
function previousBuckets(
  resolved: Resolved,
  grain: Query['grain'],
  count: number,
): readonly Bucket[] {
  const all = bucketsOf(resolved.comparison!, grain).slice(0, count)
  const { elapsed } = resolved
  if (elapsed === null) return all
  return all.filter((b) => b.lo < elapsed).map((b) => ({ ...b, hi: Math.min(b.hi, elapsed) }))
}

function questionOf(
  context: AnswerContext,
  resolved: Resolved,
  knowing: Knowing,
): ValuesOf['question'] {
  return {
    by: resolved.by,
    filter: resolved.filter,
    population: resolved.population,
    scope: context.scope,
    now: quarterOf(context.now),
    asOf: quarterOf(knowing.asOf ?? context.now),
    quiet: context.quiet ?? QUIET_DAYS,
    people: false,
    outside: false,
  }
}
