import type { ReportContent, Widget } from '../contract/report.ts'
import { badRequest, Problem } from '../kernel/problem.ts'
import type { MetricCatalogue } from '../metrics/catalogue.ts'
import { dimensionNamed } from '../metrics/dimensions/dimensions.ts'

/** Throws unless every widget asks what can be answered; the problem names the widget. */
export function checkReport(content: ReportContent, catalogue: MetricCatalogue): void {
  const seen = new Set<string>()
  for (const widget of content.widgets) {
    if (seen.has(widget.id)) {
      throw badRequest('widget-twice', `Two widgets have the id '${widget.id}'.`, {
        remedy: 'Give each its own.',
      })
    }
    seen.add(widget.id)
    try {
      checkWidget(widget, catalogue)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      throw badRequest(error.code, `Widget '${widget.title || widget.id}': ${error.message}`, error)
    }
  }
}

function checkWidget(widget: Widget, catalogue: MetricCatalogue): void {
  const metric = catalogue.named(widget.metric)
  if (widget.by !== null && widget.grain !== null) {
    throw badRequest('split-over-time', 'It is split by a dimension and shown over time.', {
      remedy: 'Leave `by` or `grain` null.',
    })
  }
  if (widget.by !== null) {
    const { name } = dimensionNamed(widget.by)
    if (!metric.dimensions.includes(name)) {
      throw badRequest('unfit-dimension', `${metric.name} cannot be split by ${name}.`, {
        remedy: `It can by: ${metric.dimensions.join(', ')}.`,
        allowed: metric.dimensions,
      })
    }
  }
  const grain = widget.grain ?? 'all'
  if (!metric.grains.includes(grain)) {
    throw badRequest('unfit-grain', `${metric.name} has no grain '${grain}'.`, {
      remedy: `It has: ${metric.grains.join(', ')}.`,
      allowed: metric.grains,
    })
  }
}
