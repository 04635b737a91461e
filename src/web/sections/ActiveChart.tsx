import { FormattedMessage, useIntl } from 'react-intl'
import type { Answer } from '../../contract/query.ts'
import type { Parameters } from '../app/api.ts'
import { activeGrains, type Days } from '../app/period.ts'
import { ROLLINGS, type ChartGrain, type Rolling } from '../app/view.ts'
import { Segments } from '../parts/Segments.tsx'
import { sections } from './messages.ts'
import { MetricChart } from './MetricChart.tsx'

/** The large chart of a page: learners who were active within each bucket, or in the days up to it. */
export function ActiveChart(props: {
  answer: Answer
  parameters: Parameters
  days: Days
  grain: ChartGrain
  rolling: Rolling
  onGrain: (grain: ChartGrain) => void
  onRolling: (rolling: Rolling) => void
}) {
  const { rolling, onRolling, ...rest } = props
  const intl = useIntl()
  return (
    <MetricChart
      id="active"
      title={<FormattedMessage {...sections.activeTitle} />}
      controls={
        <Segments
          legend={intl.formatMessage(sections.window)}
          name="rolling"
          options={ROLLINGS.map((r) => ({
            value: r,
            label: intl.formatMessage(ROLLING_NAMES[r], {
              grain: intl.formatMessage(sections[props.grain]),
            }),
          }))}
          value={rolling}
          onPick={onRolling}
        />
      }
      grains={activeGrains(rolling)}
      {...rest}
    />
  )
}

const ROLLING_NAMES = { none: sections.each, '7': sections.rolling7, '28': sections.rolling28 }
