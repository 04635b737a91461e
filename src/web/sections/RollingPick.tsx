import { useIntl } from 'react-intl'
import { ROLLINGS, useView, type ChartGrain } from '../app/view.ts'
import { Segments } from '../parts/Segments.tsx'
import { sections } from './messages.ts'

const NAMES = { none: sections.each, '7': sections.rolling7, '28': sections.rolling28 }

/** Who counts as active: within each bucket, or in so many days up to it. Reads the address by itself. */
export function RollingPick(props: { grain: ChartGrain }) {
  const intl = useIntl()
  const [view, change] = useView()
  const grain = intl.formatMessage(sections[props.grain])
  return (
    <Segments
      legend={intl.formatMessage(sections.window)}
      name="rolling"
      options={ROLLINGS.map((r) => ({ value: r, label: intl.formatMessage(NAMES[r], { grain }) }))}
      value={view.rolling}
      onPick={(rolling) => change({ rolling })}
    />
  )
}
