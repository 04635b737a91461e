import { FormattedMessage, useIntl } from 'react-intl'
import type { Catalogue } from '../../../contract/metric.ts'
import type { Session } from '../../../contract/session.ts'
import { useCatalogue } from '../../app/catalogue.ts'
import { useCourseChoices, usePlaces } from '../../app/choices.ts'
import { useNow } from '../../app/now.ts'
import { daysOf, grainOf } from '../../app/period.ts'
import { parametersOf, type Question } from '../../app/question.ts'
import { zoneOf } from '../../app/site.ts'
import { CHART_GRAINS, useView } from '../../app/view.ts'
import { Filters } from '../../parts/Filters.tsx'
import { PageTitle } from '../../parts/PageTitle.tsx'
import { Pick } from '../../parts/Pick.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { Explored } from '../../sections/Explored.tsx'
import { GrainPick } from '../../sections/GrainPick.tsx'
import { ApiCall } from './ApiCall.tsx'
import { KeepForm } from './KeepForm.tsx'
import { explore } from './messages.ts'

/** In the place of a dimension: one figure of the whole period. */
const ONE_FIGURE = 'none'

/** Any metric, over time or split by any of its dimensions, over any period. */
export function Explore(props: { session: Session }) {
  const intl = useIntl()
  const catalogue = useCatalogue()
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
  const dimension = dimensions.find((d) => d.name === view.by)
  const grains = CHART_GRAINS.filter((g) => metric.grains.includes(g))
  const one = grains.length === 0 || view.by === ONE_FIGURE
  const timed = dimension === undefined && !one
  const question: Question = {
    metric,
    dimension,
    grain: timed ? grainOf(view.grain, days, grains) : undefined,
    compare: view.compare,
    filter: { site: view.site, organization: view.organization, course: view.course },
    days,
    zone,
  }
  return (
    <>
      <Filters
        view={view}
        days={days}
        places={usePlaces(session, view.site)}
        courses={useCourseChoices(view)}
        comparable={dimension === undefined}
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
          all={intl.formatMessage(grains.length > 0 ? explore.time : explore.figure)}
          value={view.by}
          choices={[
            ...(grains.length > 0
              ? [{ value: ONE_FIGURE, label: intl.formatMessage(explore.figure) }]
              : []),
            ...dimensions.map((d) => ({ value: d.name, label: d.label })),
          ]}
          onPick={(name) => change({ by: name })}
        />
      </Filters>
      <Explored
        id="explored"
        title={metric.label}
        question={question}
        kind={session.kind}
        controls={timed && <GrainPick name="explored-grain" days={days} grains={grains} />}
      />
      <KeepForm question={question} view={view} />
      <ApiCall parameters={parametersOf(question)} />
    </>
  )
}
