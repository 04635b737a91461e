import type { ReactNode } from 'react'
import css from './PageTitle.module.css'

/** The one heading of a page. */
export function PageTitle(props: { children: ReactNode }) {
  return <h1 className={css.root}>{props.children}</h1>
}
