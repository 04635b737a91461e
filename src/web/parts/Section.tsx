import { useEffect, useRef, type ReactNode } from 'react'
import { FormattedMessage } from 'react-intl'
import { Instant, type AnsweredMetric } from './Definition.tsx'
import { Meaning } from './Meaning.tsx'
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
  /** What the figures are of: what the platform does not show is said, on paper definitions stand below. */
  defines?: readonly AnsweredMetric[]
  children: ReactNode
}) {
  const { id } = props
  const root = useRef<HTMLElement>(null)
  useEffect(() => {
    // The link to a part of the page was followed before the part was there.
    if (window.location.hash === `#${id}`) root.current?.scrollIntoView()
  }, [id])
  return (
    <section ref={root} className={css.root} id={id} aria-labelledby={`${id}-title`}>
      <div className={css.head}>
        <h2 className={css.title} data-title id={`${id}-title`}>
          {props.title}
        </h2>
        {props.controls !== undefined && <div className={css.controls}>{props.controls}</div>}
      </div>
      <div className={css.subtitle} data-subtitle>
        {props.subtitle}
      </div>
      {props.children}
      {props.defines
        ?.filter((metric) => metric.state === 'unavailable')
        .map((metric) => (
          <p key={metric.name} className={css.missing}>
            <FormattedMessage
              {...chart.unavailable}
              values={{
                metric: metric.label,
                missing: (
                  <span lang="en" dir="ltr">
                    {metric.missing}
                  </span>
                ),
              }}
            />
          </p>
        ))}
      <p className={css.foot}>
        {props.note}
        {props.asOf !== null && (
          <span data-as-of>
            <FormattedMessage {...chart.asOf} values={{ time: <Instant at={props.asOf} /> }} />
          </span>
        )}
        {props.actions !== undefined && <span className={css.actions}>{props.actions}</span>}
        <a className={css.screen} href={props.csv} download>
          <FormattedMessage {...chart.csv} />
        </a>
        <a className={css.screen} href={`${window.location.search}#${id}`}>
          <FormattedMessage {...chart.link} />
        </a>
      </p>
      {props.defines !== undefined && (
        <dl className={css.defines} aria-hidden="true">
          {props.defines.map((metric) => (
            <div key={metric.name}>
              <dt>{metric.label}</dt>
              <dd>
                <Meaning metric={metric} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}
