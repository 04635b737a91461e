import { useState, type FormEvent } from 'react'
import { FormattedMessage } from 'react-intl'
import { api } from '../../app/api.ts'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { PushButton } from '../../parts/PushButton.tsx'
import { signIn } from './messages.ts'
import css from './SignIn.module.css'

/** Takes a token and turns it into a cookie that no script can read. */
export function SignIn(props: { onSignedIn: () => void }) {
  const [error, setError] = useState<unknown>()
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const token = new FormData(event.currentTarget).get('token')
    setError(undefined)
    if (typeof token === 'string') api.signIn(token).then(props.onSignedIn, setError)
  }
  return (
    <form className={css.root} onSubmit={submit}>
      <h1 className={css.title}>
        <FormattedMessage {...signIn.title} />
      </h1>
      <p>
        <FormattedMessage
          {...signIn.text}
          values={{ command: <code dir="ltr">figures token create NAME</code> }}
        />
      </p>
      <label className={css.label}>
        <FormattedMessage {...signIn.label} />
        <input
          className={css.input}
          name="token"
          type="password"
          autoComplete="off"
          required
          dir="ltr"
        />
      </label>
      {error !== undefined && (
        <ProblemNotice error={error} retry={() => setError(undefined)} alone />
      )}
      <div>
        <PushButton type="submit">
          <FormattedMessage {...signIn.submit} />
        </PushButton>
      </div>
    </form>
  )
}
