import type { ReactNode } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { Answer } from '../../contract/query.ts'
import { numberIn } from '../app/answer.ts'
import { api, type Parameters } from '../app/api.ts'
import type { Days } from '../app/period.ts'
import { Change } from '../parts/Change.tsx'
import { Definition } from '../parts/Definition.tsx'
import { Section } from '../parts/Section.tsx'
import { figureText, spanText } from '../parts/words.ts'
import { explored } from './messages.ts'
import css from './OneFigure.module.css'

/** One figure of the whole period, large, with its change. */
export function OneFigure(props: {
  id: string
  title: ReactNode
  answer: Answer
  parameters: Parameters
  days: Days
  note?: ReactNode
}) {
  const { answer } = props
  const intl = useIntl()
  const metric = answer.metrics[0]!
  const row = answer.rows[0]
  const now = numberIn(row, metric.name)
  const before = numberIn(row, `${metric.name}_previous`)
  const name = (
    <Definition metric={metric} look="name">
      {metric.label}
    </Definition>
  )
  return (
    <Section
      id={props.id}
      title={props.title}
      subtitle={
        <FormattedMessage
          {...explored.subtitle}
          values={{
            metric: name,
            range: spanText(intl, metric, props.days),
            zone: answer.period.zone,
          }}
        />
      }
      note={props.note}
      asOf={metric.asOf}
      csv={api.csv(props.parameters)}
      defines={[metric]}
    >
      {metric.state !== 'unavailable' && (
        <p className={css.figure}>
          {figureText(intl, metric, row)}{' '}
          <span className={css.change}>
            <Change now={now} before={before} unit={metric.unit} />
          </span>
        </p>
      )}
    </Section>
  )
}
