import { FormattedMessage } from 'react-intl'
import { ApiProblem } from '../app/api.ts'
import { frame } from '../app/messages.ts'
import { Notice } from './Notice.tsx'
import css from './ProblemNotice.module.css'

/** What went wrong, what to do, and a way to try again. */
export function ProblemNotice(props: { error: unknown; retry: () => void }) {
  const { error } = props
  return (
    <Notice tone="broken">
      <p>
        <strong>
          {error instanceof ApiProblem ? error.message : <FormattedMessage {...frame.failed} />}
        </strong>{' '}
        {error instanceof ApiProblem && error.remedy}
      </p>
      <button className={css.retry} type="button" onClick={props.retry}>
        <FormattedMessage {...frame.retry} />
      </button>
    </Notice>
  )
}
