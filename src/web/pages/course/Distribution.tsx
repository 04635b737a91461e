import { FormattedMessage, useIntl } from 'react-intl'
import type { Answer } from '../../../contract/query.ts'
import { numberIn } from '../../app/answer.ts'
import { api, type Parameters } from '../../app/api.ts'
import type { Sentence } from '../../app/define-messages.ts'
import { BarList } from '../../charts/BarList.tsx'
import { Definition } from '../../parts/Definition.tsx'
import { Section } from '../../parts/Section.tsx'
import { valueName } from '../../parts/values.ts'
import { course as messages } from './messages.ts'

/** Learners of a course by band or mode, each with its share; every band is there, also the empty. */
export function Distribution(props: {
  id: string
  title: Sentence
  subtitle: Sentence
  by: 'content_band' | 'progress_band' | 'grade_band' | 'mode'
  answer: Answer
  parameters: Parameters
}) {
  const { answer, by } = props
  const intl = useIntl()
  const metric = answer.metrics[0]!
  const valueOf = (band: string | null): number =>
    numberIn(
      answer.rows.find((r) => r[by] === band),
      metric.name,
    ) ?? 0
  const keys =
    by === 'mode'
      ? answer.rows.map((r) => r[by] as string | null)
      : BANDS.filter((b) => b !== 'none' || valueOf(b) > 0)
  const nameOf = (key: string | null): string =>
    by !== 'mode' && key === 'none'
      ? intl.formatMessage(messages.nothing)
      : valueName(intl, by, key, answer.labels)
  // No name of a mode is empty.
  const bars = keys.map((key) => ({ key: key ?? '', name: nameOf(key), value: valueOf(key) }))
  return (
    <Section
      id={props.id}
      title={<FormattedMessage {...props.title} />}
      subtitle={
        <FormattedMessage
          {...props.subtitle}
          values={{
            metric: (
              <Definition metric={metric} look="name">
                {metric.label}
              </Definition>
            ),
          }}
        />
      }
      asOf={metric.asOf}
      csv={api.csv(props.parameters)}
      defines={[metric]}
    >
      <BarList
        caption={intl.formatMessage(props.title)}
        name={intl.formatMessage(messages.band)}
        unit={metric.label}
        bars={by === 'mode' ? bars.sort((a, b) => b.value - a.value) : bars}
        shares
      />
    </Section>
  )
}

const BANDS = [
  '0-9',
  '10-19',
  '20-29',
  '30-39',
  '40-49',
  '50-59',
  '60-69',
  '70-79',
  '80-89',
  '90-100',
  'none',
]
