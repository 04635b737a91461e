import type { ComponentProps } from 'react'
import css from './PlainButton.module.css'

/** A button that looks like the links around it. */
export function PlainButton(props: Omit<ComponentProps<'button'>, 'className' | 'type'>) {
  return <button {...props} className={css.root} type="button" />
}
