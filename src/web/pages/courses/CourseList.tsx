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

/** The courses that fit, ranked by one of their figures, as many of them as have been asked for. */
export function CourseList(props: {
  answer: Answer
  parameters: Parameters
  view: View
  days: Days
  rank: string
  onRank: (name: string) => void
  /** Rows of a page. */
  page: number
  onMore: () => void
}) {
  const { answer, view, days } = props
  const intl = useIntl()
  const more = answer.total - answer.rows.length
  return (
    <Section
      id="courses"
      title={<FormattedMessage {...courses.listTitle} values={{ n: answer.total }} />}
      subtitle={
        <FormattedMessage
          {...courses.subtitle}
          values={{ range: rangeText(intl, days), zone: answer.period.zone }}
        />
      }
      note={
        answer.next !== null && (
          <PlainButton onClick={props.onMore}>
            <FormattedMessage {...courses.more} values={{ n: Math.min(props.page, more) }} />
          </PlainButton>
        )
      }
      asOf={answer.metrics[0]!.asOf}
      csv={api.csv(props.parameters)}
      defines={answer.metrics}
    >
      {answer.rows.length === 0 ? (
        <p>
          <FormattedMessage {...courses.none} />
        </p>
      ) : (
        <CourseFigures
          answer={answer}
          rows={answer.rows}
          columns={answer.metrics.map((m) => m.name)}
          view={view}
          rank={props.rank}
          onRank={props.onRank}
        />
      )}
    </Section>
  )
}
