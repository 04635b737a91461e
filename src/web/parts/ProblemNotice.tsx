import { FormattedMessage } from 'react-intl'
import { ApiProblem } from '../app/api.ts'
import { frame } from '../app/messages.ts'
import { Notice } from './Notice.tsx'
import css from './ProblemNotice.module.css'

const FORBIDDEN = 403

/**
 * What Figures answered instead of what was asked, what to do, and a way to try again. That it does not
 * answer at all is said once, by the frame.
 */
export function ProblemNotice(props: { error: unknown; retry: () => void }) {
  const { error } = props
  if (!(error instanceof ApiProblem)) return null
  return (
    <Notice tone="broken">
      <p>
        <strong>
          {error.status === FORBIDDEN && <FormattedMessage {...frame.forbidden} />} {error.message}
        </strong>{' '}
        {error.remedy}
      </p>
      <button className={css.retry} type="button" onClick={props.retry}>
        <FormattedMessage {...frame.retry} />
      </button>
    </Notice>
  )
}
