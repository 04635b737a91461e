import { useState } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { Session } from '../../../contract/session.ts'
import { useAnswer } from '../../app/answer.ts'
import { api } from '../../app/api.ts'
import { monthOf } from '../../app/period.ts'
import type { View } from '../../app/view.ts'
import { DataTable } from '../../parts/DataTable.tsx'
import { figureColumns } from '../../parts/figure-columns.tsx'
import { PlainButton } from '../../parts/PlainButton.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { Section } from '../../parts/Section.tsx'
import { figureText, monthText } from '../../parts/words.ts'
import { chart } from '../../parts/messages.ts'
import { months as messages } from './messages.ts'
import css from './Months.module.css'

const MONTHS = 6
const OF_ALL = ['registered_accounts', 'new_accounts']
const OF_COURSES = ['active_courses']
const OF_EACH = ['active_learners', 'enrollments', 'new_enrollments', 'new_passing']

/** The last six months side by side; fetched when it is wanted. */
export function Months(props: { view: View; session: Session; zone: string; today: string }) {
  const [open, setOpen] = useState(false)
  return (
    <div className={css.root}>
      <PlainButton aria-expanded={open} onClick={() => setOpen(!open)}>
        <FormattedMessage {...(open ? messages.hide : messages.show)} />
      </PlainButton>
      {open && <MonthTable {...props} />}
    </div>
  )
}

function MonthTable(props: { view: View; session: Session; zone: string; today: string }) {
  const { view, today } = props
  const intl = useIntl()
  // Accounts belong to sites; whether a course is active is no question to one course.
  const metrics = [
    ...(view.organization === undefined && view.course === undefined ? OF_ALL : []),
    ...(view.course === undefined ? OF_COURSES : []),
    ...OF_EACH,
  ]
  const parameters = {
    metrics: metrics.join(','),
    from: monthOf(today, 1 - MONTHS),
    to: monthOf(today, 1),
    zone: props.zone,
    site: view.site,
    organization: view.organization,
    course: view.course,
    grain: 'month',
  }
  const { data, error, refetch } = useAnswer(parameters, props.session.kind)
  if (data === undefined) return <ProblemNotice error={error} retry={() => void refetch()} />
  return (
    <Section
      id="months"
      title={<FormattedMessage {...messages.title} />}
      subtitle={<FormattedMessage {...messages.subtitle} values={{ zone: data.period.zone }} />}
      asOf={data.metrics[0]!.asOf}
      csv={api.csv(parameters)}
      defines={data.metrics}
    >
      <DataTable
        caption={intl.formatMessage(messages.title)}
        columns={[
          { name: <FormattedMessage {...messages.month} /> },
          ...figureColumns(data.metrics),
        ]}
        rows={data.rows.toReversed().map((row, i) => {
          const time = String(row['time'])
          const running = i === 0 ? ` (${intl.formatMessage(chart.running)})` : ''
          return {
            key: time,
            cells: [
              `${monthText(intl, time)}${running}`,
              ...data.metrics.map((metric) => figureText(intl, metric, row)),
            ],
          }
        })}
      />
    </Section>
  )
}
