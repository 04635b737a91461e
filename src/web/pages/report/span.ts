import type { ReportContent } from '../../../contract/report.ts'
import type { Span } from '../../app/period.ts'

/** The period of a report as the pages have it. */
export function spanOf(period: ReportContent['period']): Span {
  return { period: period.name, from: period.from, to: period.to }
}
