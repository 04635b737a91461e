import { useQuery } from '@tanstack/react-query'
import { FormattedMessage } from 'react-intl'
import { Notice } from '../parts/Notice.tsx'
import { PageLink } from '../parts/PageLink.tsx'
import { PlainButton } from '../parts/PlainButton.tsx'
import { ProblemNotice } from '../parts/ProblemNotice.tsx'
import { DataHealth } from '../pages/health/DataHealth.tsx'
import { Overview } from '../pages/overview/Overview.tsx'
import { SignIn } from '../pages/sign-in/SignIn.tsx'
import { api } from './api.ts'
import css from './App.module.css'
import { frame } from './messages.ts'
import { PAGES, hrefOf, useView } from './view.ts'

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
            PAGES.map((page) => (
              <PageLink
                key={page}
                className={css.page}
                href={hrefOf(view, { page })}
                current={view.page === page}
              >
                <FormattedMessage {...frame[page]} />
              </PageLink>
            ))}
          <a href="api/v2/docs">
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
            view.page === 'health' ? (
              <DataHealth kind={session.data.kind} />
            ) : (
              <Overview session={session.data} />
            )
          ) : (
            <SignIn onSignedIn={() => void session.refetch()} />
          ))}
      </main>
      <footer className={css.footer}>Figures {session.data?.version}</footer>
    </div>
  )
}
