import { FormattedMessage } from 'react-intl'
import type { Answer } from '../../contract/query.ts'
import type { Parameters } from '../app/api.ts'
import type { Days } from '../app/period.ts'
import type { ChartGrain } from '../app/view.ts'
import { sections } from './messages.ts'
import { MetricChart } from './MetricChart.tsx'

/** Active learners over time: the large chart of a page. */
export function ActiveChart(props: {
  answer: Answer
  parameters: Parameters
  days: Days
  grain: ChartGrain
  onGrain: (grain: ChartGrain) => void
}) {
  return (
    <MetricChart id="active" title={<FormattedMessage {...sections.activeTitle} />} {...props} />
  )
}
