import css from './Segments.module.css'

/** One of a few, all of them in sight. */
export function Segments<TValue extends string>(props: {
  legend: string
  /** Of the group on the page. */
  name: string
  options: readonly { readonly value: TValue; readonly label: string }[]
  value: TValue
  onPick: (value: TValue) => void
}) {
  return (
    <fieldset className={css.root}>
      <legend className={css.legend}>{props.legend}</legend>
      {props.options.map(({ value, label }) => (
        <label key={value} className={css.option}>
          <input
            className={css.radio}
            type="radio"
            name={props.name}
            checked={props.value === value}
            onChange={() => props.onPick(value)}
          />
          <span className={css.word}>{label}</span>
        </label>
      ))}
    </fieldset>
  )
}
