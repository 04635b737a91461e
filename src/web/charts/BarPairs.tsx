import { max } from 'd3-array'
import { scaleBand, scaleLinear } from 'd3-scale'
import { useState } from 'react'
import { useIntl } from 'react-intl'
import { directionOf } from '../app/locale.ts'
import { Axes } from './Axes.tsx'
import { Crosshair } from './Crosshair.tsx'
import { HEIGHT, MARGIN, useWidth } from './frame.ts'
import css from './BarPairs.module.css'

/** One bucket with the values of two metrics. */
export interface Pair {
  readonly time: string
  readonly first: number | null
  readonly second: number | null
  /** Still running, or cut short by the period: drawn hollow. */
  readonly unfinished: boolean
}

/** Two metrics side by side over time, bars from zero; the running bucket's bars are hollow. */
export function BarPairs(props: {
  label: string
  pairs: readonly Pair[]
  names: { first: string; second: string }
  shortTime: (time: string) => string
  read: (pair: Pair) => string
}) {
  const { pairs, names } = props
  const intl = useIntl()
  const [ref, width] = useWidth()
  const [at, setAt] = useState<number | null>(null)
  const top = max(pairs.flatMap((p) => [p.first ?? 0, p.second ?? 0])) ?? 0
  const x = scaleBand<number>()
    .domain(pairs.map((_, i) => i))
    .range([MARGIN.left, width - MARGIN.right])
    .paddingInner(0.3)
  const y = scaleLinear()
    .domain([0, Math.max(top, 4)])
    .nice(4)
    .range([HEIGHT - MARGIN.bottom, MARGIN.top])
  const half = x.bandwidth() / 2
  const floor = HEIGHT - MARGIN.bottom
  const shown = at === null || at >= pairs.length ? null : at
  const reading = shown === null ? undefined : pairs[shown]
  const bar = (value: number | null, i: number, side: 0 | 1) =>
    value === null || value === 0 ? null : (
      <rect
        className={side === 0 ? css.first : css.second}
        data-unfinished={pairs[i]!.unfinished}
        x={(x(i) ?? 0) + side * half + 0.5}
        width={Math.max(1, half - 1)}
        y={y(value)}
        height={floor - y(value)}
      />
    )
  return (
    <div className={css.root} ref={ref} dir="ltr">
      <svg className={css.plot} width={width} height={HEIGHT} aria-hidden="true">
        <Axes
          y={y}
          width={width}
          count={pairs.length}
          x={(i) => (x(i) ?? 0) + half}
          label={(i) => props.shortTime(pairs[i]!.time)}
        />
        {shown !== null && (
          <rect
            className={css.cross}
            x={x(shown)}
            width={x.bandwidth()}
            y={MARGIN.top}
            height={floor - MARGIN.top}
          />
        )}
        {pairs.map((p, i) => (
          <g key={p.time}>
            {bar(p.first, i, 0)}
            {bar(p.second, i, 1)}
          </g>
        ))}
      </svg>
      <Crosshair
        label={props.label}
        count={pairs.length}
        at={shown}
        text={props.read(reading ?? pairs.at(-1)!)}
        onMove={setAt}
        bucketAt={(share) =>
          Math.max(0, Math.min(pairs.length - 1, Math.floor(share * pairs.length)))
        }
        inset={{ left: MARGIN.left, right: MARGIN.right, top: MARGIN.top, bottom: MARGIN.bottom }}
      />
      <p className={css.legend} dir={directionOf(intl.locale)}>
        {reading === undefined ? (
          <>
            <span className={css.keyFirst}>{names.first}</span>
            <span className={css.keySecond}>{names.second}</span>
          </>
        ) : (
          <span>{props.read(reading)}</span>
        )}
      </p>
    </div>
  )
}
