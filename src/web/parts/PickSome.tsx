import { useId, useState } from 'react'
import { useIntl } from 'react-intl'
import { filters } from './messages.ts'
import type { Choice } from './Pick.tsx'
import css from './PickSome.module.css'

/** So many can be looked through; more are searched. */
const LOOKED_THROUGH = 12

/** Some of several: a list to tick, behind a button that says what is chosen. */
export function PickSome(props: {
  label: string
  /** On the button; the label when not given. */
  shown?: string
  choices: readonly Choice[]
  chosen: readonly string[]
  /** How many must stay. */
  least: 0 | 1
  onChange: (chosen: readonly string[]) => void
}) {
  const { chosen, least } = props
  const listed = props.choices.filter((c) => c.rest === undefined)
  // A link may name what is not in the list: it is shown as it is, not silently dropped.
  const others = chosen.filter((value) => !listed.some((c) => c.value === value))
  const choices = [...listed, ...others.map((value) => ({ value, label: value }))]
  const rest = props.choices.find((c) => c.rest === true)
  const intl = useIntl()
  const id = useId()
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLocaleLowerCase()
  const found = choices.filter((c) => `${c.label} ${c.value}`.toLocaleLowerCase().includes(wanted))
  const toggled = (value: string): readonly string[] =>
    chosen.includes(value)
      ? chosen.filter((c) => c !== value)
      : // In the order in which people read them.
        choices.map((c) => c.value).filter((v) => v === value || chosen.includes(v))
  return (
    <div className={css.root}>
      <button className={css.button} type="button" popoverTarget={id}>
        {props.shown ?? props.label}
      </button>
      <div className={css.box} id={id} popover="auto">
        {choices.length > LOOKED_THROUGH && (
          <input
            className={css.search}
            type="search"
            aria-label={intl.formatMessage(filters.searchIn, { list: props.label })}
            placeholder={intl.formatMessage(filters.search)}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        )}
        <fieldset className={css.list}>
          <legend className={css.legend}>{props.label}</legend>
          {found.map(({ value, label }) => {
            const on = chosen.includes(value)
            return (
              <label key={value} className={css.choice}>
                <input
                  type="checkbox"
                  checked={on}
                  disabled={on && chosen.length === least}
                  onChange={() => props.onChange(toggled(value))}
                />
                {label}
              </label>
            )
          })}
        </fieldset>
        {rest !== undefined && <p className={css.rest}>{rest.label}</p>}
      </div>
    </div>
  )
}
