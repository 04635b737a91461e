import { max } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import css from './SparkLine.module.css'
import { stretchesOf, type Bucket, type Stretch } from './stretches.ts'

export interface SparkValue extends Bucket {
  readonly value: number | null
}

const WIDTH = 100
const HEIGHT = 30
const INSET = 2

/** The course of a figure, as small as a word: beside its value, which says what it is. */
export function SparkLine(props: { points: readonly SparkValue[] }) {
  const { points } = props
  const x = scaleLinear()
    .domain([0, Math.max(1, points.length - 1)])
    .range([0, WIDTH])
  const y = scaleLinear()
    .domain([0, max(points, (p) => p.value ?? 0) || 1])
    .range([HEIGHT - INSET, INSET])
  const path = (from: Stretch<SparkValue>): string =>
    line<readonly [number, SparkValue]>()
      .defined(([, p]) => p.value !== null)
      .x(([i]) => x(i))
      .y(([, p]) => y(p.value ?? 0))(from) ?? ''
  const { whole, unfinished } = stretchesOf(points)
  return (
    <svg
      className={css.root}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path className={css.line} d={path(whole)} />
      {unfinished.map((stretch) => (
        <path key={stretch[0]?.[0]} className={css.unfinished} d={path(stretch)} />
      ))}
    </svg>
  )
}
