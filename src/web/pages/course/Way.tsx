import { FormattedMessage, FormattedNumber, useIntl } from 'react-intl'
import type { Outline } from '../../../contract/course.ts'
import type { Answer } from '../../../contract/query.ts'
import { numberIn } from '../../app/answer.ts'
import { api, type Parameters } from '../../app/api.ts'
import { Definition } from '../../parts/Definition.tsx'
import { Section } from '../../parts/Section.tsx'
import { course as messages } from './messages.ts'
import css from './Way.module.css'

/** The way through a course: how many of those who began reached and finished each subsection. */
export function Way(props: {
  answer: Answer
  began: Answer
  outline: Outline
  parameters: Parameters
}) {
  const { answer, outline } = props
  const [reached, finished] = [answer.metrics[0]!, answer.metrics[1]!]
  const began = numberIn(props.began.rows[0], reached.name) ?? 0
  const rows = new Map(answer.rows.map((row) => [row['subsection'], row]))
  const parts = outline.sections.filter((s) => s.subsections.length > 0)
  if (began === 0 || parts.length === 0) return null
  // Without the structure of the course nobody can be said to have finished a part of it.
  const shown = finished.state !== 'unavailable'
  const name = (metric: typeof reached, text: string) => (
    <Definition metric={metric} look="name">
      {text}
    </Definition>
  )
  return (
    <Section
      id="way"
      title={<FormattedMessage {...messages.wayTitle} />}
      subtitle={
        <FormattedMessage
          {...messages.waySubtitle}
          values={{
            n: began,
            reached: name(reached, reached.label),
            finished: name(finished, finished.label),
          }}
        />
      }
      asOf={reached.asOf}
      csv={api.csv(props.parameters)}
      defines={answer.metrics}
    >
      <table className={css.root}>
        <caption className={css.hidden}>
          <FormattedMessage {...messages.wayTitle} />
        </caption>
        <thead>
          <tr>
            <th className={css.head} scope="col">
              <FormattedMessage {...messages.part} />
            </th>
            <th className={css.wide} scope="col">
              <FormattedMessage {...messages.reached} />
            </th>
            {shown && (
              <th className={css.wide} scope="col">
                <FormattedMessage {...messages.finished} />
              </th>
            )}
          </tr>
        </thead>
        {parts.map((section) => (
          <tbody key={section.key}>
            <tr>
              <th className={css.section} scope="rowgroup" colSpan={shown ? 3 : 2}>
                {section.name ?? section.key}
              </th>
            </tr>
            {section.subsections.map((part) => {
              const row = rows.get(part.key)
              return (
                <tr key={part.key}>
                  <th className={css.part} scope="row">
                    {part.name ?? part.key}
                  </th>
                  <Share
                    value={row === undefined ? 0 : numberIn(row, reached.name)}
                    of={began}
                    tone="reached"
                  />
                  {shown && (
                    <Share
                      value={row === undefined ? 0 : numberIn(row, finished.name)}
                      of={began}
                      tone="finished"
                    />
                  )}
                </tr>
              )
            })}
          </tbody>
        ))}
      </table>
    </Section>
  )
}

/** So many of those who began. */
function Share(props: { value: number | null; of: number; tone: 'reached' | 'finished' }) {
  const { value, of } = props
  const intl = useIntl()
  if (value === null) return <td className={css.cell}>–</td>
  return (
    <td className={css.cell}>
      <span className={css.track}>
        <span
          className={css.bar}
          data-tone={props.tone}
          style={{ inlineSize: `${Math.min(100, (100 * value) / of)}%` }}
        />
      </span>
      <span className={css.value} title={intl.formatNumber(value)}>
        <FormattedNumber value={value / of} style="percent" maximumFractionDigits={0} />{' '}
        <span className={css.count}>
          <FormattedNumber value={value} />
        </span>
      </span>
    </td>
  )
}
