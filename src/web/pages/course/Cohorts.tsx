import { FormattedMessage, useIntl } from 'react-intl'
import type { Answer } from '../../../contract/query.ts'
import { api, type Parameters } from '../../app/api.ts'
import type { Days } from '../../app/period.ts'
import { DataTable } from '../../parts/DataTable.tsx'
import { figureColumns } from '../../parts/figure-columns.tsx'
import { Section } from '../../parts/Section.tsx'
import { valueName } from '../../parts/values.ts'
import { figureText, rangeText } from '../../parts/words.ts'
import { course as messages } from './messages.ts'

/** The cohorts of a course side by side; nothing where it has none. */
export function Cohorts(props: { answer: Answer; parameters: Parameters; days: Days }) {
  const { answer, days } = props
  const intl = useIntl()
  if (!answer.rows.some((row) => row['cohort'] !== null)) return null
  return (
    <Section
      id="cohorts"
      title={<FormattedMessage {...messages.cohortsTitle} />}
      subtitle={
        <FormattedMessage
          {...messages.cohortsSubtitle}
          values={{ range: rangeText(intl, days), zone: answer.period.zone }}
        />
      }
      asOf={answer.metrics[0]!.asOf}
      csv={api.csv(props.parameters)}
      defines={answer.metrics}
    >
      <DataTable
        caption={intl.formatMessage(messages.cohortsTitle)}
        columns={[
          { name: <FormattedMessage {...messages.cohort} /> },
          ...figureColumns(answer.metrics),
        ]}
        rows={answer.rows.map((row) => {
          const cohort = row['cohort'] as string | null
          return {
            key: cohort ?? '',
            cells: [
              valueName(intl, 'cohort', cohort, answer.labels),
              ...answer.metrics.map((metric) => figureText(intl, metric, row)),
            ],
          }
        })}
      />
    </Section>
  )
}
