import { Field } from './Field.tsx'

export interface Choice {
  readonly value: string
  readonly label: string
  /** Not one of them: says how many there are that are not listed. */
  readonly rest?: true
}

/** One of several, or all of them. */
export function Pick(props: {
  label: string
  /** That none is chosen; absent where one must be. */
  all?: string
  value: string | undefined
  choices: readonly Choice[]
  onPick: (value: string | undefined) => void
}) {
  const { value, choices } = props
  // A link may name what is not in the list: it is shown as it is, not silently dropped.
  const known = value === undefined || choices.some((c) => c.value === value)
  return (
    <Field label={props.label}>
      <select
        value={value ?? ''}
        onChange={(e) => props.onPick(e.target.value === '' ? undefined : e.target.value)}
      >
        {props.all !== undefined && <option value="">{props.all}</option>}
        {!known && <option value={value}>{value}</option>}
        {choices.map((c) => (
          <option key={c.value} value={c.value} disabled={c.rest}>
            {c.label}
          </option>
        ))}
      </select>
    </Field>
  )
}
