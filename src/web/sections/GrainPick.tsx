import { useIntl } from 'react-intl'
import { grainOf, grainsFor, type Days } from '../app/period.ts'
import { useView, type ChartGrain } from '../app/view.ts'
import { Segments } from '../parts/Segments.tsx'
import { sections } from './messages.ts'

/**
 * What is counted together in a chart over time, of what its days leave to choose. Reads the address by
 * itself: what is chosen shows at once, while the chart still waits for its answer.
 */
export function GrainPick(props: { name: string; days: Days; grains: readonly ChartGrain[] }) {
  const { days, grains } = props
  const intl = useIntl()
  const [view, change] = useView()
  return (
    <Segments
      legend={intl.formatMessage(sections.grain)}
      name={props.name}
      options={grainsFor(days, grains).map((g) => ({
        value: g,
        label: intl.formatMessage(sections[g]),
      }))}
      value={grainOf(view.grain, days, grains)}
      onPick={(grain) => change({ grain })}
    />
  )
}
