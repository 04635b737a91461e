import { useQuery } from '@tanstack/react-query'
import { FormattedMessage, FormattedNumber } from 'react-intl'
import type { Loss, Sources } from '../../../contract/source.ts'
import { api } from '../../app/api.ts'
import { Instant } from '../../parts/Definition.tsx'
import { Notice } from '../../parts/Notice.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { Comparison } from './Comparison.tsx'
import css from './DataHealth.module.css'
import { health } from './messages.ts'
import { SourceHealth } from './SourceHealth.tsx'

const EVERY_MS = 5_000

/** Whether the figures can be trusted today: sources, what they lack, and the comparison with the LMS. */
export function DataHealth(props: { kind: Sources['kind'] }) {
  const sources = useQuery({
    queryKey: ['sources'],
    queryFn: api.sources,
    refetchInterval: EVERY_MS,
  })
  return (
    <>
      <h1 className={css.title}>
        <FormattedMessage {...health.title} />
      </h1>
      {sources.isError && (
        <ProblemNotice error={sources.error} retry={() => void sources.refetch()} />
      )}
      {sources.data === undefined ? (
        !sources.isError && (
          <p className={css.lead}>
            <FormattedMessage {...health.loading} />
          </p>
        )
      ) : (
        <>
          <Lead sources={sources.data.sources} />
          <p className={css.stored}>
            <FormattedMessage
              {...health.stored}
              values={{ size: <Bytes bytes={sources.data.storedBytes} /> }}
            />
          </p>
          {sources.data.losses.map((loss) => (
            <LossNotice key={loss.noticed} loss={loss} />
          ))}
          {sources.data.sources.map((source) => (
            <SourceHealth key={source.name} source={source} />
          ))}
        </>
      )}
      {props.kind === 'lms' && <Comparison />}
    </>
  )
}

const MEGABYTE = 1_000_000

/** An amount of storage in megabytes, or gigabytes where there are many. */
function Bytes(props: { bytes: number }) {
  const large = props.bytes >= 1000 * MEGABYTE
  return (
    <FormattedNumber
      value={props.bytes / (large ? 1000 * MEGABYTE : MEGABYTE)}
      style="unit"
      unit={large ? 'gigabyte' : 'megabyte'}
      maximumFractionDigits={1}
    />
  )
}

function LossNotice({ loss }: { loss: Loss }) {
  const { commits, since, until } = loss
  const values = { n: commits, until: <Instant at={until} /> }
  return (
    <Notice tone="broken">
      {since === null ? (
        <FormattedMessage {...health.lossUpTo} values={values} />
      ) : (
        <FormattedMessage {...health.loss} values={{ ...values, since: <Instant at={since} /> }} />
      )}
    </Notice>
  )
}

function Lead(props: { sources: Sources['sources'] }) {
  const { sources } = props
  const broken = sources.filter((s) => s.state === 'failing' || s.state === 'stale')
  if (broken.length > 0) {
    return (
      <Notice tone="broken">
        <FormattedMessage {...health.notWell} values={{ n: broken.length }} />
      </Notice>
    )
  }
  const read = sources.flatMap((s) => (s.readAt === null ? [] : [s.readAt])).sort()
  return (
    <p className={css.lead}>
      {sources.some((s) => s.state === 'loading') || read.length === 0 ? (
        <FormattedMessage {...health.first} />
      ) : (
        <FormattedMessage
          {...health.well}
          values={{ n: sources.length, time: <Instant at={read[0]!} /> }}
        />
      )}
    </p>
  )
}
