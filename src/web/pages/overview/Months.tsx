import { useState } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { Answer } from '../../../contract/query.ts'
import type { Session } from '../../../contract/session.ts'
import { useAnswer } from '../../app/answer.ts'
import { api, type Parameters } from '../../app/api.ts'
import { monthOf } from '../../app/period.ts'
import type { View } from '../../app/view.ts'
import { Answered } from '../../parts/Answered.tsx'
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
  const asked = useAnswer(parameters, props.session.kind)
  return (
    <>
      {asked.isError && <ProblemNotice error={asked.error} retry={() => void asked.refetch()} />}
      <Answered of={[asked]}>
        {(answer) => <MonthRows answer={answer} parameters={parameters} />}
      </Answered>
    </>
  )
}

function MonthRows(props: { answer: Answer; parameters: Parameters }) {
  const { answer } = props
  const intl = useIntl()
  return (
    <Section
      id="months"
      title={<FormattedMessage {...messages.title} />}
      subtitle={<FormattedMessage {...messages.subtitle} values={{ zone: answer.period.zone }} />}
      asOf={answer.metrics[0]!.asOf}
      csv={api.csv(props.parameters)}
      defines={answer.metrics}
    >
      <DataTable
        caption={intl.formatMessage(messages.title)}
        columns={[
          { name: <FormattedMessage {...messages.month} /> },
          ...figureColumns(answer.metrics),
        ]}
        rows={answer.rows.toReversed().map((row, i) => {
          const time = String(row['time'])
          const running = i === 0 ? ` (${intl.formatMessage(chart.running)})` : ''
          return {
            key: time,
            cells: [
              `${monthText(intl, time)}${running}`,
              ...answer.metrics.map((metric) => figureText(intl, metric, row)),
            ],
          }
        })}
      />
    </Section>
  )
}
