import { useQuery } from '@tanstack/react-query'
import { FormattedMessage, useIntl } from 'react-intl'
import type { Session } from '../../../contract/session.ts'
import { useAnswer } from '../../app/answer.ts'
import { api } from '../../app/api.ts'
import { usePlaces } from '../../app/choices.ts'
import { useNow } from '../../app/now.ts'
import { daysOf, grainOf } from '../../app/period.ts'
import { zoneOf } from '../../app/site.ts'
import { CHART_GRAINS, type ChartGrain, USUAL_COLUMNS, useView } from '../../app/view.ts'
import { Columns } from '../../parts/Columns.tsx'
import { Filters } from '../../parts/Filters.tsx'
import { PageTitle } from '../../parts/PageTitle.tsx'
import { Pick } from '../../parts/Pick.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { HeatTable } from './HeatTable.tsx'
import { compare } from './messages.ts'
import { Multiples } from './Multiples.tsx'

export const COMPARED = ['site', 'organization', 'course'] as const

/** The grains of the metric that is drawn over time. */
function grainsOf(
  metric: { readonly name: string; readonly grains: readonly string[] } | undefined,
  drawn: string,
): readonly ChartGrain[] {
  return CHART_GRAINS.filter((g) => metric?.name !== drawn || metric.grains.includes(g))
}

/** Sites, organizations or courses side by side: a table with heat, and the first figure over time. */
export function Compare(props: { session: Session }) {
  const { session } = props
  const intl = useIntl()
  const [view, change] = useView()
  const several = session.sites.length > 1
  const by = COMPARED.find((c) => c === view.by) ?? (several ? 'site' : 'course')
  const zone = zoneOf(session, view)
  const days = daysOf(view, zone, useNow())
  const catalogue = useQuery({ queryKey: ['metrics'], queryFn: api.metrics })
  const choices = (catalogue.data?.metrics ?? []).filter(
    (m) => m.dimensions.includes(by) && m.grains.includes('all'),
  )
  const chosen = view.columns.filter((c) => choices.some((m) => m.name === c))
  const columns = chosen.length === 0 ? [...USUAL_COLUMNS] : chosen
  const shared = {
    by,
    from: days.from,
    to: days.to,
    zone,
    site: view.site,
    organization: view.organization,
  }
  const table = {
    ...shared,
    metrics: columns.join(','),
    compare: view.compare ? 'previous' : undefined,
    sort: `-${columns[0]!}`,
  }
  const answer = useAnswer(table, session.kind)
  const first = choices.find((m) => m.name === columns[0])
  // What has no history is not drawn: the people who learned stand in.
  const timed = first !== undefined && first.grains.includes('day') ? first.name : 'active_learners'
  const grain = grainOf(undefined, days, grainsOf(first, timed))
  const over = { ...shared, metrics: timed, grain }
  const time = useAnswer(over, session.kind)
  const failed = [answer, time].find((a) => a.isError)
  return (
    <>
      <PageTitle>
        <FormattedMessage {...compare.title} />
      </PageTitle>
      <Filters view={view} days={days} places={usePlaces(session, view.site)} onChange={change}>
        <Pick
          label={intl.formatMessage(compare.what)}
          value={by}
          choices={COMPARED.map((c) => ({ value: c, label: intl.formatMessage(compare[c]) }))}
          onPick={(next) => change({ by: next })}
        />
        <Columns
          choices={choices}
          chosen={columns}
          onChange={(next) => change({ columns: next })}
        />
      </Filters>
      {failed !== undefined && (
        <ProblemNotice error={failed.error} retry={() => void failed.refetch()} />
      )}
      {answer.data !== undefined && by in (answer.data.rows[0] ?? { [by]: null }) && (
        <HeatTable answer={answer.data} parameters={table} by={by} view={view} days={days} />
      )}
      {answer.data !== undefined && time.data !== undefined && !time.isPlaceholderData && (
        <Multiples
          answer={time.data}
          order={answer.data.rows.map((row) => row[by] as string | null)}
          parameters={over}
          by={by}
          days={days}
          grain={grain}
        />
      )}
    </>
  )
}
