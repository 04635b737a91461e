import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { IntlProvider, ReactIntlErrorCode } from 'react-intl'
import { ApiProblem } from './app/api.ts'
import { App } from './app/App.tsx'
import { directionOf, localeOf, messagesOf } from './app/locale.ts'
import './styles/tokens.css'
import './styles/base.css'

const locale = localeOf(window.location.search, window.navigator.language)
const messages = await messagesOf(locale)
document.documentElement.lang = locale
document.documentElement.dir = directionOf(locale)

const UNAUTHORIZED = 401

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      // The session has ended: asked again, it says so, and the page asks to sign in.
      if (error instanceof ApiProblem && error.status === UNAUTHORIZED) {
        void client.invalidateQueries({ queryKey: ['session'] })
      }
    },
  }),
  defaultOptions: {
    queries: {
      // A problem that was answered will be answered again; a lost connection may come back.
      retry: (count, error) => !(error instanceof ApiProblem) && count < 2,
      staleTime: 5_000,
      // A connection that is gone is a failure that is seen, not a wait without an end.
      networkMode: 'always',
    },
  },
})

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <IntlProvider
      locale={locale}
      defaultLocale="en"
      messages={messages}
      onError={(error) => {
        // English stands in for what is not translated yet; anything else is a defect.
        if (error.code !== ReactIntlErrorCode.MISSING_TRANSLATION) throw error
      }}
    >
      <QueryClientProvider client={client}>
        <App />
      </QueryClientProvider>
    </IntlProvider>
  </StrictMode>,
)
