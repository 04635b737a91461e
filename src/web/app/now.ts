import { useSyncExternalStore } from 'react'

const MINUTE_MS = 60_000

function subscribe(tell: () => void): () => void {
  const timer = setInterval(tell, MINUTE_MS / 2)
  return () => clearInterval(timer)
}

/** The present, to the minute: what stands on the page at midnight moves to the new day by itself. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS)
}
