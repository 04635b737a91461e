import { certificate, CERTIFICATE_STATUSES } from '../../../facts/certificate.ts'
import { INVALID_COURSE, rowShape, type Beside, type Shape } from '../shape.ts'
import { quarterSql } from '../instants.ts'
import type { Schema } from '../schema.ts'

const HISTORY: Beside = {
  table: 'certificates_historicalgeneratedcertificate',
  key: 'id',
  select: ['status', quarterSql('history_date')],
  watched: ['history_id', 'status', 'history_date'],
  order: 'history_date, history_id',
}

const DATE: Beside = {
  table: 'certificates_certificatedateoverride',
  key: 'generated_certificate_id',
  select: [quarterSql('date')],
  watched: ['date'],
}

/**
 * Certificates with the date on which they were issued: the one set by hand, else that of the first
 * history row in which they could be downloaded, else their row's creation, which may be earlier.
 */
export function certificateShape(schema: Schema): Shape {
  const history = schema.can('certificate_history')
  const dates = schema.can('certificate_date')
  return rowShape({
    table: 'certificates_generatedcertificate',
    fact: certificate,
    select: ['user_id', 'course_id', 'status', quarterSql('created_date')],
    keys: ['user_id', 'course_id'],
    watched: ['status', 'created_date'],
    besides: [...(history ? [HISTORY] : []), ...(dates ? [DATE] : [])],
    row([id, user, course, status, created], names, beside) {
      if (!names.isCourse(course as string)) return INVALID_COURSE
      const told = history ? beside[0]!.get(Number(id)) : undefined
      const downloadable = told?.find(([, then]) => then === 'downloadable')?.[2] ?? null
      const byHand = dates ? (beside.at(-1)!.get(Number(id))?.[0]?.[1] ?? null) : null
      return {
        learner: user!,
        course: course!,
        status: (CERTIFICATE_STATUSES as readonly string[]).includes(status as string)
          ? status!
          : 'other',
        issued: byHand ?? downloadable ?? created!,
        exact: byHand !== null || downloadable !== null,
      }
    },
  })
}
