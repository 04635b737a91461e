import css from './Legend.module.css'

/** A mark of the plot and what it stands for. */
export interface Key {
  readonly label: string
  readonly mark: 'line' | 'dashed' | 'first' | 'second'
}

/** What the marks stand for. Each key draws its mark, so that a picture can take it along. */
export function Legend(props: { keys: readonly Key[] }) {
  return props.keys.map(({ label, mark }) => (
    <span key={label} className={css.key} data-key>
      <svg width="20" height="12" aria-hidden="true">
        {mark === 'line' || mark === 'dashed' ? (
          <line className={css.mark} data-mark={mark} x1="0" x2="20" y1="6" y2="6" />
        ) : (
          <rect className={css.mark} data-mark={mark} x="4" y="0" width="12" height="12" rx="2" />
        )}
      </svg>
      {label}
    </span>
  ))
}
