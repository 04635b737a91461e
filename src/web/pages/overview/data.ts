import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Answer, AnswerRow } from '../../../contract/query.ts'
import { api, type Parameters } from '../../app/api.ts'
import { dayCount, type Days } from '../../app/period.ts'
import type { ChartGrain, View } from '../../app/view.ts'
import type { Point } from '../../charts/frame.ts'

const CAMPUS_EVERY_MS = 10_000
const LMS_EVERY_MS = 30_000

export const COURSE_METRICS = 'active_learners,enrollments,new_enrollments,new_passing'

/** The questions of the page; each is also a link to its CSV. */
export function questionsOf(view: View, of: { days: Days; zone: string; grain: ChartGrain }) {
  const { days, zone, grain } = of
  const shared: Parameters = {
    from: days.from,
    to: days.to,
    zone,
    site: view.site,
    course: view.course,
  }
  return {
    totals: {
      ...shared,
      metrics: 'active_learners,enrollments,new_enrollments,new_passing',
      compare: 'previous',
    },
    active: { ...shared, metrics: 'active_learners', grain, compare: 'previous' },
    flows: { ...shared, metrics: 'new_enrollments,new_passing', grain: flowGrain(days, grain) },
    courses: {
      ...shared,
      // The ranking stays whole when one course is looked at, so that another can be chosen.
      course: undefined,
      metrics: COURSE_METRICS,
      by: 'course,course_state',
      compare: 'previous',
      sort: `-${view.sort}`,
    },
  } satisfies Record<string, Parameters>
}

/** Pairs of bars need more room than a line: fewer buckets than the line may have. */
export function flowGrain(days: Days, grain: ChartGrain): ChartGrain {
  if (grain !== 'day') return grain
  return dayCount(days) <= 31 ? 'day' : 'week'
}

/** Asks, and asks again by itself; what was there stays until the new answer is. */
export function useAnswer(parameters: Parameters, kind: 'campus' | 'lms') {
  return useQuery({
    queryKey: ['query', parameters],
    queryFn: () => api.query(parameters),
    placeholderData: keepPreviousData,
    refetchInterval: kind === 'campus' ? CAMPUS_EVERY_MS : LMS_EVERY_MS,
  })
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

export function pointsOf(answer: Answer, name: string): Point[] {
  return answer.rows.map((row) => {
    const running = isRunning(answer, row, name)
    return {
      time: String(row['time']),
      value: numberIn(row, name),
      previous: numberIn(row, `${name}_previous`),
      running,
      // A week or month of which only a part lies in the period.
      clipped: String(row['time']) < answer.period.from,
      estimate: !running && row[`${name}_state`] === 'incomplete',
    }
  })
}
