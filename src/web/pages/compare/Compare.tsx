import { FormattedMessage, useIntl } from 'react-intl'
import type { Session } from '../../../contract/session.ts'
import { useAnswer } from '../../app/answer.ts'
import { useCatalogue } from '../../app/catalogue.ts'
import { useCompared, useCourseChoices, usePlaces } from '../../app/choices.ts'
import { useNow } from '../../app/now.ts'
import { daysOf } from '../../app/period.ts'
import { zoneOf } from '../../app/site.ts'
import { useView } from '../../app/view.ts'
import { Answered } from '../../parts/Answered.tsx'
import { Filters } from '../../parts/Filters.tsx'
import { filters } from '../../parts/messages.ts'
import { Notice } from '../../parts/Notice.tsx'
import { PageTitle } from '../../parts/PageTitle.tsx'
import { Pick } from '../../parts/Pick.tsx'
import { PickSome } from '../../parts/PickSome.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { Multiples } from '../../sections/Multiples.tsx'
import { COMPARED, questionsOf } from './data.ts'
import { HeatTable } from './HeatTable.tsx'
import { compare } from './messages.ts'

/** Sites, organizations, courses or cohorts side by side: a table with heat, and the first figure over time. */
export function Compare(props: { session: Session }) {
  const { session } = props
  const intl = useIntl()
  const [view, change] = useView()
  const several = session.sites.length > 1
  const by = COMPARED.find((c) => c === view.by) ?? (several ? 'site' : 'course')
  const zone = zoneOf(session, view)
  const days = daysOf(view, zone, useNow())
  const catalogue = useCatalogue()
  const { columns, table, over, grain, choices } = questionsOf(view, {
    by,
    days,
    zone,
    metrics: catalogue.data?.metrics ?? [],
  })
  const answer = useAnswer(table, session.kind)
  const time = useAnswer(over, session.kind)
  const compared = useCompared(by, view)
  const courses = useCourseChoices(view)
  const failed = [answer, time].find((a) => a.isError)
  return (
    <>
      <PageTitle>
        <FormattedMessage {...compare.title} />
      </PageTitle>
      <Filters
        view={view}
        days={days}
        places={usePlaces(session, view.site)}
        onChange={(some) =>
          change('site' in some || 'organization' in some ? { ...some, items: [] } : some)
        }
      >
        <Pick
          label={intl.formatMessage(compare.what)}
          value={by}
          choices={COMPARED.map((c) => ({ value: c, label: intl.formatMessage(compare[c]) }))}
          onPick={(next) => change({ by: next, items: [], course: undefined })}
        />
        {by === 'cohort' ? (
          <Pick
            label={intl.formatMessage(compare.ofCourse)}
            all={intl.formatMessage(filters.allCourses)}
            value={view.course}
            choices={courses}
            onPick={(course) => change({ course })}
          />
        ) : (
          <PickSome
            label={intl.formatMessage(compare.which)}
            shown={
              view.items.length === 0
                ? intl.formatMessage(compare.all)
                : intl.formatMessage(compare.some, { n: view.items.length })
            }
            choices={compared}
            chosen={view.items}
            least={0}
            onChange={(items) => change({ items })}
          />
        )}
        <PickSome
          label={intl.formatMessage(filters.columns)}
          choices={choices.map((m) => ({ value: m.name, label: m.label }))}
          chosen={columns}
          least={1}
          onChange={(next) => change({ columns: next })}
        />
      </Filters>
      {by === 'cohort' && view.course === undefined && (
        <Notice tone="quiet">
          <FormattedMessage {...compare.chooseCourse} />
        </Notice>
      )}
      {failed !== undefined && (
        <ProblemNotice error={failed.error} retry={() => void failed.refetch()} />
      )}
      <div data-old={answer.isPlaceholderData}>
        <Answered of={[answer]}>
          {(found) => (
            <HeatTable answer={found} parameters={table} by={by} view={view} days={days} />
          )}
        </Answered>
        <Answered of={[answer, time]}>
          {(found, overTime) => (
            <Multiples
              id="multiples"
              answer={overTime}
              order={found.rows.map((row) => row[by] as string | null)}
              parameters={over}
              by={by}
              days={days}
              grain={grain}
            />
          )}
        </Answered>
      </div>
    </>
  )
}
