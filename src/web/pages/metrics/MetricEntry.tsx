import { FormattedList, FormattedMessage, useIntl } from 'react-intl'
import type { Catalogue } from '../../../contract/metric.ts'
import { Instant } from '../../parts/Definition.tsx'
import { Meaning } from '../../parts/Meaning.tsx'
import { metrics as messages } from './messages.ts'
import css from './MetricEntry.module.css'

/** One metric of the dictionary. */
export function MetricEntry(props: {
  metric: Catalogue['metrics'][number]
  dimensions: Catalogue['dimensions']
}) {
  const { metric } = props
  const intl = useIntl()
  const labels = metric.dimensions.map(
    (name) => props.dimensions.find((d) => d.name === name)?.label ?? name,
  )
  return (
    <article className={css.root} id={metric.name} aria-labelledby={`${metric.name}-title`}>
      <h2 className={css.title} id={`${metric.name}-title`}>
        {metric.label}
      </h2>
      {metric.missing !== '' && (
        <p className={css.missing}>
          <FormattedMessage {...messages.missing} values={{ missing: metric.missing }} />
        </p>
      )}
      <p className={css.doc}>
        <Meaning metric={metric} />
      </p>
      <dl className={css.facts}>
        <dt>
          <FormattedMessage {...messages.name} />
        </dt>
        <dd>
          <code dir="ltr">{metric.name}</code>
        </dd>
        <dt>
          <FormattedMessage {...messages.unit} />
        </dt>
        <dd lang="en">{metric.unit}</dd>
        <dt>
          <FormattedMessage {...messages.grains} />
        </dt>
        <dd lang="en">
          <FormattedList value={metric.grains} />
        </dd>
        <dt>
          <FormattedMessage {...messages.splits} />
        </dt>
        <dd lang="en">
          <FormattedList value={labels} />
        </dd>
        <dt>
          <FormattedMessage {...messages.needs} />
        </dt>
        <dd lang="en">
          <FormattedList value={metric.needs.map((n) => n.replaceAll('_', ' '))} />
        </dd>
        <dt>
          <FormattedMessage {...messages.fresh} />
        </dt>
        <dd>
          {metric.asOf === null ? intl.formatMessage(messages.never) : <Instant at={metric.asOf} />}
        </dd>
        <dt>
          <FormattedMessage {...messages.exact} />
        </dt>
        <dd>
          {metric.exactFrom === null ? (
            intl.formatMessage(messages.always)
          ) : (
            <Instant at={metric.exactFrom} />
          )}
        </dd>
      </dl>
    </article>
  )
}
