import { useId, useRef, type ReactNode, type ToggleEvent } from 'react'
import { FormattedDate, FormattedMessage, FormattedTime } from 'react-intl'
import type { Answer } from '../../contract/query.ts'
import css from './Definition.module.css'
import { Meaning } from './Meaning.tsx'
import { definition } from './messages.ts'

export type AnsweredMetric = Answer['metrics'][number]

/** A figure, or its name, that says on demand what it means, how fresh it is and where it is from. */
export function Definition(props: {
  metric: AnsweredMetric
  children: ReactNode
  /** Where on the page the evidence stands. */
  evidence?: string
  look?: 'figure' | 'name'
}) {
  const { metric } = props
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const place = (event: ToggleEvent<HTMLDivElement>): void => {
    if (event.newState !== 'open' || button.current === null) return
    const at = button.current.getBoundingClientRect()
    const box = event.currentTarget.getBoundingClientRect()
    const left = Math.max(12, Math.min(at.left, window.innerWidth - box.width - 12))
    const below = at.bottom + 8
    const top =
      below + box.height < window.innerHeight ? below : Math.max(12, at.top - box.height - 8)
    event.currentTarget.style.translate = `${left}px ${top}px`
  }
  return (
    <>
      <button
        ref={button}
        className={props.look === 'name' ? css.name : css.figure}
        type="button"
        popoverTarget={id}
      >
        {props.children}
      </button>
      <div
        className={css.box}
        id={id}
        popover="auto"
        onToggle={place}
        aria-label={metric.label}
        role="dialog"
      >
        <p className={css.title}>{metric.label}</p>
        <p className={css.doc}>
          <Meaning metric={metric} />
        </p>
        <dl className={css.facts}>
          <dt>
            <FormattedMessage {...definition.asOf} />
          </dt>
          <dd>
            {metric.asOf === null ? (
              <FormattedMessage {...definition.never} />
            ) : (
              <Instant at={metric.asOf} />
            )}
          </dd>
          {metric.exactFrom !== null && (
            <>
              <dt>
                <FormattedMessage {...definition.exactFrom} />
              </dt>
              <dd>
                <Instant at={metric.exactFrom} />
              </dd>
            </>
          )}
          <dt>
            <FormattedMessage {...definition.source} />
          </dt>
          <dd>{metric.source}</dd>
          {metric.missing !== '' && (
            <>
              <dt>
                <FormattedMessage {...definition.missing} />
              </dt>
              <dd>{metric.missing}</dd>
            </>
          )}
        </dl>
        {props.evidence !== undefined && (
          <a href={`#${props.evidence}`} onClick={() => document.getElementById(id)?.hidePopover()}>
            <FormattedMessage {...definition.evidence} />
          </a>
        )}
      </div>
    </>
  )
}

export function Instant(props: { at: string }) {
  return (
    <time dateTime={props.at}>
      <FormattedDate value={props.at} day="numeric" month="short" year="numeric" />{' '}
      <FormattedTime value={props.at} />
    </time>
  )
}
