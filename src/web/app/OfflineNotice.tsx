import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { FormattedMessage } from 'react-intl'
import { Instant } from '../parts/Definition.tsx'
import { Notice } from '../parts/Notice.tsx'
import { PushButton } from '../parts/PushButton.tsx'
import { ApiProblem } from './api.ts'
import { frame } from './messages.ts'
import { useQueryCache } from './query-cache.ts'

/** Since when what is shown is old, in milliseconds; 0 when nothing has come yet, -1 when all is well. */
function silentSince(client: QueryClient): number {
  const shown = client.getQueryCache().findAll({ type: 'active' })
  const silent = shown.filter((q) => {
    const error = q.state.error ?? q.state.fetchFailureReason
    return error !== null && !(error instanceof ApiProblem)
  })
  if (silent.length === 0) return -1
  const old = silent.map((q) => q.state.dataUpdatedAt).filter((at) => at > 0)
  if (old.length > 0) return Math.min(...old)
  // Asked for the first time: what stands in its place is the last that came at all.
  return Math.max(
    0,
    ...client
      .getQueryCache()
      .findAll()
      .map((q) => q.state.dataUpdatedAt),
  )
}

/** Figures does not answer: says so once for the whole page, and how old is what is seen. */
export function OfflineNotice() {
  const client = useQueryClient()
  const since = useQueryCache(silentSince)
  if (since < 0) return null
  return (
    <Notice tone="broken">
      <p>
        {since === 0 ? (
          <FormattedMessage {...frame.silent} />
        ) : (
          <FormattedMessage
            {...frame.offline}
            values={{ time: <Instant at={new Date(since).toISOString()} /> }}
          />
        )}
      </p>
      <PushButton look="plain" onClick={() => void client.refetchQueries({ type: 'active' })}>
        <FormattedMessage {...frame.retry} />
      </PushButton>
    </Notice>
  )
}
