import { activeMetric } from '../../app/answer.ts'
import type { Parameters } from '../../app/api.ts'
import type { Days } from '../../app/period.ts'
import { flowGrain } from '../../sections/data.ts'
import type { ChartGrain, View } from '../../app/view.ts'

/** What changed, at a glance. */
export const KEY_METRICS = [
  'active_learners',
  'hours_on_course',
  'new_enrollments',
  'new_passing',
] as const

export const COURSE_METRICS = 'active_learners,enrollments,new_enrollments,new_passing'

/** The questions of the page; each is also a link to its CSV. */
export function questionsOf(view: View, of: { days: Days; zone: string; grain: ChartGrain }) {
  const { days, zone, grain } = of
  const shared: Parameters = {
    from: days.from,
    to: days.to,
    zone,
    site: view.site,
    organization: view.organization,
    course: view.course,
  }
  const compare = view.compare ? 'previous' : undefined
  return {
    totals: {
      ...shared,
      metrics: KEY_METRICS.join(','),
      compare,
    },
    attention: {
      from: days.from,
      to: days.to,
      zone,
      site: view.site,
      organization: view.organization,
    },
    active: { ...shared, metrics: activeMetric(view.rolling), grain, compare },
    // The first two are drawn as bars; all of them stand small beside their figures.
    flows: {
      ...shared,
      metrics: 'new_enrollments,new_passing,hours_on_course,active_learners',
      grain: flowGrain(days, grain),
    },
    courses: {
      ...shared,
      // The ranking stays whole when one course is looked at, so that another can be chosen.
      course: undefined,
      metrics: COURSE_METRICS,
      by: 'course,course_state',
      compare,
      sort: `-${view.sort}`,
    },
  } satisfies Record<string, Parameters>
}
