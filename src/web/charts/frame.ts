import { useLayoutEffect, useRef, useState, type RefObject } from 'react'
import type { Bucket } from './stretches.ts'

/** One bucket of a chart: what the API answered for it. */
export interface Point extends Bucket {
  /** Start of the bucket, local date of the query's zone. */
  readonly time: string
  readonly value: number | null
  /** The comparison period's value at the same place; null where it has none. */
  readonly previous: number | null
  /** The value is a lower bound, from before Figures watched. */
  readonly estimate: boolean
}

export const HEIGHT = 240
export const MARGIN = { top: 12, right: 12, bottom: 26, left: 44 } as const

/** Width of an element, as it changes. Starts at a usual width, so that the first paint is near. */
export function useWidth(): readonly [RefObject<HTMLDivElement | null>, number] {
  const ref = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(720)
  useLayoutEffect(() => {
    const element = ref.current
    if (element === null) return undefined
    setWidth(Math.round(element.clientWidth))
    const observer = new ResizeObserver(() => setWidth(Math.round(element.clientWidth)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [ref, Math.max(width, 240)]
}

/** Which labels of the time axis fit: the last always, others at equal steps back from it. */
export function tickIndexes(count: number, width: number): number[] {
  const room = Math.max(2, Math.floor(width / 84))
  const step = Math.max(1, Math.ceil(count / room))
  const out: number[] = []
  for (let i = count - 1; i >= 0; i -= step) out.unshift(i)
  return out
}

/** The next position for a key of the keyboard; undefined when the key means nothing here. */
export function moved(key: string, at: number, count: number): number | undefined {
  const to = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    Home: 0,
    End: count - 1,
    PageUp: at - 7,
    PageDown: at + 7,
  }[key]
  return to === undefined ? undefined : Math.max(0, Math.min(count - 1, to))
}
