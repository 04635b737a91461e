import type { Column } from './DataTable.tsx'
import { Definition, type AnsweredMetric } from './Definition.tsx'

/** A column for each metric, under its name, which says what it means. */
export function figureColumns(metrics: readonly AnsweredMetric[]): Column[] {
  return metrics.map((metric) => ({
    name: (
      <Definition metric={metric} look="name">
        {metric.label}
      </Definition>
    ),
    figure: true,
  }))
}
