import type { ReactNode } from 'react'
import { FormattedMessage } from 'react-intl'
import { ApiProblem } from '../app/api.ts'
import { frame } from '../app/messages.ts'
import { Notice } from './Notice.tsx'
import css from './ProblemNotice.module.css'
import { PushButton } from './PushButton.tsx'

const FORBIDDEN = 403

/**
 * What Figures answered instead of what was asked, what to do, and a way to try again. That it does not
 * answer what the page asks is said once, by the frame; `alone`: what a person did is said here.
 */
export function ProblemNotice(props: {
  error: unknown
  retry: () => void
  alone?: boolean
  /** What it is about, where its place does not say so. */
  lead?: ReactNode
}) {
  const { error } = props
  const answered = error instanceof ApiProblem
  if (!answered && props.alone !== true) return null
  return (
    <Notice tone="broken">
      {answered ? (
        <p>
          <strong>
            {props.lead} {error.status === FORBIDDEN && <FormattedMessage {...frame.forbidden} />}{' '}
            {error.message}
          </strong>{' '}
          {error.remedy}
        </p>
      ) : (
        <p>
          <FormattedMessage {...frame.silent} />
        </p>
      )}
      <div className={css.retry}>
        <PushButton look="plain" onClick={props.retry}>
          <FormattedMessage {...frame.retry} />
        </PushButton>
      </div>
    </Notice>
  )
}
