import type { ReactNode } from 'react'
import css from './Notice.module.css'

/** A sentence that people should read before the figures. `broken` only when something is. */
export function Notice(props: { tone: 'quiet' | 'broken'; children: ReactNode }) {
  return (
    <div
      className={css.root}
      data-tone={props.tone}
      role={props.tone === 'broken' ? 'alert' : 'note'}
    >
      {props.children}
    </div>
  )
}
