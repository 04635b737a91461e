import type { Catalogue } from '../../contract/metric.ts'
import type { Parameters } from './api.ts'
import type { Days } from './period.ts'
import type { ChartGrain } from './view.ts'

/** What a question can be narrowed to. */
export const NARROWED = ['site', 'organization', 'course'] as const
export type Narrowing = { readonly [name in (typeof NARROWED)[number]]?: string | undefined }

/** One metric, over time, split by a dimension, or as one figure. */
export interface Question {
  readonly metric: Catalogue['metrics'][number]
  readonly dimension: Catalogue['dimensions'][number] | undefined
  readonly grain: ChartGrain | undefined
  readonly compare: boolean
  readonly filter: Narrowing
  readonly days: Days
  readonly zone: string
}

/** The question as the API is asked it. */
export function parametersOf(question: Question): Parameters {
  const { metric, dimension, grain, days, filter } = question
  const unfit = unfitOf(question)
  const narrowed = NARROWED.filter((name) => !unfit.includes(name))
  return {
    metrics: metric.name,
    by: dimension?.name,
    from: days.from,
    to: days.to,
    zone: question.zone,
    ...Object.fromEntries(narrowed.map((name) => [name, filter[name]])),
    grain,
    compare: question.compare && dimension === undefined ? 'previous' : undefined,
    sort: dimension === undefined ? undefined : `-${metric.name}`,
  }
}

/** What is chosen and cannot narrow the metric: it is said, not silently left out. */
export function unfitOf({ metric, filter }: Pick<Question, 'metric' | 'filter'>) {
  return NARROWED.filter((name) => filter[name] !== undefined && !metric.dimensions.includes(name))
}
