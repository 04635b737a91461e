import type { ReactNode } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { Check } from '../../../contract/source.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import css from './CheckTables.module.css'
import { english } from './english.tsx'
import { check as words, source } from './messages.ts'

/** What most platforms have nothing of: a column only where there is something, so that the table fits. */
const COUNTS = {
  folded: (t: Check['tables'][number]) => t.folded,
  quarantined: (t: Check['tables'][number]) => t.refused,
  retired: (t: Check['tables'][number]) => t.retired,
}
const SOMETIMES = ['folded', 'quarantined', 'retired'] as const

/** What a comparison found: table by table, counts that differ, rows that differ. */
export function CheckTables(props: { check: Check }) {
  const { tables, parts, differences, skipped } = props.check
  const intl = useIntl()
  const text = (name: keyof typeof words): string => intl.formatMessage(words[name])
  const columns = (plain: (keyof typeof words)[], figures: (keyof typeof words)[]): Column[] => [
    ...plain.map((name) => ({ name: text(name) })),
    ...figures.map((name) => ({ name: text(name), figure: true })),
  ]
  const uneven = parts.filter((p) => p.lms !== p.figures)
  const some = SOMETIMES.filter((name) => tables.some((t) => COUNTS[name](t) > 0))
  const refused = tables.flatMap((t) =>
    Object.entries(t.quarantined).map(([reason, rows]) => ({ table: t.table, reason, rows })),
  )
  return (
    <>
      {differences.length > 0 && (
        <Titled of="differences">
          <DataTable
            caption={text('differences')}
            columns={columns(['row', 'course', 'kind', 'lms', 'figures'], [])}
            rows={differences.map((d, i) => ({
              key: `${i} ${d.fact} ${d.row}`,
              cells: [
                d.row,
                d.course,
                text(d.kind === 'retired' ? 'explained' : d.kind),
                english(d.lms ?? ''),
                english(d.figures ?? ''),
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
          columns={columns(['what', 'table'], ['total', 'usable', ...some, 'sum'])}
          rows={tables.map((t) => ({
            key: `${t.table} ${t.what}`,
            cells: [
              t.what,
              t.table,
              intl.formatNumber(t.total),
              intl.formatNumber(t.rows),
              ...some.map((name) => intl.formatNumber(COUNTS[name](t))),
              text(t.addsUp ? 'addsUp' : 'addsNotUp'),
            ],
          }))}
        />
      </Titled>
      {refused.length > 0 && (
        <Titled of="quarantined">
          <DataTable
            caption={text('quarantined')}
            columns={[
              { name: text('table') },
              { name: intl.formatMessage(source.reason) },
              { name: text('total'), figure: true },
            ]}
            rows={refused.map(({ table, reason, rows }) => ({
              key: `${table} ${reason}`,
              cells: [table, english(reason), intl.formatNumber(rows)],
            }))}
          />
        </Titled>
      )}
      <Remarks tables={tables} skipped={skipped} />
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

/** What the numbers of the tables do not say by themselves. */
function Remarks(props: Pick<Check, 'tables' | 'skipped'>) {
  const { tables, skipped } = props
  const read = tables.filter((t) => t.rows + t.refused !== t.total)
  const refused = tables.filter((t) => t.refusedRead !== null && t.refusedRead !== t.refused)
  return (
    <>
      {tables.some((t) => t.folded > 0) && (
        <p className={css.text}>
          <FormattedMessage {...words.foldedText} />
        </p>
      )}
      {read.map((t) => (
        <p className={css.text} key={t.what}>
          <FormattedMessage
            {...words.readText}
            values={{ table: t.table, total: t.total, rows: t.rows + t.refused }}
          />
        </p>
      ))}
      {refused.map((t) => (
        <p className={css.text} key={t.what}>
          <FormattedMessage
            {...words.refusedText}
            values={{ table: t.table, readings: t.refusedRead, n: t.refused }}
          />
        </p>
      ))}
      {skipped.length > 0 && (
        <p className={css.text}>
          <FormattedMessage {...words.skippedText} values={{ what: skipped.join(', ') }} />
        </p>
      )}
    </>
  )
}
