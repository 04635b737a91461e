import { useState } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { Answer } from '../../../contract/query.ts'
import { api, type Parameters } from '../../app/api.ts'
import type { Days } from '../../app/period.ts'
import type { View } from '../../app/view.ts'
import { PlainButton } from '../../parts/PlainButton.tsx'
import { Section } from '../../parts/Section.tsx'
import { rangeText } from '../../parts/words.ts'
import { CourseFigures } from '../../sections/CourseFigures.tsx'
import { courses } from './messages.ts'

/** So many rows at first: a platform may have thousands. */
const FIRST_ROWS = 50

/** The courses that fit, ranked by one of their figures. */
export function CourseList(props: {
  answer: Answer
  parameters: Parameters
  view: View
  days: Days
  rank: string
  onRank: (name: string) => void
}) {
  const { answer, view, days } = props
  const intl = useIntl()
  const [all, setAll] = useState(false)
  const wanted = (view.search ?? '').trim().toLocaleLowerCase()
  const found = answer.rows.filter((row) => {
    const key = String(row['course'])
    const name = answer.labels['course']?.[key] ?? ''
    return `${key} ${name}`.toLocaleLowerCase().includes(wanted)
  })
  const shown = all ? found : found.slice(0, FIRST_ROWS)
  return (
    <Section
      id="courses"
      title={<FormattedMessage {...courses.listTitle} values={{ n: found.length }} />}
      subtitle={
        <FormattedMessage
          {...courses.subtitle}
          values={{ range: rangeText(intl, days), zone: answer.period.zone }}
        />
      }
      note={
        found.length > shown.length && (
          <PlainButton onClick={() => setAll(true)}>
            <FormattedMessage {...courses.all} values={{ n: found.length - shown.length }} />
          </PlainButton>
        )
      }
      asOf={answer.metrics[0]!.asOf}
      csv={api.csv(props.parameters)}
      defines={answer.metrics}
    >
      {shown.length === 0 ? (
        <p>
          <FormattedMessage {...courses.none} />
        </p>
      ) : (
        <CourseFigures
          answer={answer}
          rows={shown}
          columns={answer.metrics.map((m) => m.name)}
          view={view}
          rank={props.rank}
          onRank={props.onRank}
        />
      )}
    </Section>
  )
}
