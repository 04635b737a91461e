import type { ComponentProps } from 'react'
import css from './PushButton.module.css'

/** A button that does something. `main`: what the form or page is for. */
export function PushButton(
  props: Omit<ComponentProps<'button'>, 'className'> & { look?: 'main' | 'plain' },
) {
  const { look = 'main', type = 'button', ...rest } = props
  // The type is one of the three that there are; it is given by whoever uses the part.
  return <button {...rest} className={css.root} data-look={look} type={type} />
}
