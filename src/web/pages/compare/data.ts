import type { Catalogue } from '../../../contract/metric.ts'
import type { Parameters } from '../../app/api.ts'
import { grainOf, type Days } from '../../app/period.ts'
import { CHART_GRAINS, USUAL_COLUMNS, type ChartGrain, type View } from '../../app/view.ts'

/** What can stand side by side. */
export const COMPARED = ['site', 'organization', 'course', 'cohort'] as const
export type Compared = (typeof COMPARED)[number]

/** The questions of the page, and the figures that it can be asked for. */
export function questionsOf(
  view: View,
  of: { by: Compared; days: Days; zone: string; metrics: Catalogue['metrics'] },
) {
  const { by, days, zone } = of
  const choices = of.metrics.filter((m) => m.dimensions.includes(by) && m.grains.includes('all'))
  const chosen = view.columns.filter((c) => choices.some((m) => m.name === c))
  const columns = chosen.length === 0 ? [...USUAL_COLUMNS] : chosen
  const shared: Parameters = {
    by,
    from: days.from,
    to: days.to,
    zone,
    site: view.site,
    organization: view.organization,
    course: by === 'cohort' ? view.course : undefined,
    ...(view.items.length === 0 ? {} : { [by]: view.items }),
  }
  const first = choices.find((m) => m.name === columns[0])
  // What has no history is not drawn: the people who learned stand in.
  const timed = first?.grains.includes('day') === true ? first : undefined
  const grains: readonly ChartGrain[] = CHART_GRAINS.filter(
    (g) => timed === undefined || timed.grains.includes(g),
  )
  const grain = grainOf(undefined, days, grains)
  return {
    choices,
    columns,
    grain,
    table: {
      ...shared,
      metrics: columns.join(','),
      compare: view.compare ? 'previous' : undefined,
      sort: `-${columns[0]!}`,
    },
    over: { ...shared, metrics: timed?.name ?? 'active_learners', grain },
  } satisfies Record<string, unknown>
}
