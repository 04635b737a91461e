import { FormattedNumber } from 'react-intl'
import css from './BarList.module.css'

export interface Bar {
  readonly key: string
  readonly name: string
  /** Null: there is no value, and why is said in `note`. */
  readonly value: number | null
  readonly note?: string
  /** The value as it is written, where a plain number will not do. */
  readonly text?: string
}

/** A few named amounts as bars from zero: a table that shows itself. */
export function BarList(props: {
  caption: string
  name: string
  unit: string
  bars: readonly Bar[]
  /** Beside each amount its share of all. */
  shares?: boolean
}) {
  const { bars } = props
  const values = bars.map((b) => b.value ?? 0)
  const most = Math.max(1, ...values)
  const all = values.reduce((sum, v) => sum + v, 0)
  return (
    <table className={css.root}>
      <caption className={css.hidden}>{props.caption}</caption>
      <thead className={css.hidden}>
        <tr>
          <th scope="col">{props.name}</th>
          <th scope="col">{props.unit}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.key}>
            <th className={css.name} scope="row">
              {bar.name}
            </th>
            <td className={css.cell}>
              {bar.value !== null && bar.value > 0 && (
                <span className={css.bar} style={{ inlineSize: `${(100 * bar.value) / most}%` }} />
              )}
              <span className={css.value}>
                {bar.value === null
                  ? (bar.note ?? '–')
                  : (bar.text ?? <FormattedNumber value={bar.value} />)}{' '}
                {props.shares === true && bar.value !== null && all > 0 && (
                  <span className={css.share}>
                    <FormattedNumber
                      value={bar.value / all}
                      style="percent"
                      maximumFractionDigits={0}
                    />
                  </span>
                )}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
