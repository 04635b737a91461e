import type { ReactNode } from 'react'
import { FormattedList, FormattedMessage, useIntl } from 'react-intl'
import type { Answer } from '../../contract/query.ts'
import type { Session } from '../../contract/session.ts'
import { useAnswer } from '../app/answer.ts'
import type { Parameters } from '../app/api.ts'
import { parametersOf, unfitOf, type Question } from '../app/question.ts'
import { Answered } from '../parts/Answered.tsx'
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
  /** To choose by, where it is drawn over time. */
  controls?: ReactNode
}) {
  const parameters = parametersOf(props.question)
  const asked = useAnswer(parameters, props.kind)
  return (
    <div data-old={asked.isPlaceholderData}>
      {asked.isError && <ProblemNotice error={asked.error} retry={() => void asked.refetch()} />}
      <Answered of={[asked]} place={!asked.isError && <div className={css.place} />}>
        {(answer) => <Drawn {...props} answer={answer} parameters={parameters} />}
      </Answered>
    </div>
  )
}

function Drawn(props: {
  id: string
  title: ReactNode
  question: Question
  controls?: ReactNode
  answer: Answer
  parameters: Parameters
}) {
  const { id, title, question, answer, parameters } = props
  const { dimension, grain, days } = question
  const intl = useIntl()
  const unfit = unfitOf(question).map((name) => intl.formatMessage(filters[name]))
  const note = unfit.length > 0 && (
    <span>
      <FormattedMessage
        {...explored.notNarrowed}
        values={{ what: <FormattedList value={unfit} /> }}
      />
    </span>
  )
  const shared = { id, title, answer, parameters, days, note }
  if (dimension !== undefined) return <Split {...shared} dimension={dimension} />
  if (grain === undefined) return <OneFigure {...shared} />
  return (
    <MetricChart {...shared} subtitle={explored.overTime} grain={grain} controls={props.controls} />
  )
}
