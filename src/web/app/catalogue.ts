import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useIntl } from 'react-intl'
import type { Catalogue } from '../../contract/metric.ts'
import { api } from './api.ts'

/** The names that the language of the page has for metrics and dimensions. */
export type Names = Readonly<Record<string, unknown>>

/** Metrics under their names in the reader's language; those that operators declare keep theirs. */
export function named<TMetric extends { readonly name: string; readonly label: string }>(
  metrics: readonly TMetric[],
  names: Names,
  kind: 'metric' | 'dimension' = 'metric',
): TMetric[] {
  return metrics.map((metric) => {
    const label = names[`${kind}.${metric.name}`]
    return typeof label === 'string' ? { ...metric, label } : metric
  })
}

/** What a metric means in a sentence of the reader's language; none in English, which has it in full. */
export function briefOf(metric: { readonly name: string }, names: Names): string | undefined {
  const brief = names[`metric.${metric.name}.brief`]
  return typeof brief === 'string' ? brief : undefined
}

/** Every metric and dimension that there is. */
export function useCatalogue() {
  const names: Names = useIntl().messages
  const select = useCallback(
    (catalogue: Catalogue): Catalogue => ({
      metrics: named(catalogue.metrics, names),
      dimensions: named(catalogue.dimensions, names, 'dimension'),
    }),
    [names],
  )
  return useQuery({ queryKey: ['metrics'], queryFn: api.metrics, select })
}
