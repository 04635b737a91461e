import { FormattedMessage } from 'react-intl'
import type { Answer } from '../../contract/query.ts'
import type { Parameters } from '../app/api.ts'
import { activeGrains, type Days } from '../app/period.ts'
import type { ChartGrain, Rolling } from '../app/view.ts'
import { GrainPick } from './GrainPick.tsx'
import { sections } from './messages.ts'
import { MetricChart } from './MetricChart.tsx'
import { RollingPick } from './RollingPick.tsx'

/** The large chart of a page: learners who were active within each bucket, or in the days up to it. */
export function ActiveChart(props: {
  answer: Answer
  parameters: Parameters
  days: Days
  grain: ChartGrain
  rolling: Rolling
}) {
  const { rolling, ...rest } = props
  return (
    <MetricChart
      id="active"
      title={<FormattedMessage {...sections.activeTitle} />}
      controls={
        <>
          <RollingPick grain={props.grain} />
          <GrainPick name="active-grain" days={props.days} grains={activeGrains(rolling)} />
        </>
      }
      {...rest}
    />
  )
}
