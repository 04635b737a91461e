import { FormattedMessage, useIntl } from 'react-intl'
import type { Answer } from '../../../contract/query.ts'
import { numberIn } from '../../app/answer.ts'
import { dayCount, type Days } from '../../app/period.ts'
import type { View } from '../../app/view.ts'
import { Change } from '../../parts/Change.tsx'
import { Definition } from '../../parts/Definition.tsx'
import { LeadText } from '../../parts/LeadText.tsx'
import { comparedWith, figureText, periodText } from '../../parts/words.ts'
import { course as messages } from './messages.ts'

/** How the course goes, in sentences made from its figures. */
export function CourseLead(props: {
  view: View
  days: Days
  /** The period's figures first, then those of now and of ever. */
  answers: readonly [Answer, ...Answer[]]
}) {
  const { view, days, answers } = props
  const totals = answers[0]
  const intl = useIntl()
  const found = (name: string) => {
    const answer = answers.find((a) => a.metrics.some((m) => m.name === name))
    const metric = answer?.metrics.find((m) => m.name === name)
    return { metric, row: answer?.rows[0] }
  }
  const valueOf = (name: string): number | null => numberIn(found(name).row, name)
  const figure = (name: string, evidence?: string) => {
    const { metric, row } = found(name)
    if (metric === undefined) return null
    return (
      <Definition metric={metric} {...(evidence === undefined ? {} : { evidence })}>
        {figureText(intl, metric, row)}
      </Definition>
    )
  }
  const enrolled = valueOf('current_enrollments')
  const active = valueOf('active_learners')
  const before = numberIn(totals.rows[0], 'active_learners_previous')
  const passed = valueOf('new_passing')
  const progress = valueOf('content_progress')
  const risk = valueOf('at_risk_learners')
  return (
    <LeadText>
      {enrolled !== null && active !== null && (
        <FormattedMessage
          {...messages.learned}
          values={{
            enrolled: figure('current_enrollments', 'modes'),
            n: enrolled,
            active: figure('active_learners', 'active'),
            period: periodText(intl, view, days),
            change:
              before === null || before === active || active + before === 0 ? (
                ''
              ) : (
                <FormattedMessage
                  {...comparedWith(view, totals.period.partial)}
                  values={{
                    change: <Change now={active} before={before} unit="learners" />,
                    days: dayCount(days),
                  }}
                />
              ),
          }}
        />
      )}{' '}
      {passed !== null && passed > 0 && (
        <FormattedMessage
          {...messages.passed}
          values={{ passed: figure('new_passing', 'flows'), n: passed }}
        />
      )}{' '}
      {progress !== null && (
        <FormattedMessage
          {...messages.progress}
          values={{ progress: figure('content_progress', 'progress') }}
        />
      )}{' '}
      {valueOf('days_to_complete') !== null && (
        <FormattedMessage
          {...messages.took}
          values={{
            days: figure('days_to_complete', 'runs'),
            n: Math.round(valueOf('days_to_complete') ?? 0),
          }}
        />
      )}{' '}
      {risk !== null && enrolled !== null && enrolled > 0 && (
        <FormattedMessage
          {...messages.attention}
          values={{
            risk: figure('at_risk_learners'),
            n: risk,
            lapsed: figure('lapsed_learners'),
            unstarted: figure('not_started_learners'),
            m: valueOf('not_started_learners') ?? 0,
          }}
        />
      )}
    </LeadText>
  )
}
