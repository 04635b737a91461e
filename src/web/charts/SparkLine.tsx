import { max } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import css from './SparkLine.module.css'

export interface SparkValue {
  readonly value: number | null
  /** The bucket is still running: drawn as unfinished. */
  readonly running: boolean
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
  const path = (from: readonly (readonly [number, SparkValue])[]): string =>
    line<readonly [number, SparkValue]>()
      .defined(([, p]) => p.value !== null)
      .x(([i]) => x(i))
      .y(([, p]) => y(p.value ?? 0))(from) ?? ''
  const all = points.map((p, i) => [i, p] as const)
  const runningAt = points.findIndex((p) => p.running)
  const whole = runningAt < 0 ? all : all.slice(0, runningAt)
  const unfinished = runningAt < 0 ? [] : all.slice(Math.max(0, runningAt - 1), runningAt + 1)
  return (
    <svg
      className={css.root}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path className={css.line} d={path(whole)} />
      <path className={css.unfinished} d={path(unfinished)} />
    </svg>
  )
}
