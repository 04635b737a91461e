import { useId } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { Session } from '../../contract/session.ts'
import { PageLink } from '../parts/PageLink.tsx'
import { api } from './api.ts'
import { frame } from './messages.ts'
import css from './Rail.module.css'
import { ELSEWHERE, hrefOf, type PageName, type View } from './view.ts'

/** Read every day, and read now and then: on a phone these stand behind "More". */
const OFTEN = ['overview', 'courses', 'compare', 'explore'] as const
const RARELY = ['reports', 'metrics', 'health'] as const

/** Of a list, the page of one of it. */
const PART_OF: Partial<Record<PageName, PageName>> = { courses: 'course', reports: 'report' }

/** The pages by their names: beside the page where there is room, below it on a phone. */
export function Rail(props: { view: View; session: Session }) {
  const { view, session } = props
  const intl = useIntl()
  const id = useId()
  const isCurrent = (page: PageName): boolean => view.page === page || view.page === PART_OF[page]
  const link = (page: PageName) => (
    <PageLink
      key={page}
      className={css.page}
      href={hrefOf(view, { ...ELSEWHERE, page })}
      current={isCurrent(page)}
      onGo={() => document.getElementById(id)?.hidePopover()}
    >
      <FormattedMessage {...frame[page]} />
    </PageLink>
  )
  return (
    <nav className={css.root} aria-label={intl.formatMessage(frame.pages)}>
      {OFTEN.map(link)}
      <button
        className={css.button}
        type="button"
        popoverTarget={id}
        data-current={RARELY.some(isCurrent)}
      >
        <FormattedMessage {...frame.more} />
      </button>
      <div className={css.more} id={id} popover="auto">
        {RARELY.map(link)}
        <a className={css.page} href="api/v2/docs">
          <FormattedMessage {...frame.api} />
        </a>
        {!session.demo && (
          <button
            className={css.page}
            type="button"
            onClick={() => void api.signOut().then(() => window.location.reload())}
          >
            <FormattedMessage {...frame.signOut} />
          </button>
        )}
      </div>
    </nav>
  )
}
