import type { ReactNode } from 'react'
import css from './Field.module.css'

/** A control under its name. */
export function Field(props: { label: ReactNode; children: ReactNode }) {
  return (
    <label className={css.root}>
      {props.label}
      {props.children}
    </label>
  )
}
