import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useIntl } from 'react-intl'
import type { Answer, AnswerRow } from '../../contract/query.ts'
import type { Point } from '../charts/frame.ts'
import { api, type Parameters } from './api.ts'
import { named, type Names } from './catalogue.ts'
import type { Rolling } from './view.ts'

const CAMPUS_EVERY_MS = 10_000
const LMS_EVERY_MS = 30_000

/**
 * Asks, and asks again by itself; what was there stays until the new answer is. `when`: not before, so
 * that what is in sight is answered first.
 */
export function useAnswer(parameters: Parameters, kind: 'campus' | 'lms', when = true) {
  const names: Names = useIntl().messages
  const select = useCallback(
    (answer: Answer): Answer => ({ ...answer, metrics: named(answer.metrics, names) }),
    [names],
  )
  return useQuery({
    queryKey: ['query', parameters],
    queryFn: () => api.query(parameters),
    select,
    enabled: when,
    placeholderData: keepPreviousData,
    refetchInterval: everyMs(kind),
  })
}

/** How often what stands on the page is asked again. */
export function everyMs(kind: 'campus' | 'lms'): number {
  return kind === 'campus' ? CAMPUS_EVERY_MS : LMS_EVERY_MS
}

export function numberIn(row: AnswerRow | undefined, name: string): number | null {
  const value = row?.[name]
  return typeof value === 'number' ? value : null
}

/** A bucket is running when it reaches beyond what has been read; an estimate when from before. */
export function isRunning(answer: Answer, row: AnswerRow, name: string): boolean {
  const state = row[`${name}_state`]
  const last = answer.rows.findLast((r) => r[name] !== null)
  return (state === 'incomplete' || state === 'stale') && answer.period.partial && row === last
}

/** A week or month of which only a part lies in the period. */
export function isClipped(answer: Answer, row: AnswerRow): boolean {
  return String(row['time']) < answer.period.from
}

export function pointsOf(answer: Answer, name: string): Point[] {
  return answer.rows.map((row) => {
    const running = isRunning(answer, row, name)
    return {
      time: String(row['time']),
      value: numberIn(row, name),
      previous: numberIn(row, `${name}_previous`),
      running,
      clipped: isClipped(answer, row),
      estimate: !running && row[`${name}_state`] === 'incomplete',
    }
  })
}

/** The metric of the chart of active learners. */
export function activeMetric(rolling: Rolling): string {
  return rolling === 'none' ? 'active_learners' : `rolling_active_learners_${rolling}`
}
