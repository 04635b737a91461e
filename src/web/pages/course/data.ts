import { activeMetric } from '../../app/answer.ts'
import type { Parameters } from '../../app/api.ts'
import { addDays, type Days } from '../../app/period.ts'
import type { ChartGrain, Rolling } from '../../app/view.ts'

const HALF_A_YEAR_DAYS = 182
/** Before any course: whoever has ever reached a section. */
const BEGINNING = '2012-01-01'

/** What is compared between the cohorts of a course. */
export const COHORT_METRICS = [
  'current_enrollments',
  'active_learners',
  'content_progress',
  'average_grade',
  'at_risk_learners',
  'new_passing',
] as const

/** What tells the runs of a course apart; all of them from the beginning on. */
const RUN_METRICS = [
  'new_enrollments',
  'enrollments',
  'passing_learners',
  'content_progress',
  'average_grade',
  'days_to_complete',
] as const

/** The questions of the page of one course; each is also a link to its CSV. */
export function questionsOf(
  course: string,
  of: {
    days: Days
    today: string
    zone: string
    grain: ChartGrain
    flowGrain: ChartGrain
    compared: boolean
    rolling: Rolling
  },
) {
  const { days, today, zone, grain, flowGrain } = of
  const period: Parameters = { from: days.from, to: days.to, zone, course }
  const compare = of.compared ? 'previous' : undefined
  // As of now whatever the period: a short one ends today, so that it is not said to be incomplete.
  const now: Parameters = { from: today, to: addDays(today, 1), zone, course }
  return {
    totals: {
      ...period,
      metrics: 'active_learners,new_enrollments,new_passing',
      compare,
    },
    standing: {
      ...now,
      metrics:
        'current_enrollments,not_started_learners,at_risk_learners,lapsed_learners,content_progress,average_grade',
    },
    active: { ...period, metrics: activeMetric(of.rolling), grain, compare },
    flows: { ...period, metrics: 'new_enrollments,new_passing', grain: flowGrain },
    content: { ...now, metrics: 'current_enrollments', by: 'content_band' },
    points: { ...now, metrics: 'current_enrollments', by: 'progress_band' },
    grades: { ...now, metrics: 'current_enrollments', by: 'grade_band' },
    modes: { ...now, metrics: 'current_enrollments', by: 'mode' },
    weeks: {
      ...now,
      from: addDays(today, -HALF_A_YEAR_DAYS),
      metrics: 'retention',
      by: 'enrollment_week',
    },
    way: {
      ...now,
      from: BEGINNING,
      metrics: 'active_learners,subsection_finishers',
      by: 'subsection',
    },
    began: { ...now, from: BEGINNING, metrics: 'active_learners,days_to_complete' },
    enrolled: { ...period, metrics: 'enrollments', by: 'mode', grain },
    runs: {
      ...now,
      from: BEGINNING,
      course: undefined,
      metrics: RUN_METRICS.join(','),
    },
    // What tells of persons needs a week or more.
    people: { ...now, from: addDays(today, -27), metrics: 'current_enrollments' },
    cohorts: { ...period, metrics: COHORT_METRICS.join(','), by: 'cohort' },
  } satisfies Record<string, Parameters>
}
