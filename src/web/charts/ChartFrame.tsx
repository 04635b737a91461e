import { useState, type ReactNode } from 'react'
import { FormattedMessage } from 'react-intl'
import { Instant } from '../parts/Definition.tsx'
import { chart } from '../parts/messages.ts'
import css from './ChartFrame.module.css'

/** A chart with its question above, and freshness, table and CSV quietly below. */
export function ChartFrame(props: {
  id: string
  title: ReactNode
  subtitle: ReactNode
  controls?: ReactNode
  asOf: string | null
  csv: string
  table: { columns: readonly string[]; rows: readonly (readonly string[])[] }
  children: ReactNode
}) {
  const { id, table } = props
  const [asTable, setAsTable] = useState(false)
  return (
    <section className={css.root} id={id} aria-labelledby={`${id}-title`}>
      <div className={css.head}>
        <h2 className={css.title} id={`${id}-title`}>
          {props.title}
        </h2>
        {props.controls}
      </div>
      <div className={css.subtitle}>{props.subtitle}</div>
      {!asTable && props.children}
      <div className={asTable ? css.table : css.hidden}>
        <table>
          <caption className={css.hidden}>{props.title}</caption>
          <thead>
            <tr>
              {table.columns.map((name, i) => (
                <th key={name} scope="col" className={i === 0 ? css.first : css.figure}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => (
              <tr key={row[0]}>
                {row.map((cell, i) =>
                  i === 0 ? (
                    <th key={table.columns[i]} scope="row" className={css.first}>
                      {cell}
                    </th>
                  ) : (
                    <td key={table.columns[i]} className={css.figure}>
                      {cell}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={css.foot}>
        {props.asOf !== null && (
          <span>
            <FormattedMessage {...chart.asOf} values={{ time: <Instant at={props.asOf} /> }} />
          </span>
        )}
        <button
          className={css.plain}
          type="button"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          <FormattedMessage {...(asTable ? chart.hideTable : chart.table)} />
        </button>
        <a href={props.csv} download>
          <FormattedMessage {...chart.csv} />
        </a>
      </p>
    </section>
  )
}
