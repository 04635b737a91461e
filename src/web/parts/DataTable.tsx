import type { ReactNode } from 'react'
import css from './DataTable.module.css'

export interface Column {
  readonly name: ReactNode
  /** Figures stand at the end of their cell. */
  readonly figure?: boolean
}

/** Rows to look things up in: the first column is the thing. Scrolls by itself where it is too wide. */
export function DataTable(props: {
  caption: string
  columns: readonly Column[]
  rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[]
}) {
  const { columns } = props
  return (
    <div className={css.scroll} role="group" aria-label={props.caption} tabIndex={0}>
      <table className={css.table}>
        <thead>
          <tr>
            {columns.map((column, i) => (
              <th key={i} className={css.head} scope="col" data-figure={column.figure}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row.key} className={css.row}>
              {row.cells.map((cell, i) =>
                i === 0 ? (
                  <th key={i} className={css.thing} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={i} className={css.cell} data-figure={columns[i]?.figure}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
