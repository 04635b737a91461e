import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import type { Report, ReportContent } from '../../src/contract/report.ts'
import type { CampusService } from './campus.ts'
import { contextsOf, openPage, WEB } from './page.ts'
import { sharedBrowser, sharedCampus } from './shared.ts'

/** The page's clock; the campus of the tests lives on that day. */
export const NOW = '2026-11-22T11:00:00Z'

/** The real page of a small campus, in Chromium, for all tests of a file. */
export interface CampusPages {
  readonly browser: Browser
  /** Of the service, with a slash at its end. */
  readonly address: string
  /** Opens the page at what its address says, and waits for what must be there. */
  open(search: string, ready: string, context?: BrowserContextOptions): Promise<Page>
  /** The rows that the API answers. */
  rows(query: string): Promise<Record<string, number | string | null>[]>
}

export function campusPages(): CampusPages {
  let browser: Browser
  let contexts: ReturnType<typeof contextsOf>
  let campus: CampusService
  let address = ''
  beforeAll(async () => {
    campus = await sharedCampus({}, WEB)
    address = await campus.service.listen()
    browser = await sharedBrowser()
    contexts = contextsOf(browser)
  })
  afterAll(async () => {
    await browser.close()
    await campus.close()
  })
  return {
    get browser() {
      return browser
    },
    get address() {
      return address
    },
    open: async (search, ready, context) =>
      openPage(await contexts(context), {
        address: search.startsWith('http') ? search : `${address}?${search}`,
        ready,
        now: NOW,
      }),
    rows: async (query) => {
      const answer = await fetch(`${address}api/v2/query?${query}`)
      return ((await answer.json()) as { rows: Record<string, number | string | null>[] }).rows
    },
  }
}

const widget = { title: '', compare: false, period: null, filter: {} }

/** A report with an answer of each kind. */
export const KEPT: ReportContent = {
  title: 'Every Monday',
  period: { name: '7d' },
  filter: {},
  widgets: [
    { ...widget, id: 'time', size: 'full', metric: 'active_learners', by: null, grain: 'day' },
    { ...widget, id: 'split', size: 'half', metric: 'enrollments', by: 'site', grain: null },
    { ...widget, id: 'one', size: 'half', metric: 'at_risk_learners', by: null, grain: null },
  ],
}

/** Saves that report, and says its id. */
export async function keptReport(address: string): Promise<string> {
  const answer = await fetch(`${address}api/v2/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(KEPT),
  })
  return ((await answer.json()) as Report).id
}
