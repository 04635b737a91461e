import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect } from 'react'
import { FormattedMessage } from 'react-intl'
import type { Session } from '../../contract/session.ts'
import { ReadingContext, useSharedReading } from '../charts/reading.ts'
import { Notice } from '../parts/Notice.tsx'
import { ProblemNotice } from '../parts/ProblemNotice.tsx'
import { NotFound } from '../pages/not-found/NotFound.tsx'
import { Overview } from '../pages/overview/Overview.tsx'
import { SignIn } from '../pages/sign-in/SignIn.tsx'
import { api } from './api.ts'
import css from './App.module.css'
import { brandOf, wearBrand, wearTheme } from './brand.ts'
import { LanguagePick } from './LanguagePick.tsx'
import { frame } from './messages.ts'
import { ChoicesNotice } from './ChoicesNotice.tsx'
import { OfflineNotice } from './OfflineNotice.tsx'
import { Rail } from './Rail.tsx'
import { useView, type View } from './view.ts'

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
const Reports = lazy(async () => ({
  default: (await import('../pages/reports/Reports.tsx')).Reports,
}))
const ReportPage = lazy(async () => ({
  default: (await import('../pages/report/ReportPage.tsx')).ReportPage,
}))
const Metrics = lazy(async () => ({
  default: (await import('../pages/metrics/Metrics.tsx')).Metrics,
}))

function pageOf(page: View['page'], session: Session) {
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
    case 'reports':
      return <Reports />
    case 'report':
      return <ReportPage session={session} />
    case 'metrics':
      return <Metrics />
    case 'health':
      return <DataHealth kind={session.kind} />
    case 'unknown':
      return <NotFound />
  }
}

/** The frame of every page: name, pages, what is read, the page itself. */
export function App() {
  const [view] = useView()
  const session = useQuery({
    queryKey: ['session'],
    queryFn: api.session,
    staleTime: 60_000,
    // Sites come with the first load: until there are any they are asked for again.
    refetchInterval: (query) => (query.state.data?.sites.length === 0 ? 5_000 : 300_000),
  })
  const { data } = session
  const reading = useSharedReading()
  const inside = data?.signedIn === true
  const brand = brandOf(data, view)
  const theme = data?.theme ?? null
  useEffect(() => wearBrand(brand, document.documentElement), [brand])
  useEffect(() => wearTheme(theme, document.head), [theme])
  useEffect(() => {
    document.title = brand?.name ?? 'Figures'
  }, [brand])
  return (
    <div className={css.root} data-inside={inside}>
      <a className={css.skip} href="#content">
        <FormattedMessage {...frame.skip} />
      </a>
      <header className={css.header}>
        <span className={css.brand}>
          <img className={css.logo} src={brand?.logo ?? './icon.svg'} alt="" />
          {brand?.name ?? 'Figures'}
        </span>
        {data?.kind === 'lms' && (
          // Its hyphens and digits would change places in a line from right to left.
          <span className={css.platform} dir="ltr">
            {data.platform}
          </span>
        )}
      </header>
      {inside && (
        <div className={css.rail}>
          <Rail view={view} session={data} />
        </div>
      )}
      <main className={css.main} id="content" tabIndex={-1}>
        {data?.kind === 'campus' && (
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
        {inside && view.misread.length > 0 && (
          <Notice tone="quiet">
            <FormattedMessage
              {...frame.misread}
              values={{ parts: <code dir="ltr">{view.misread.join(' ')}</code> }}
            />
          </Notice>
        )}
        <OfflineNotice />
        <ChoicesNotice />
        {session.isError && (
          <ProblemNotice error={session.error} retry={() => void session.refetch()} />
        )}
        {data !== undefined &&
          (inside ? (
            <Suspense fallback={<p className={css.coming} aria-busy="true" />}>
              <ReadingContext value={reading}>{pageOf(view.page, data)}</ReadingContext>
            </Suspense>
          ) : (
            <SignIn onSignedIn={() => void session.refetch()} />
          ))}
      </main>
      <footer className={css.footer}>
        <span>Figures {data?.version}</span>
        <LanguagePick />
      </footer>
    </div>
  )
}
