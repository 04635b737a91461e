import { createContext, use, useMemo, useState } from 'react'

/** The time that is being read on the page: all charts that have it show it. */
export interface Reading {
  readonly time: string | null
  readonly read: (time: string | null) => void
}

export const ReadingContext = createContext<Reading>({ time: null, read: () => undefined })

/** What the charts of one page share. */
export function useSharedReading(): Reading {
  const [time, read] = useState<string | null>(null)
  return useMemo(() => ({ time, read }), [time])
}

export function useReading(): Reading {
  return use(ReadingContext)
}
