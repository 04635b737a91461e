import type { KeyboardEvent, PointerEvent } from 'react'
import css from './Crosshair.module.css'
import { moved } from './frame.ts'

/** The area that pointer and keyboard read values from: a slider over the buckets. */
export function Crosshair(props: {
  label: string
  count: number
  at: number | null
  /** What a screen reader says of the bucket, and what stands beside the line. */
  text: string
  onMove: (at: number | null) => void
  /** Position of a pointer, from 0 to 1 over the plot, as a bucket. */
  bucketAt: (share: number) => number
  inset: { left: number; right: number; top: number; bottom: number }
}) {
  const { count, at, onMove, inset } = props
  const point = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect()
    onMove(props.bucketAt((event.clientX - box.left) / Math.max(1, box.width)))
  }
  const key = (event: KeyboardEvent<HTMLDivElement>): void => {
    const next = moved(event.key, at ?? count - 1, count)
    if (next === undefined) return
    event.preventDefault()
    onMove(next)
  }
  return (
    <div
      className={css.root}
      role="slider"
      tabIndex={0}
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, count - 1)}
      aria-valuenow={at ?? Math.max(0, count - 1)}
      aria-valuetext={props.text}
      onPointerMove={point}
      onPointerDown={point}
      onPointerLeave={() => onMove(null)}
      onKeyDown={key}
      onFocus={() => at === null && onMove(count - 1)}
      onBlur={() => onMove(null)}
      style={{ left: inset.left, right: inset.right, top: inset.top, bottom: inset.bottom }}
    />
  )
}
