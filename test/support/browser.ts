import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { campusService } from './campus.ts'
import { CHROMIUM } from './chromium.ts'
import { openPage, WEB } from './page.ts'

/** The page's clock; the campus of the tests lives on that day. */
export const NOW = '2026-11-22T11:00:00Z'

/** The real page of a small campus, in Chromium, for all tests of a file. */
export interface CampusPages {
  /** Of the service, with a slash at its end. */
  readonly address: string
  /** Opens the page at what its address says, and waits for what must be there. */
  open(search: string, ready: string, context?: BrowserContextOptions): Promise<Page>
  /** The rows that the API answers. */
  rows(query: string): Promise<Record<string, number | string | null>[]>
}

export function campusPages(): CampusPages {
  let browser: Browser
  let campus: Awaited<ReturnType<typeof campusService>>
  let address = ''
  beforeAll(async () => {
    campus = await campusService({}, WEB)
    address = await campus.service.listen()
    browser = await chromium.launch(CHROMIUM)
  })
  afterAll(async () => {
    await browser.close()
    await campus.close()
  })
  return {
    get address() {
      return address
    },
    open: (search, ready, context = {}) =>
      openPage(browser, {
        address: search.startsWith('http') ? search : `${address}?${search}`,
        ready,
        now: NOW,
        context,
      }),
    rows: async (query) => {
      const answer = await fetch(`${address}api/v2/query?${query}`)
      return ((await answer.json()) as { rows: Record<string, number | string | null>[] }).rows
    },
  }
}
