import { FormattedList, useIntl } from 'react-intl'
import type { ReportContent } from '../../../contract/report.ts'
import type { Session } from '../../../contract/session.ts'
import { useNow } from '../../app/now.ts'
import { daysOf } from '../../app/period.ts'
import { NARROWED } from '../../app/question.ts'
import { siteOf, zoneOf } from '../../app/site.ts'
import { filters } from '../../parts/messages.ts'
import { rangeText } from '../../parts/words.ts'
import css from './ReportSpan.module.css'
import { spanOf } from './span.ts'

/** Of what a report is: its days, their zone, and what it is narrowed to. */
export function ReportSpan(props: { content: ReportContent; session: Session }) {
  const { content, session } = props
  const intl = useIntl()
  const zone = zoneOf(session, { site: content.filter.site })
  const days = daysOf(spanOf(content.period), zone, useNow())
  const site = siteOf(session, content.filter)
  const narrowed = NARROWED.flatMap((name) => {
    const value = content.filter[name]
    if (value === undefined) return []
    const shown = name === 'site' ? (site?.name ?? value) : value
    return [`${intl.formatMessage(filters[name])}: ${shown}`]
  })
  return (
    <p className={css.root}>
      {rangeText(intl, days)} · {zone}
      {narrowed.length > 0 && (
        <>
          {' · '}
          <FormattedList value={narrowed} type="unit" />
        </>
      )}
    </p>
  )
}
