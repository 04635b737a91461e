import type { ScaleLinear } from 'd3-scale'
import { useIntl, type IntlShape } from 'react-intl'
import css from './Axes.module.css'
import { HEIGHT, MARGIN, tickIndexes } from './frame.ts'

const SHORT_FROM = 10_000

/** Faint lines with their values, and the times that fit below. */
export function Axes(props: {
  y: ScaleLinear<number, number>
  unit: string
  width: number
  count: number
  /** Middle of a bucket on the time axis. */
  x: (index: number) => number
  label: (index: number) => string
}) {
  const { y, width, count, x, label } = props
  const intl = useIntl()
  const last = count - 1
  return (
    <>
      {y.ticks(4).map((tick) => (
        <g key={tick}>
          <line
            className={css.grid}
            x1={MARGIN.left}
            x2={width - MARGIN.right}
            y1={y(tick)}
            y2={y(tick)}
          />
          <text className={css.tick} x={MARGIN.left - 8} y={y(tick) + 4} textAnchor="end">
            {isolated(tickText(intl, props.unit, tick))}
          </text>
        </g>
      ))}
      {tickIndexes(count, width - MARGIN.left).map((i) => (
        <text
          key={i}
          className={css.tick}
          x={i === last ? width - MARGIN.right : x(i)}
          y={HEIGHT - 8}
          textAnchor={i === last ? 'end' : i === 0 ? 'start' : 'middle'}
        >
          {isolated(label(i))}
        </text>
      ))}
    </>
  )
}

/** Short enough to stand left of the plot, and a percentage as one. */
function tickText(intl: IntlShape, unit: string, tick: number): string {
  if (unit === 'percent') return intl.formatNumber(tick / 100, { style: 'percent' })
  return intl.formatNumber(tick, tick < SHORT_FROM ? {} : { notation: 'compact' })
}

/** In its own direction: a date of a right-to-left script would otherwise be torn apart by the plot's. */
export const isolated = (text: string): string => `\u2068${text}\u2069`
