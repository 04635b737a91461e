import { FormattedMessage } from 'react-intl'
import type { Catalogue } from '../../../contract/metric.ts'
import type { ReportContent, Widget } from '../../../contract/report.ts'
import type { Session } from '../../../contract/session.ts'
import { useNow } from '../../app/now.ts'
import { daysOf } from '../../app/period.ts'
import { zoneOf } from '../../app/site.ts'
import { Notice } from '../../parts/Notice.tsx'
import { Explored } from '../../sections/Explored.tsx'
import { report as messages } from './messages.ts'
import { spanOf } from './span.ts'

/** One answer of a report, asked now. */
export function WidgetView(props: {
  widget: Widget
  content: ReportContent
  session: Session
  catalogue: Catalogue
}) {
  const { widget, content, session, catalogue } = props
  const now = useNow()
  const metric = catalogue.metrics.find((m) => m.name === widget.metric)
  if (metric === undefined) {
    // A metric that the operator declared once and does no more.
    return (
      <Notice tone="broken">
        <FormattedMessage {...messages.gone} values={{ metric: widget.metric }} />
      </Notice>
    )
  }
  const filter = { ...content.filter, ...widget.filter }
  const zone = zoneOf(session, { site: filter.site })
  return (
    <Explored
      id={widget.id}
      title={widget.title === '' ? metric.label : widget.title}
      kind={session.kind}
      question={{
        metric,
        dimension: catalogue.dimensions.find((d) => d.name === widget.by),
        grain: widget.grain ?? undefined,
        compare: widget.compare,
        filter,
        days: daysOf(spanOf(widget.period ?? content.period), zone, now),
        zone,
      }}
    />
  )
}
