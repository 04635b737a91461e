import { keepPreviousData, useInfiniteQuery, type InfiniteData } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useIntl } from 'react-intl'
import type { Answer } from '../../contract/query.ts'
import { everyMs } from './answer.ts'
import { api, type Parameters } from './api.ts'
import { named } from './catalogue.ts'

/**
 * Asks for an answer page by page, and again by itself: the rows of all pages that were asked for are one
 * answer. `next` of it is null when there are no more.
 */
export function usePages(parameters: Parameters, kind: 'campus' | 'lms', rows: number) {
  const names = useIntl().messages
  const select = useCallback(
    ({ pages }: InfiniteData<Answer>): Answer => {
      const [first, last] = [pages[0]!, pages.at(-1)!]
      return {
        ...first,
        metrics: named(first.metrics, names),
        rows: pages.flatMap((page) => page.rows),
        labels: joined(pages.map((page) => page.labels)),
        total: last.total,
        next: last.next,
      }
    },
    [names],
  )
  return useInfiniteQuery({
    queryKey: ['pages', parameters],
    queryFn: ({ pageParam }) => api.query({ ...parameters, limit: String(rows), after: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Answer) => page.next ?? undefined,
    select,
    placeholderData: keepPreviousData,
    refetchInterval: everyMs(kind),
  })
}

function joined(all: readonly Answer['labels'][]): Answer['labels'] {
  const labels: Record<string, Record<string, string>> = {}
  for (const [dimension, names] of all.flatMap((some) => Object.entries(some))) {
    labels[dimension] = { ...labels[dimension], ...names }
  }
  return labels
}
