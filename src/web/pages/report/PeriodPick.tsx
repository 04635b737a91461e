import { FormattedMessage, useIntl } from 'react-intl'
import { PERIODS } from '../../../contract/period.ts'
import type { ReportContent } from '../../../contract/report.ts'
import { useNow } from '../../app/now.ts'
import { addDays, daysOf } from '../../app/period.ts'
import { Field } from '../../parts/Field.tsx'
import { filters } from '../../parts/messages.ts'
import { Pick } from '../../parts/Pick.tsx'
import { spanOf } from './span.ts'

/** The period of a report: one that moves with time, or two dates. */
export function PeriodPick(props: {
  period: ReportContent['period']
  onPick: (period: ReportContent['period']) => void
}) {
  const { period, onPick } = props
  const intl = useIntl()
  const now = useNow()
  const days = daysOf(spanOf(period), 'UTC', now)
  const dated = (some: Partial<typeof days>): void => onPick({ name: 'custom', ...days, ...some })
  return (
    <>
      <Pick
        label={intl.formatMessage(filters.period)}
        value={period.name}
        choices={PERIODS.map((p) => ({ value: p, label: intl.formatMessage(filters[p]) }))}
        onPick={(picked) => {
          const name = PERIODS.find((p) => p === picked)!
          onPick(name === 'custom' ? { name, ...days } : { name })
        }}
      />
      {period.name === 'custom' && (
        <>
          <Field label={<FormattedMessage {...filters.from} />}>
            <input
              type="date"
              required
              value={days.from}
              max={addDays(days.to, -1)}
              onChange={(e) => e.target.value !== '' && dated({ from: e.target.value })}
            />
          </Field>
          <Field label={<FormattedMessage {...filters.to} />}>
            <input
              type="date"
              required
              value={addDays(days.to, -1)}
              min={days.from}
              onChange={(e) => e.target.value !== '' && dated({ to: addDays(e.target.value, 1) })}
            />
          </Field>
        </>
      )}
    </>
  )
}
