import type { ReactNode } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { addDays, type Days } from '../app/period.ts'
import { PERIODS, type View } from '../app/view.ts'
import css from './Filters.module.css'
import { Pick, type Choice } from './Pick.tsx'
import { filters } from './messages.ts'

/** Period, site and course; what is chosen goes into the address. */
export function Filters(props: {
  view: View
  days: Days
  sites: readonly Choice[]
  /** Not where all courses are listed. */
  courses?: readonly Choice[]
  onChange: (change: Partial<View>) => void
  /** More to choose by. */
  children?: ReactNode
}) {
  const { view, days, onChange } = props
  const intl = useIntl()
  return (
    <section className={css.root} aria-label={intl.formatMessage(filters.label)}>
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
          <label className={css.field}>
            <FormattedMessage {...filters.from} />
            <input
              className={css.control}
              type="date"
              value={days.from}
              max={addDays(days.to, -1)}
              onChange={(e) =>
                e.target.value !== '' &&
                onChange({ period: 'custom', from: e.target.value, to: days.to })
              }
            />
          </label>
          <label className={css.field}>
            <FormattedMessage {...filters.to} />
            <input
              className={css.control}
              type="date"
              value={addDays(days.to, -1)}
              min={days.from}
              onChange={(e) =>
                e.target.value !== '' &&
                onChange({ period: 'custom', from: days.from, to: addDays(e.target.value, 1) })
              }
            />
          </label>
        </div>
      )}
      {props.sites.length > 1 && (
        <Pick
          label={intl.formatMessage(filters.site)}
          all={intl.formatMessage(filters.allSites)}
          value={view.site}
          choices={props.sites}
          onPick={(site) => onChange({ site, course: undefined })}
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
    </section>
  )
}
