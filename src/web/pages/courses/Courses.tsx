import { FormattedMessage, useIntl } from 'react-intl'
import type { Catalogue } from '../../../contract/metric.ts'
import type { Session } from '../../../contract/session.ts'
import { useCatalogue } from '../../app/catalogue.ts'
import { usePlaces } from '../../app/choices.ts'
import { useNow } from '../../app/now.ts'
import { usePages } from '../../app/pages.ts'
import { daysOf } from '../../app/period.ts'
import { zoneOf } from '../../app/site.ts'
import { PACINGS, STATES, USUAL_COLUMNS, useView } from '../../app/view.ts'
import { Filters } from '../../parts/Filters.tsx'
import { Answered } from '../../parts/Answered.tsx'
import { PageTitle } from '../../parts/PageTitle.tsx'
import { filters } from '../../parts/messages.ts'
import { Pick } from '../../parts/Pick.tsx'
import { PickSome } from '../../parts/PickSome.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { SearchField } from '../../parts/SearchField.tsx'
import { CourseList } from './CourseList.tsx'
import { courses } from './messages.ts'

/** So many at a time: a platform may have thousands. */
const ROWS = 50

/** Every course with the figures that one chooses: searched, narrowed, ranked, as CSV. */
export function Courses(props: { session: Session }) {
  const { session } = props
  const intl = useIntl()
  const [view, change] = useView()
  const zone = zoneOf(session, view)
  const days = daysOf(view, zone, useNow())
  const catalogue = useCatalogue()
  const choices = catalogue.data === undefined ? [] : listable(catalogue.data)
  // A link may name a metric that is none, or none of courses.
  const chosen = view.columns.filter((c) => choices.some((m) => m.name === c))
  const columns = chosen.length === 0 ? [...USUAL_COLUMNS] : chosen
  const rank = columns.find((c) => c === view.rank) ?? columns[0]!
  const parameters = {
    metrics: columns.join(','),
    by: 'course,course_state',
    from: days.from,
    to: days.to,
    zone,
    site: view.site,
    organization: view.organization,
    course_state: view.state,
    pacing: view.pacing,
    search: view.search,
    sort: `-${rank}`,
  }
  const answer = usePages(parameters, session.kind, ROWS)
  return (
    <>
      <PageTitle>
        <FormattedMessage {...courses.title} />
      </PageTitle>
      <Filters
        view={view}
        days={days}
        places={usePlaces(session, view.site)}
        comparable={false}
        onChange={change}
      >
        <Pick
          label={intl.formatMessage(courses.state)}
          all={intl.formatMessage(courses.anyState)}
          value={view.state}
          choices={STATES.map((s) => ({ value: s, label: intl.formatMessage(courses[s]) }))}
          onPick={(state) => change({ state: STATES.find((s) => s === state) })}
        />
        <Pick
          label={intl.formatMessage(courses.pacing)}
          all={intl.formatMessage(courses.anyPacing)}
          value={view.pacing}
          choices={PACINGS.map((p) => ({ value: p, label: intl.formatMessage(courses[p]) }))}
          onPick={(pacing) => change({ pacing: PACINGS.find((p) => p === pacing) })}
        />
        <SearchField
          label={intl.formatMessage(filters.search)}
          value={view.search ?? ''}
          onChange={(search) => change({ search })}
        />
        <PickSome
          label={intl.formatMessage(filters.columns)}
          choices={choices.map((m) => ({ value: m.name, label: m.label }))}
          chosen={columns}
          least={1}
          onChange={(next) => change({ columns: next })}
        />
      </Filters>
      {answer.isError && <ProblemNotice error={answer.error} retry={() => void answer.refetch()} />}
      <div data-old={answer.isPlaceholderData}>
        <Answered of={[answer]}>
          {(list) => (
            <CourseList
              answer={list}
              parameters={parameters}
              view={view}
              days={days}
              rank={rank}
              onRank={(name) => change({ rank: name })}
              page={ROWS}
              onMore={() => void answer.fetchNextPage()}
            />
          )}
        </Answered>
      </div>
    </>
  )
}

/** The metrics that courses can be listed by. */
function listable(catalogue: Catalogue): Catalogue['metrics'] {
  return catalogue.metrics.filter(
    (m) => m.dimensions.includes('course') && m.grains.includes('all'),
  )
}
