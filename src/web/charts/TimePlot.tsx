import { scaleLinear, type ScaleLinear } from 'd3-scale'
import type { ReactNode } from 'react'
import { useIntl } from 'react-intl'
import { directionOf } from '../app/locale.ts'
import { Axes } from './Axes.tsx'
import { Crosshair } from './Crosshair.tsx'
import { HEIGHT, MARGIN, useWidth } from './frame.ts'
import { Legend, type Key } from './Legend.tsx'
import { useReading } from './reading.ts'
import css from './TimePlot.module.css'

/** What the marks of a chart are drawn with. */
export interface Drawing {
  readonly width: number
  readonly y: ScaleLinear<number, number>
  /** The bucket that pointer or keyboard reads. */
  readonly shown: number | null
}

/**
 * The frame of every chart over time: axes from zero, a crosshair that pointer and keyboard read, and a
 * legend that gives way to the reading. Time runs from left to right in every script.
 */
export function TimePlot<TItem extends { readonly time: string }>(props: {
  label: string
  /** Of the values, as the metric says it. */
  unit: string
  items: readonly TItem[]
  /** The largest value drawn. */
  top: number
  /** Middle of a bucket on the time axis. */
  middle: (index: number, width: number) => number
  bucketAt: (share: number) => number
  shortTime: (time: string) => string
  read: (item: TItem) => string
  /** What the marks stand for, as far as the drawing does not say it beside them. */
  keys: (drawing: Drawing) => readonly Key[]
  children: (drawing: Drawing) => ReactNode
}) {
  const { items, middle, read } = props
  const intl = useIntl()
  const [ref, width] = useWidth()
  const { time, read: share } = useReading()
  const y = scaleLinear()
    .domain([0, Math.max(props.top, 4)])
    .nice(4)
    .range([HEIGHT - MARGIN.bottom, MARGIN.top])
  const at = time === null ? -1 : items.findIndex((item) => item.time === time)
  const shown = at < 0 ? null : at
  const reading = shown === null ? undefined : items[shown]
  const drawing = { width, y, shown }
  return (
    <div className={css.root} ref={ref} dir="ltr">
      <svg
        className={css.plot}
        data-plot
        width={width}
        height={HEIGHT}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        aria-hidden="true"
      >
        <Axes
          y={y}
          unit={props.unit}
          width={width}
          count={items.length}
          x={(i) => middle(i, width)}
          label={(i) => props.shortTime(items[i]!.time)}
        />
        {props.children(drawing)}
      </svg>
      <Crosshair
        label={props.label}
        count={items.length}
        at={shown}
        text={read(reading ?? items.at(-1)!)}
        onMove={(to) => share(to === null ? null : (items[to]?.time ?? null))}
        bucketAt={props.bucketAt}
        inset={MARGIN}
      />
      <p className={css.legend} dir={directionOf(intl.locale)}>
        {reading === undefined ? (
          <Legend keys={props.keys(drawing)} />
        ) : (
          <span>{read(reading)}</span>
        )}
      </p>
    </div>
  )
}
