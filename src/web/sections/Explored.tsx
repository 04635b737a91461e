import type { ReactNode } from 'react'
import { FormattedList, FormattedMessage, useIntl } from 'react-intl'
import type { Session } from '../../contract/session.ts'
import { useAnswer } from '../app/answer.ts'
import { parametersOf, unfitOf, type Question } from '../app/question.ts'
import type { ChartGrain } from '../app/view.ts'
import { filters } from '../parts/messages.ts'
import { ProblemNotice } from '../parts/ProblemNotice.tsx'
import css from './Explored.module.css'
import { explored } from './messages.ts'
import { MetricChart } from './MetricChart.tsx'
import { OneFigure } from './OneFigure.tsx'
import { Split } from './Split.tsx'

/** The answer to one question: over time, split by a dimension, or as one figure. */
export function Explored(props: {
  id: string
  title: ReactNode
  question: Question
  kind: Session['kind']
  /** The grains that can be chosen; not where the grain is given. */
  grains?: readonly ChartGrain[]
  onGrain?: (grain: ChartGrain) => void
}) {
  const { id, title, question } = props
  const { metric, dimension, grain, days } = question
  const intl = useIntl()
  const parameters = parametersOf(question)
  const { data, isPlaceholderData, isError, error, refetch } = useAnswer(parameters, props.kind)
  if (isError) return <ProblemNotice error={error} retry={() => void refetch()} />
  const asked = data?.metrics[0]?.name === metric.name && !isPlaceholderData
  if (data === undefined || !asked) return <div className={css.place} />
  const unfit = unfitOf(question).map((name) => intl.formatMessage(filters[name]))
  const note = unfit.length > 0 && (
    <span>
      <FormattedMessage
        {...explored.notNarrowed}
        values={{ what: <FormattedList value={unfit} /> }}
      />
    </span>
  )
  const shared = { id, title, answer: data, parameters, days, note }
  if (dimension !== undefined) return <Split {...shared} dimension={dimension} />
  if (grain === undefined) return <OneFigure {...shared} />
  return (
    <MetricChart
      {...shared}
      subtitle={explored.overTime}
      grain={grain}
      {...(props.grains === undefined ? {} : { grains: props.grains })}
      {...(props.onGrain === undefined ? {} : { onGrain: props.onGrain })}
    />
  )
}
