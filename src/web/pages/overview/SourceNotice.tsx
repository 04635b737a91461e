import { useQuery } from '@tanstack/react-query'
import { FormattedMessage, FormattedNumber } from 'react-intl'
import type { Answer } from '../../../contract/query.ts'
import { api } from '../../app/api.ts'
import { Instant } from '../../parts/Definition.tsx'
import { Notice } from '../../parts/Notice.tsx'
import { overview } from './messages.ts'

const EVERY_MS = 5_000

/** What must be known of the sources before the figures are read; nothing when all is well. */
export function SourceNotice(props: { totals: Answer | undefined; days: { from: string } }) {
  const sources = useQuery({
    queryKey: ['sources'],
    queryFn: api.sources,
    refetchInterval: EVERY_MS,
  })
  const loading = sources.data?.sources.find((s) => s.state === 'loading')
  const failing = sources.data?.sources.find((s) => s.state === 'failing')
  if (failing !== undefined) {
    return (
      <Notice tone="broken">
        <FormattedMessage
          {...overview.failing}
          values={{
            b: (chunks) => <strong>{chunks}</strong>,
            problem: failing.runs.find((r) => r.problem !== null)?.problem ?? '',
          }}
        />
      </Notice>
    )
  }
  if (loading !== undefined) {
    const { progress } = loading
    const rate = progress === null || progress.seconds < 2 ? 0 : progress.rows / progress.seconds
    const left =
      progress?.total == null || rate === 0 ? null : (progress.total - progress.rows) / rate / 60
    return (
      <Notice tone="quiet">
        <FormattedMessage
          {...overview.firstLoad}
          values={{
            rows: <FormattedNumber value={progress?.rows ?? 0} />,
            left:
              left === null || left <= 0 ? (
                ''
              ) : (
                <FormattedMessage {...overview.left} values={{ minutes: Math.ceil(left) }} />
              ),
          }}
        />
      </Notice>
    )
  }
  const since = props.totals?.metrics.find((m) => m.exactFrom !== null)?.exactFrom
  if (since == null || since.slice(0, 10) <= props.days.from) return null
  return (
    <Notice tone="quiet">
      <FormattedMessage {...overview.since} values={{ time: <Instant at={since} /> }} />
    </Notice>
  )
}
