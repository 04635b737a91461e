import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { FormattedMessage } from 'react-intl'
import { ProblemNotice } from '../parts/ProblemNotice.tsx'
import { ApiProblem } from './api.ts'
import { CHOICES } from './choices.ts'
import { frame } from './messages.ts'
import { useQueryCache } from './query-cache.ts'

/** Why a list to choose from did not come; null where it did, or where a part of the page says the same. */
function failureOf(client: QueryClient): ApiProblem | null {
  const failed = client
    .getQueryCache()
    .findAll({ type: 'active', predicate: (q) => q.state.error instanceof ApiProblem })
  const elsewhere = failed.some((q) => q.queryKey[0] !== CHOICES)
  return elsewhere ? null : ((failed[0]?.state.error as ApiProblem | undefined) ?? null)
}

/** A list to choose from could not be filled: said once for all lists of the page. */
export function ChoicesNotice() {
  const client = useQueryClient()
  const failure = useQueryCache(failureOf)
  if (failure === null) return null
  return (
    <ProblemNotice
      error={failure}
      lead={<FormattedMessage {...frame.choices} />}
      retry={() => void client.refetchQueries({ type: 'active', queryKey: [CHOICES] })}
    />
  )
}
