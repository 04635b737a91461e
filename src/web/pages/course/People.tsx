import { useState } from 'react'
import { FormattedMessage } from 'react-intl'
import type { Session } from '../../../contract/session.ts'
import { useAnswer } from '../../app/answer.ts'
import { useCatalogue } from '../../app/catalogue.ts'
import type { Parameters } from '../../app/api.ts'
import type { Days } from '../../app/period.ts'
import { PlainButton } from '../../parts/PlainButton.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { Split } from '../../sections/Split.tsx'
import { course as messages } from './messages.ts'
import css from './People.module.css'

const PERSONAL = ['age_band', 'gender', 'education', 'country'] as const

/** Who the learners are, as far as their profiles say; small groups are hidden. Fetched when wanted. */
export function People(props: { session: Session; asked: Parameters; days: Days }) {
  const [open, setOpen] = useState(false)
  return (
    <div className={css.root}>
      <PlainButton aria-expanded={open} onClick={() => setOpen(!open)}>
        <FormattedMessage {...(open ? messages.peopleHide : messages.peopleShow)} />
      </PlainButton>
      {open && (
        <>
          <p className={css.text}>
            <FormattedMessage {...messages.peopleText} />
          </p>
          <div className={css.grid}>
            {PERSONAL.map((by) => (
              <OneSplit key={by} by={by} {...props} />
            ))}
          </div>
        </>
      )}
    </div>
  )
}

function OneSplit(props: {
  by: (typeof PERSONAL)[number]
  session: Session
  asked: Parameters
  days: Days
}) {
  const { by, session } = props
  const catalogue = useCatalogue()
  const parameters = { ...props.asked, by }
  const { data, error, refetch } = useAnswer(parameters, session.kind)
  const dimension = catalogue.data?.dimensions.find((d) => d.name === by)
  if (data === undefined || dimension === undefined) {
    return <ProblemNotice error={error} retry={() => void refetch()} />
  }
  return (
    <Split
      id={`people-${by}`}
      title={dimension.label}
      answer={data}
      parameters={parameters}
      days={props.days}
      dimension={dimension}
    />
  )
}
