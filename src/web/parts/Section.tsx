import type { ReactNode } from 'react'
import { FormattedMessage } from 'react-intl'
import { Instant } from './Definition.tsx'
import { chart } from './messages.ts'
import css from './Section.module.css'

/** A part of a page: its question above, the answer, and freshness and CSV quietly below. */
export function Section(props: {
  id: string
  title: ReactNode
  subtitle: ReactNode
  controls?: ReactNode
  /** Said before the freshness. */
  note?: ReactNode
  asOf: string | null
  /** Stands between freshness and CSV. */
  actions?: ReactNode
  csv: string
  children: ReactNode
}) {
  const { id } = props
  return (
    <section className={css.root} id={id} aria-labelledby={`${id}-title`}>
      <div className={css.head}>
        <h2 className={css.title} id={`${id}-title`}>
          {props.title}
        </h2>
        {props.controls !== undefined && <div className={css.controls}>{props.controls}</div>}
      </div>
      <div className={css.subtitle}>{props.subtitle}</div>
      {props.children}
      <p className={css.foot}>
        {props.note}
        {props.asOf !== null && (
          <span>
            <FormattedMessage {...chart.asOf} values={{ time: <Instant at={props.asOf} /> }} />
          </span>
        )}
        {props.actions}
        <a href={props.csv} download>
          <FormattedMessage {...chart.csv} />
        </a>
      </p>
    </section>
  )
}
