import { max } from 'd3-array'
import { scaleBand } from 'd3-scale'
import css from './BarPairs.module.css'
import { HEIGHT, MARGIN } from './frame.ts'
import { TimePlot, type Drawing } from './TimePlot.tsx'

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
  unit: string
  shortTime: (time: string) => string
  read: (pair: Pair) => string
}) {
  const { pairs, names } = props
  const middle = (i: number, width: number): number => {
    const x = scaleOf(pairs, width)
    return (x(i) ?? 0) + x.bandwidth() / 2
  }
  return (
    <TimePlot
      label={props.label}
      unit={props.unit}
      items={pairs}
      top={max(pairs.flatMap((p) => [p.first ?? 0, p.second ?? 0])) ?? 0}
      middle={middle}
      bucketAt={(share) =>
        Math.max(0, Math.min(pairs.length - 1, Math.floor(share * pairs.length)))
      }
      shortTime={props.shortTime}
      read={props.read}
      keys={() => [
        { label: names.first, mark: 'first' },
        { label: names.second, mark: 'second' },
      ]}
    >
      {(drawing) => <Bars pairs={pairs} {...drawing} />}
    </TimePlot>
  )
}

const scaleOf = (pairs: readonly Pair[], width: number) =>
  scaleBand<number>()
    .domain(pairs.map((_, i) => i))
    .range([MARGIN.left, width - MARGIN.right])
    .paddingInner(0.3)

function Bars({ pairs, width, y, shown }: Drawing & { pairs: readonly Pair[] }) {
  const x = scaleOf(pairs, width)
  const half = x.bandwidth() / 2
  const floor = HEIGHT - MARGIN.bottom
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
    <>
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
    </>
  )
}
