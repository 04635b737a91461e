import { FormattedMessage, FormattedNumber } from 'react-intl'
import css from './Change.module.css'
import { change } from './messages.ts'

/** How a value stands against the one before: a word and a sign, blue for more, orange for fewer. */
export function Change(props: { now: number; before: number }) {
  const { now, before } = props
  if (now === before)
    return (
      <span className={css.same}>
        <FormattedMessage {...change.same} />
      </span>
    )
  if (before === 0)
    return (
      <span className={css.more}>
        <FormattedMessage {...change.fresh} />
      </span>
    )
  const share = Math.abs(now - before) / before
  const percent = (
    <FormattedNumber value={share} style="percent" maximumFractionDigits={share < 0.1 ? 1 : 0} />
  )
  return now > before ? (
    <span className={css.more}>
      <span aria-hidden="true">+ </span>
      <FormattedMessage {...change.more} values={{ percent }} />
    </span>
  ) : (
    <span className={css.less}>
      <span aria-hidden="true">− </span>
      <FormattedMessage {...change.less} values={{ percent }} />
    </span>
  )
}
