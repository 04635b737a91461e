import { useQuery } from '@tanstack/react-query'
import { FormattedMessage, useIntl } from 'react-intl'
import type { Catalogue } from '../../../contract/metric.ts'
import type { Session } from '../../../contract/session.ts'
import { useAnswer } from '../../app/answer.ts'
import { api, type Parameters } from '../../app/api.ts'
import { usePlaces } from '../../app/choices.ts'
import { useNow } from '../../app/now.ts'
import { daysOf, grainOf } from '../../app/period.ts'
import { zoneOf } from '../../app/site.ts'
import { CHART_GRAINS, useView } from '../../app/view.ts'
import { Filters } from '../../parts/Filters.tsx'
import { PageTitle } from '../../parts/PageTitle.tsx'
import { Pick } from '../../parts/Pick.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { MetricChart } from '../../sections/MetricChart.tsx'
import { ApiCall } from './ApiCall.tsx'
import css from './Explore.module.css'
import { explore } from './messages.ts'
import { Split } from './Split.tsx'

/** Any metric, over time or split by any of its dimensions, over any period. */
export function Explore(props: { session: Session }) {
  const intl = useIntl()
  const catalogue = useQuery({ queryKey: ['metrics'], queryFn: api.metrics })
  return (
    <>
      <PageTitle>
        <FormattedMessage {...explore.title} />
      </PageTitle>
      {catalogue.isError && (
        <ProblemNotice error={catalogue.error} retry={() => void catalogue.refetch()} />
      )}
      {catalogue.data !== undefined && (
        <Exploration key={intl.locale} session={props.session} catalogue={catalogue.data} />
      )}
    </>
  )
}

function Exploration(props: { session: Session; catalogue: Catalogue }) {
  const { session, catalogue } = props
  const intl = useIntl()
  const [view, change] = useView()
  const zone = zoneOf(session, view)
  const days = daysOf(view, zone, useNow())
  // A link may name what is not there: the first of them stands in, and is seen to.
  const metric = catalogue.metrics.find((m) => m.name === view.metric) ?? catalogue.metrics[0]!
  const dimensions = catalogue.dimensions.filter((d) => metric.dimensions.includes(d.name))
  const by = dimensions.find((d) => d.name === view.by)
  const grains = CHART_GRAINS.filter((g) => metric.grains.includes(g))
  const timed = by === undefined && grains.length > 0
  const grain = timed ? grainOf(view.grain, days, grains) : undefined
  const parameters: Parameters = {
    metrics: metric.name,
    by: by?.name,
    from: days.from,
    to: days.to,
    zone,
    site: metric.dimensions.includes('site') ? view.site : undefined,
    organization: metric.dimensions.includes('organization') ? view.organization : undefined,
    grain,
    compare: grain === undefined || !view.compare ? undefined : 'previous',
    sort: by === undefined ? undefined : `-${metric.name}`,
  }
  const answer = useAnswer(parameters, session.kind)
  const asked = answer.data?.metrics[0]?.name === metric.name && !answer.isPlaceholderData
  return (
    <>
      <Filters
        view={view}
        days={days}
        places={usePlaces(session, view.site)}
        comparable={timed}
        onChange={change}
      >
        <Pick
          label={intl.formatMessage(explore.metric)}
          value={metric.name}
          choices={catalogue.metrics.map((m) => ({ value: m.name, label: m.label }))}
          onPick={(name) => change({ metric: name, by: undefined })}
        />
        <Pick
          label={intl.formatMessage(explore.by)}
          all={intl.formatMessage(grains.length > 0 ? explore.time : explore.period)}
          value={by?.name}
          choices={dimensions.map((d) => ({ value: d.name, label: d.label }))}
          onPick={(name) => change({ by: name })}
        />
      </Filters>
      {answer.isError && <ProblemNotice error={answer.error} retry={() => void answer.refetch()} />}
      {answer.data !== undefined && !answer.isError && asked && (
        <div className={css.figures}>
          {grain === undefined ? (
            <Split answer={answer.data} parameters={parameters} days={days} dimension={by} />
          ) : (
            <MetricChart
              id="explored"
              title={metric.label}
              subtitle={explore.overTime}
              answer={answer.data}
              parameters={parameters}
              days={days}
              grain={grain}
              grains={grains}
              onGrain={(g) => change({ grain: g })}
            />
          )}
        </div>
      )}
      <ApiCall parameters={parameters} />
    </>
  )
}
