import { useState, type ReactNode } from 'react'
import { FormattedMessage } from 'react-intl'
import { chart } from '../parts/messages.ts'
import { PlainButton } from '../parts/PlainButton.tsx'
import { Section } from '../parts/Section.tsx'
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
  const { table } = props
  const [asTable, setAsTable] = useState(false)
  return (
    <Section
      id={props.id}
      title={props.title}
      subtitle={props.subtitle}
      controls={props.controls}
      asOf={props.asOf}
      actions={
        <PlainButton aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          <FormattedMessage {...(asTable ? chart.hideTable : chart.table)} />
        </PlainButton>
      }
      csv={props.csv}
    >
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
    </Section>
  )
}
