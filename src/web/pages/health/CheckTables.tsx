import type { ReactNode } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { Check } from '../../../contract/source.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import css from './CheckTables.module.css'
import { check as words } from './messages.ts'

/** What a comparison found: table by table, counts that differ, rows that differ. */
export function CheckTables(props: { check: Check }) {
  const { tables, parts, differences } = props.check
  const intl = useIntl()
  const text = (name: keyof typeof words): string => intl.formatMessage(words[name])
  const columns = (plain: (keyof typeof words)[], figures: (keyof typeof words)[]): Column[] => [
    ...plain.map((name) => ({ name: text(name) })),
    ...figures.map((name) => ({ name: text(name), figure: true })),
  ]
  const uneven = parts.filter((p) => p.lms !== p.figures)
  return (
    <>
      {differences.length > 0 && (
        <Titled of="differences">
          <DataTable
            caption={text('differences')}
            columns={columns(['row', 'course', 'kind'], ['lms', 'figures'])}
            rows={differences.map((d, i) => ({
              key: `${i} ${d.fact} ${d.row}`,
              cells: [
                d.row,
                d.course,
                text(d.kind === 'retired' ? 'explained' : d.kind),
                d.lms,
                d.figures,
              ],
            }))}
          />
        </Titled>
      )}
      {uneven.length > 0 && (
        <Titled of="counts">
          <DataTable
            caption={text('counts')}
            columns={columns(['count', 'by'], ['lms', 'figures'])}
            rows={uneven.map((p) => ({
              key: `${p.name} ${p.by}`,
              cells: [p.name, p.by, intl.formatNumber(p.lms), intl.formatNumber(p.figures)],
            }))}
          />
        </Titled>
      )}
      <Titled of="tables">
        <DataTable
          caption={text('tables')}
          columns={columns(['table'], ['usable', 'quarantined', 'retired'])}
          rows={tables.map((t) => ({
            key: t.table,
            cells: [
              t.table,
              intl.formatNumber(t.rows),
              Object.entries(t.quarantined)
                .map(([reason, n]) => `${intl.formatNumber(n)} ${reason}`)
                .join('; ') || intl.formatNumber(0),
              intl.formatNumber(t.retired),
            ],
          }))}
        />
      </Titled>
    </>
  )
}

function Titled(props: { of: keyof typeof words; children: ReactNode }) {
  return (
    <>
      <h3 className={css.title}>
        <FormattedMessage {...words[props.of]} />
      </h3>
      {props.children}
    </>
  )
}
