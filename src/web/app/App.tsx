import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { FormattedMessage } from 'react-intl'
import type { Session } from '../../contract/session.ts'
import { Notice } from '../parts/Notice.tsx'
import { PageLink } from '../parts/PageLink.tsx'
import { PlainButton } from '../parts/PlainButton.tsx'
import { ProblemNotice } from '../parts/ProblemNotice.tsx'
import { Overview } from '../pages/overview/Overview.tsx'
import { SignIn } from '../pages/sign-in/SignIn.tsx'
import { api } from './api.ts'
import css from './App.module.css'
import { frame } from './messages.ts'
import { PAGES, hrefOf, useView, type PageName } from './view.ts'

/** Pages that are not the first come when they are asked for. */
const DataHealth = lazy(async () => ({
  default: (await import('../pages/health/DataHealth.tsx')).DataHealth,
}))
const Courses = lazy(async () => ({
  default: (await import('../pages/courses/Courses.tsx')).Courses,
}))
const CoursePage = lazy(async () => ({
  default: (await import('../pages/course/CoursePage.tsx')).CoursePage,
}))
const Compare = lazy(async () => ({
  default: (await import('../pages/compare/Compare.tsx')).Compare,
}))
const Explore = lazy(async () => ({
  default: (await import('../pages/explore/Explore.tsx')).Explore,
}))
const Metrics = lazy(async () => ({
  default: (await import('../pages/metrics/Metrics.tsx')).Metrics,
}))

function pageOf(page: PageName, session: Session) {
  switch (page) {
    case 'overview':
      return <Overview session={session} />
    case 'courses':
      return <Courses session={session} />
    case 'course':
      return <CoursePage session={session} />
    case 'compare':
      return <Compare session={session} />
    case 'explore':
      return <Explore session={session} />
    case 'metrics':
      return <Metrics />
    case 'health':
      return <DataHealth kind={session.kind} />
  }
}

/** What is chosen on one page and means nothing on another. */
const ELSEWHERE = {
  course: undefined,
  search: undefined,
  metric: undefined,
  by: undefined,
} as const

/** A single course is reached from the list of them. */
const LINKED = PAGES.filter((p) => p !== 'course')

/** The frame of every page: name, what is read, the page itself. */
export function App() {
  const [view] = useView()
  const session = useQuery({
    queryKey: ['session'],
    queryFn: api.session,
    staleTime: 60_000,
    // Sites come with the first load: until there are any they are asked for again.
    refetchInterval: (query) => (query.state.data?.sites.length === 0 ? 5_000 : 300_000),
  })
  return (
    <div className={css.root}>
      <a className={css.skip} href="#content">
        <FormattedMessage {...frame.skip} />
      </a>
      <header className={css.header}>
        <span className={css.brand}>
          <img src="./icon.svg" alt="" width="22" height="22" />
          Figures
        </span>
        {session.data?.kind === 'lms' && (
          <span className={css.platform}>{session.data.platform}</span>
        )}
        <nav className={css.links} aria-label="Figures">
          {session.data?.signedIn === true &&
            LINKED.map((page) => (
              <PageLink
                key={page}
                className={css.page}
                href={hrefOf(view, { ...ELSEWHERE, page })}
                current={view.page === page || (page === 'courses' && view.page === 'course')}
              >
                <FormattedMessage {...frame[page]} />
              </PageLink>
            ))}
          <a className={css.page} href="api/v2/docs">
            <FormattedMessage {...frame.api} />
          </a>
          {session.data?.signedIn === true && !session.data.demo && (
            <PlainButton onClick={() => void api.signOut().then(() => window.location.reload())}>
              <FormattedMessage {...frame.signOut} />
            </PlainButton>
          )}
        </nav>
      </header>
      <main className={css.main} id="content" tabIndex={-1}>
        {session.data?.kind === 'campus' && (
          <Notice tone="quiet">
            <FormattedMessage
              {...frame.campus}
              values={{
                b: (chunks) => <strong>{chunks}</strong>,
                setting: <code dir="ltr">FIGURES_LMS_DATABASE_URL</code>,
              }}
            />
          </Notice>
        )}
        {session.isError && (
          <ProblemNotice error={session.error} retry={() => void session.refetch()} />
        )}
        {session.data !== undefined &&
          (session.data.signedIn ? (
            <Suspense fallback={null}>{pageOf(view.page, session.data)}</Suspense>
          ) : (
            <SignIn onSignedIn={() => void session.refetch()} />
          ))}
      </main>
      <footer className={css.footer}>Figures {session.data?.version}</footer>
    </div>
  )
}
