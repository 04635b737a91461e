import { FormattedMessage } from 'react-intl'
import { api, type Parameters } from '../../app/api.ts'
import css from './ApiCall.module.css'
import { explore } from './messages.ts'

/** The question of the page as a request to the API. */
export function ApiCall(props: { parameters: Parameters }) {
  const address = new URL(api.address(props.parameters), window.location.href)
  return (
    <details className={css.root}>
      <summary>
        <FormattedMessage {...explore.call} />
      </summary>
      <pre className={css.call} dir="ltr">
        {`curl '${address.href}'`}
      </pre>
    </details>
  )
}
