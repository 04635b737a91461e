import { FormattedMessage, useIntl } from 'react-intl'
import { briefOf, useCatalogue } from '../../app/catalogue.ts'
import { useView } from '../../app/view.ts'
import { filters } from '../../parts/messages.ts'
import { PageTitle } from '../../parts/PageTitle.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { SearchField } from '../../parts/SearchField.tsx'
import { metrics as messages } from './messages.ts'
import { MetricEntry } from './MetricEntry.tsx'
import css from './Metrics.module.css'

/** The dictionary: every metric's definition, what it needs, and how far it can be trusted here. */
export function Metrics() {
  const intl = useIntl()
  const [view, change] = useView()
  const catalogue = useCatalogue()
  const wanted = (view.search ?? '').trim().toLocaleLowerCase()
  const { metrics = [], dimensions = [] } = catalogue.data ?? {}
  const found = metrics.filter((m) =>
    [m.name, m.label, briefOf(m, intl.messages), m.doc]
      .join(' ')
      .toLocaleLowerCase()
      .includes(wanted),
  )
  return (
    <>
      <PageTitle>
        <FormattedMessage {...messages.title} />
      </PageTitle>
      <p className={css.lead}>
        <FormattedMessage {...messages.lead} />
      </p>
      <SearchField
        label={intl.formatMessage(filters.search)}
        value={view.search ?? ''}
        onChange={(search) => change({ search })}
      />
      {catalogue.isError && (
        <ProblemNotice error={catalogue.error} retry={() => void catalogue.refetch()} />
      )}
      {catalogue.data !== undefined && found.length === 0 && (
        <p className={css.lead}>
          <FormattedMessage {...messages.none} />
        </p>
      )}
      {found.map((metric) => (
        <MetricEntry key={metric.name} metric={metric} dimensions={dimensions} />
      ))}
    </>
  )
}
