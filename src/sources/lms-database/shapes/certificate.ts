import { certificate, CERTIFICATE_STATUSES } from '../../../facts/certificate.ts'
import { column, Decoder, sqlOf } from '../column.ts'
import { rowShape, type Beside, type Names, type RowContext, type Shape } from '../shape.ts'
import type { Schema } from '../schema.ts'

const HISTORY_COLUMNS = [column.text('status'), column.side('history_date')] as const
const DATE_COLUMNS = [column.side('date')] as const

const HISTORY: Beside = {
  table: 'certificates_historicalgeneratedcertificate',
  key: 'id',
  select: sqlOf(HISTORY_COLUMNS),
  watched: ['history_id', 'status', 'history_date'],
  order: 'history_date, history_id',
}

const DATE: Beside = {
  table: 'certificates_certificatedateoverride',
  key: 'generated_certificate_id',
  select: sqlOf(DATE_COLUMNS),
  watched: ['date'],
}

/**
 * Certificates with the date on which they were issued: the one set by hand, else that of the first
 * history row in which they could be downloaded, else their row's creation, which may be earlier. One
 * without any of them happened at no time that can be counted, and is refused.
 */
export function certificateShape(schema: Schema): Shape {
  const history = schema.can('certificate_history')
  const dates = schema.can('certificate_date')
  return rowShape({
    table: 'certificates_generatedcertificate',
    fact: certificate,
    columns: [
      column.user('user_id'),
      column.course('course_id'),
      column.text('status'),
      column.side('created_date'),
    ],
    keys: ['user_id', 'course_id'],
    watched: ['status', 'created_date'],
    besides: [...(history ? [HISTORY] : []), ...(dates ? [DATE] : [])],
    row([learner, course, status, created], context, names) {
      const downloadable = history ? firstDownloadable(context, names) : null
      const byHand = dates ? dateByHand(context, names) : null
      const issued = byHand ?? downloadable ?? created
      if (issued === null) return 'no date from 2000 to 2099 at all'
      return {
        learner,
        course,
        status: CERTIFICATE_STATUSES.find((s) => s === status) ?? 'other',
        issued,
        exact: byHand !== null || downloadable !== null,
      }
    },
  })
}

function firstDownloadable({ id, beside, counts }: RowContext, names: Names): number | null {
  const decoder = new Decoder(HISTORY.table, HISTORY_COLUMNS, { names, counts })
  let first: number | null = null
  // Where dates are texts, the server's order is not that of time.
  for (const row of beside[0]!.get(id) ?? []) {
    if (row[1] !== 'downloadable') continue
    const [, when] = decoder.read(row, 1) ?? []
    if (when != null && (first === null || when < first)) first = when
  }
  return first
}

function dateByHand({ id, beside, counts }: RowContext, names: Names): number | null {
  const row = beside.at(-1)!.get(id)?.[0]
  if (row === undefined) return null
  const decoder = new Decoder(DATE.table, DATE_COLUMNS, { names, counts })
  return decoder.read(row, 1)?.[0] ?? null
}
