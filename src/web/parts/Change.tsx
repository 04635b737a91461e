import type { ReactNode } from 'react'
import { FormattedMessage, FormattedNumber } from 'react-intl'
import css from './Change.module.css'
import { change } from './messages.ts'

/**
 * How a value stands against the one before: a sign and a word, blue for more, orange for fewer. Nothing
 * where either is not known, or both are nothing. Percentages differ by points: a per cent of a per cent
 * is read as either.
 */
export function Change(props: { now: number | null; before: number | null; unit: string }) {
  const { now, before } = props
  if (now === null || before === null || now + before === 0) return null
  const points = props.unit === 'percent'
  const by = points ? Math.round((now - before) * 10) / 10 : now - before
  if (by === 0) return said('same', <FormattedMessage {...(points ? change.level : change.same)} />)
  if (before === 0) return said('more', <FormattedMessage {...change.fresh} />)
  const more = by > 0
  const size = Math.abs(by)
  const words = points ? (
    <FormattedMessage {...(more ? change.pointsMore : change.pointsLess)} values={{ n: size }} />
  ) : (
    <FormattedMessage
      {...(more ? change.more : change.less)}
      values={{ percent: <Share of={size / before} /> }}
    />
  )
  return said(
    more ? 'more' : 'less',
    <>
      <span aria-hidden="true">{more ? '+ ' : '− '}</span>
      {words}
    </>,
  )
}

function said(way: 'more' | 'less' | 'same', words: ReactNode): ReactNode {
  return (
    <span className={css.root} data-way={way}>
      {words}
    </span>
  )
}

/** As exact as is read at a glance, and never nothing for what is something. */
function Share(props: { of: number }) {
  const { of: share } = props
  const digits =
    share < 0.001 ? { maximumSignificantDigits: 1 } : { maximumFractionDigits: share < 0.1 ? 1 : 0 }
  return <FormattedNumber value={share} style="percent" {...digits} />
}
