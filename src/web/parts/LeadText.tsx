import type { ReactNode } from 'react'
import css from './LeadText.module.css'

/** What happened, in sentences: the first that one reads of a page. */
export function LeadText(props: { children: ReactNode }) {
  return <div className={css.root}>{props.children}</div>
}
