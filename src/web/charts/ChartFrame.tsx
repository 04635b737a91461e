import { useState, type ReactNode } from 'react'
import { FormattedMessage } from 'react-intl'
import { chart } from '../parts/messages.ts'
import { PlainButton } from '../parts/PlainButton.tsx'
import { Section } from '../parts/Section.tsx'
import type { AnsweredMetric } from '../parts/Definition.tsx'
import css from './ChartFrame.module.css'
import { fileOf, saveFile, svgOf } from './picture.ts'

const PICTURES = ['svg', 'png'] as const

/** A chart with its question above; freshness, table, pictures, CSV and link quietly below. */
export function ChartFrame(props: {
  id: string
  title: ReactNode
  subtitle: ReactNode
  controls?: ReactNode
  note?: ReactNode
  asOf: string | null
  csv: string
  defines?: readonly AnsweredMetric[]
  table: { columns: readonly string[]; rows: readonly (readonly string[])[] }
  children: ReactNode
}) {
  const { table } = props
  const [asTable, setAsTable] = useState(false)
  const keep = async (type: (typeof PICTURES)[number]): Promise<void> => {
    const frame = document.getElementById(props.id)!
    const shown = (selector: string): string =>
      frame.querySelector<HTMLElement>(selector)!.innerText
    const picture = svgOf(frame, {
      title: shown('[data-title]'),
      subtitle: shown('[data-subtitle]'),
      source: `Figures · ${shown('[data-as-of]')}`,
    })
    saveFile(await fileOf(picture, type), `figures-${props.id}.${type}`)
  }
  return (
    <Section
      id={props.id}
      title={props.title}
      subtitle={props.subtitle}
      controls={props.controls}
      note={props.note}
      asOf={props.asOf}
      actions={
        <>
          <PlainButton aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            <FormattedMessage {...(asTable ? chart.hideTable : chart.table)} />
          </PlainButton>
          {!asTable &&
            PICTURES.map((type) => (
              <PlainButton key={type} onClick={() => void keep(type)}>
                <FormattedMessage {...chart[type]} />
              </PlainButton>
            ))}
        </>
      }
      csv={props.csv}
      {...(props.defines === undefined ? {} : { defines: props.defines })}
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
