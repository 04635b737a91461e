import { useId, useState, type ReactNode } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { addDays, type Days } from '../app/period.ts'
import { PERIODS } from '../../contract/period.ts'
import type { View } from '../app/view.ts'
import type { Places } from '../app/choices.ts'
import { Field } from './Field.tsx'
import css from './Filters.module.css'
import { Pick, type Choice } from './Pick.tsx'
import { PlainButton } from './PlainButton.tsx'
import { filters } from './messages.ts'
import { rangeText } from './words.ts'

/**
 * Period, comparison, place and course; what is chosen goes into the address. On a phone it stands in
 * words, and the choices are a touch away: what happened comes first.
 */
export function Filters(props: {
  view: View
  days: Days
  /** Not where one course is looked at. */
  places?: Places
  /** Not where all courses are listed. */
  courses?: readonly Choice[]
  /** Not where nothing is compared. */
  comparable?: boolean
  onChange: (change: Partial<View>) => void
  /** More to choose by. */
  children?: ReactNode
}) {
  const { view, days, onChange, places } = props
  const intl = useIntl()
  const id = useId()
  // Where there is more to choose, choosing is what the page is for.
  const [open, setOpen] = useState(props.children !== undefined)
  const nameOf = (choices: readonly Choice[] | undefined, value: string | undefined): string[] =>
    value === undefined ? [] : [choices?.find((c) => c.value === value)?.label ?? value]
  const chosen = [
    ...nameOf(places?.sites, view.site),
    ...nameOf(places?.organizations, view.organization),
    ...(props.courses === undefined ? [] : nameOf(props.courses, view.course)),
  ]
  return (
    <>
      <p className={css.words}>
        <span>{[rangeText(intl, days), ...chosen].join(' · ')}</span>
        <span className={css.choose}>
          <PlainButton aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
            <FormattedMessage {...filters.choose} />
          </PlainButton>
        </span>
      </p>
      <section
        className={css.root}
        id={id}
        data-open={open}
        aria-label={intl.formatMessage(filters.label)}
      >
        <fieldset className={css.periods}>
          <legend className={css.legend}>
            <FormattedMessage {...filters.period} />
          </legend>
          {PERIODS.map((name) => (
            <label key={name} className={css.period}>
              <input
                className={css.radio}
                type="radio"
                name="period"
                checked={view.period === name}
                onChange={() =>
                  onChange(name === 'custom' ? { period: name, ...days } : { period: name })
                }
              />
              <span className={css.word}>
                <FormattedMessage {...filters[name]} />
              </span>
            </label>
          ))}
        </fieldset>
        {view.period === 'custom' && (
          <div className={css.dates}>
            <Field label={<FormattedMessage {...filters.from} />}>
              <input
                type="date"
                value={days.from}
                max={addDays(days.to, -1)}
                onChange={(e) =>
                  e.target.value !== '' &&
                  onChange({ period: 'custom', from: e.target.value, to: days.to })
                }
              />
            </Field>
            <Field label={<FormattedMessage {...filters.to} />}>
              <input
                type="date"
                value={addDays(days.to, -1)}
                min={days.from}
                onChange={(e) =>
                  e.target.value !== '' &&
                  onChange({ period: 'custom', from: days.from, to: addDays(e.target.value, 1) })
                }
              />
            </Field>
          </div>
        )}
        {places !== undefined && (places.sites.length > 1 || view.site !== undefined) && (
          <Pick
            label={intl.formatMessage(filters.site)}
            all={intl.formatMessage(filters.allSites)}
            value={view.site}
            choices={places.sites}
            onPick={(site) => onChange({ site, organization: undefined, course: undefined })}
          />
        )}
        {places !== undefined && (
          <Pick
            label={intl.formatMessage(filters.organization)}
            all={intl.formatMessage(filters.allOrganizations)}
            value={view.organization}
            choices={places.organizations}
            onPick={(organization) => onChange({ organization, course: undefined })}
          />
        )}
        {props.courses !== undefined && (
          <Pick
            label={intl.formatMessage(filters.course)}
            all={intl.formatMessage(filters.allCourses)}
            value={view.course}
            choices={props.courses}
            onPick={(course) => onChange({ course })}
          />
        )}
        {props.children}
        {props.comparable !== false && (
          <label className={css.compare}>
            <input
              type="checkbox"
              checked={view.compare}
              onChange={(e) => onChange({ compare: e.target.checked })}
            />
            <FormattedMessage {...filters.compare} />
          </label>
        )}
      </section>
    </>
  )
}
