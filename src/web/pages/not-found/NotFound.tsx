import { FormattedMessage } from 'react-intl'
import { frame } from '../../app/messages.ts'
import { ELSEWHERE, hrefOf, PAGES, useView } from '../../app/view.ts'
import { PageLink } from '../../parts/PageLink.tsx'
import { PageTitle } from '../../parts/PageTitle.tsx'
import { notFound } from './messages.ts'
import css from './NotFound.module.css'

/** The address names a page that there is not: what there is instead. */
export function NotFound() {
  const [view] = useView()
  const asked = new URLSearchParams(window.location.search).get('page') ?? ''
  return (
    <>
      <PageTitle>
        <FormattedMessage {...notFound.title} />
      </PageTitle>
      <p>
        <FormattedMessage {...notFound.text} values={{ page: <q>{asked}</q> }} />
      </p>
      <ul className={css.pages}>
        {PAGES.filter((p) => p !== 'course' && p !== 'report').map((page) => (
          <li key={page}>
            <PageLink href={hrefOf(view, { ...ELSEWHERE, page })}>
              <FormattedMessage {...frame[page]} />
            </PageLink>
          </li>
        ))}
      </ul>
    </>
  )
}
