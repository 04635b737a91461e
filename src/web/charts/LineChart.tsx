import { max } from 'd3-array'
import { scalePoint } from 'd3-scale'
import { line } from 'd3-shape'
import { isolated } from './Axes.tsx'
import { HEIGHT, MARGIN, type Point } from './frame.ts'
import { labelPlaces, type Drawn } from './line-labels.ts'
import css from './LineChart.module.css'
import { stretchesOf, type Stretch } from './stretches.ts'
import { TimePlot, type Drawing } from './TimePlot.tsx'

/**
 * One metric over time against the period before. The running bucket hangs on by a dashed line and a
 * hollow dot; where there is no value there is no line. Lines that are apart somewhere are named there,
 * others in a legend.
 */
export function LineChart(props: {
  label: string
  points: readonly Point[]
  /** Of the lines; null without a comparison. */
  names: { now: string; before: string | null }
  /** Of the values, as the metric says it. */
  unit: string
  /** Date of a bucket, short for the axis. */
  shortTime: (time: string) => string
  read: (point: Point) => string
}) {
  const { points, names } = props
  return (
    <TimePlot
      label={props.label}
      unit={props.unit}
      items={points}
      top={max(points.flatMap((p) => [p.value ?? 0, p.previous ?? 0])) ?? 0}
      middle={(i, width) => scaleOf(points, width)(i) ?? 0}
      bucketAt={(share) => Math.round(Math.max(0, Math.min(1, share)) * (points.length - 1))}
      shortTime={props.shortTime}
      read={props.read}
      keys={(drawing) =>
        namesOf(points, names, drawing).length > 0
          ? []
          : [
              { label: names.now, mark: 'line' },
              ...(names.before === null ? [] : [{ label: names.before, mark: 'dashed' as const }]),
            ]
      }
    >
      {(drawing) => (
        <>
          <Lines points={points} {...drawing} />
          {namesOf(points, names, drawing).map(({ name, x, y }) => (
            <text
              key={name}
              className={css.name}
              data-line={name === names.now ? 'now' : 'before'}
              x={x}
              y={y}
              textAnchor="middle"
            >
              {isolated(name)}
            </text>
          ))}
        </>
      )}
    </TimePlot>
  )
}

const scaleOf = (points: readonly Point[], width: number) =>
  scalePoint<number>()
    .domain(points.map((_, i) => i))
    .range([MARGIN.left, width - MARGIN.right])

/** The names of both lines beside them; none where they leave no room, or where there is one line. */
function namesOf(
  points: readonly Point[],
  names: { readonly now: string; readonly before: string | null },
  { width, y }: Drawing,
) {
  if (names.before === null || points.length < 2) return []
  const x = scaleOf(points, width)
  const drawn = (pick: (p: Point) => number | null): Drawn => ({
    from: MARGIN.left,
    step: x.step(),
    ys: points.map((p) => {
      const value = pick(p)
      return value === null ? null : y(value)
    }),
  })
  const both = [names.now, names.before] as const
  const places = labelPlaces([drawn((p) => p.value), drawn((p) => p.previous)], both, width)
  return places === null ? [] : places.map((place, i) => ({ ...place, name: both[i]! }))
}

function Lines({ points, width, y, shown }: Drawing & { points: readonly Point[] }) {
  const x = scaleOf(points, width)
  const path = (pick: (p: Point) => number | null, from: Stretch<Point>): string =>
    line<readonly [number, Point]>()
      .defined(([, p]) => pick(p) !== null)
      .x(([i]) => x(i) ?? 0)
      .y(([, p]) => y(pick(p) ?? 0))(from) ?? ''
  const { whole, unfinished } = stretchesOf(points)
  const runningAt = points.findIndex((p) => p.running)
  const lastAt = runningAt < 0 ? points.length - 1 : runningAt
  const last = points[lastAt]
  return (
    <>
      <path className={css.before} d={path((p) => p.previous, [...points.entries()])} />
      <path className={css.now} d={path((p) => p.value, whole)} />
      {unfinished.map((stretch) => (
        <path key={stretch[0]?.[0]} className={css.unfinished} d={path((p) => p.value, stretch)} />
      ))}
      {last !== undefined && last.value !== null && (
        <circle
          className={last.running ? css.hollow : css.dot}
          cx={x(lastAt)}
          cy={y(last.value)}
          r={last.running ? 4 : 3}
        />
      )}
      {shown !== null && (
        <line
          className={css.cross}
          x1={x(shown)}
          x2={x(shown)}
          y1={MARGIN.top}
          y2={HEIGHT - MARGIN.bottom}
        />
      )}
    </>
  )
}
