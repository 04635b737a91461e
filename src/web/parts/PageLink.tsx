import type { ReactNode } from 'react'
import { go } from '../app/view.ts'

/** A link to another view of the page: shown without loading anew, and opened elsewhere when asked so. */
export function PageLink(props: {
  href: string
  children: ReactNode
  className?: string | undefined
  /** This is the page that is shown. */
  current?: boolean
  label?: string
  onGo?: () => void
}) {
  const { href } = props
  return (
    <a
      className={props.className}
      href={href}
      aria-label={props.label}
      aria-current={props.current === true ? 'page' : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        go(href)
        props.onGo?.()
        window.scrollTo({ top: 0 })
      }}
    >
      {props.children}
    </a>
  )
}
