import { scaleLinear, scalePoint } from 'd3-scale'
import { line } from 'd3-shape'
import { useIntl } from 'react-intl'
import { directionOf } from '../app/locale.ts'
import { Crosshair } from './Crosshair.tsx'
import { useWidth } from './frame.ts'
import { useReading } from './reading.ts'
import css from './SparkChart.module.css'
import { stretchesOf, type Bucket, type Stretch } from './stretches.ts'

export interface SparkPoint extends Bucket {
  readonly time: string
  readonly value: number | null
}

const HEIGHT = 80
const INSET = { left: 4, right: 4, top: 6, bottom: 4 } as const

/** A small line from zero, without axes: one of several on the same scale. Pointer and keyboard read it. */
export function SparkChart(props: {
  label: string
  points: readonly SparkPoint[]
  /** The largest value of all the small charts. */
  top: number
  read: (point: SparkPoint) => string
}) {
  const { points } = props
  const intl = useIntl()
  const [ref, width] = useWidth()
  const { time, read: share } = useReading()
  const x = scalePoint<number>()
    .domain(points.map((_, i) => i))
    .range([INSET.left, width - INSET.right])
  const y = scaleLinear()
    .domain([0, props.top])
    .range([HEIGHT - INSET.bottom, INSET.top])
  const path = (from: Stretch<SparkPoint>): string =>
    line<readonly [number, SparkPoint]>()
      .defined(([, p]) => p.value !== null)
      .x(([i]) => x(i) ?? 0)
      .y(([, p]) => y(p.value ?? 0))(from) ?? ''
  const { whole, unfinished } = stretchesOf(points)
  const at = time === null ? -1 : points.findIndex((p) => p.time === time)
  const shown = at < 0 ? null : at
  const last = points.at(-1)
  if (last === undefined) return null
  const reading = points[shown ?? points.length - 1] ?? last
  return (
    <div className={css.root} ref={ref} dir="ltr">
      <svg className={css.plot} width={width} height={HEIGHT} aria-hidden="true">
        <line className={css.floor} x1={0} x2={width} y1={y(0)} y2={y(0)} />
        <path className={css.line} d={path(whole)} />
        {unfinished.map((stretch) => (
          <path key={stretch[0]?.[0]} className={css.unfinished} d={path(stretch)} />
        ))}
        {shown !== null && reading.value !== null && (
          <circle className={css.dot} cx={x(shown)} cy={y(reading.value)} r={3} />
        )}
      </svg>
      <Crosshair
        label={props.label}
        count={points.length}
        at={shown}
        text={props.read(reading)}
        onMove={(to) => share(to === null ? null : (points[to]?.time ?? null))}
        bucketAt={(share) => Math.round(Math.max(0, Math.min(1, share)) * (points.length - 1))}
        inset={INSET}
      />
      <p className={css.reading} dir={directionOf(intl.locale)}>
        {props.read(reading)}
      </p>
    </div>
  )
}
