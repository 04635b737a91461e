import { memo, type ReactNode } from 'react'

/** A question that is asked: its answer, or for a while still that to the question before. */
export interface Asked<T> {
  readonly data: T | undefined
  readonly isPlaceholderData: boolean
}

/**
 * What is drawn from answers, once they are there. While others are awaited it stays as it is: its words,
 * days and links are those of the answers that are seen, and nothing of it is drawn again for nothing.
 */
export function Answered<const T extends readonly Asked<unknown>[]>(props: {
  of: T
  /** Until the answers are there for the first time. */
  place?: ReactNode
  children: (...answers: AnswersOf<T>) => ReactNode
}) {
  const answers = props.of.map((asked) => asked.data)
  if (answers.includes(undefined)) return props.place
  return (
    <Held held={props.of.some((asked) => asked.isPlaceholderData)}>
      {props.children(...(answers as AnswersOf<T>))}
    </Held>
  )
}

type AnswersOf<T extends readonly Asked<unknown>[]> = {
  -readonly [K in keyof T]: NonNullable<T[K]['data']>
}

const Held = memo(
  (props: { held: boolean; children: ReactNode }) => props.children,
  (_, next) => next.held,
)
