import { useId } from 'react'
import { FormattedMessage } from 'react-intl'
import type { Catalogue } from '../../contract/metric.ts'
import css from './Columns.module.css'
import { filters } from './messages.ts'

/** Which figures stand in the list; at least one. */
export function Columns(props: {
  choices: Catalogue['metrics']
  chosen: readonly string[]
  onChange: (chosen: readonly string[]) => void
}) {
  const { choices, chosen } = props
  const id = useId()
  const toggled = (name: string): readonly string[] =>
    chosen.includes(name)
      ? chosen.filter((c) => c !== name)
      : // In the order in which people read them.
        choices.map((m) => m.name).filter((n) => n === name || chosen.includes(n))
  return (
    <div className={css.root}>
      <button className={css.button} type="button" popoverTarget={id}>
        <FormattedMessage {...filters.columns} />
      </button>
      <div className={css.box} id={id} popover="auto">
        <fieldset className={css.list}>
          <legend className={css.legend}>
            <FormattedMessage {...filters.columns} />
          </legend>
          {choices.map((metric) => {
            const on = chosen.includes(metric.name)
            return (
              <label key={metric.name} className={css.choice}>
                <input
                  type="checkbox"
                  checked={on}
                  disabled={on && chosen.length === 1}
                  onChange={() => props.onChange(toggled(metric.name))}
                />
                {metric.label}
              </label>
            )
          })}
        </fieldset>
      </div>
    </div>
  )
}
