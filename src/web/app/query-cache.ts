import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useCallback, useSyncExternalStore } from 'react'

/** What `read` finds in the answers of the page, whoever asked; read anew whenever one of them changes. */
export function useQueryCache<T>(read: (client: QueryClient) => T): T {
  const client = useQueryClient()
  const subscribe = useCallback(
    (tell: () => void) => client.getQueryCache().subscribe(() => tell()),
    [client],
  )
  return useSyncExternalStore(subscribe, () => read(client))
}
