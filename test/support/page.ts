import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'

/** The page as it was built. */
export const WEB = join(import.meta.dirname, '../../dist/web')

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export interface Opening {
  readonly address: string
  /** What must be there before the test goes on. */
  readonly ready: string
  /** The page's clock stands still at this instant. */
  readonly now?: string
}

/** How the page is looked at unless a test says otherwise. */
const USUAL = { locale: 'en-GB', viewport: { width: 1280, height: 900 } }

/**
 * Keeps the contexts of a browser, one for each set of options: a page in a context that has shown Figures
 * before costs half of one in a new context, which compiles every script anew.
 */
export function contextsOf(
  browser: Browser,
): (options?: BrowserContextOptions) => Promise<BrowserContext> {
  const kept = new Map<string, Promise<BrowserContext>>()
  return (options = {}) => {
    const key = JSON.stringify(options)
    const context = kept.get(key) ?? browser.newContext({ ...USUAL, ...options })
    kept.set(key, context)
    return context
  }
}

/** Opens the page; an error on its console fails the test. */
export async function openPage(context: BrowserContext, opening: Opening): Promise<Page> {
  const page = await context.newPage()
  if (opening.now !== undefined) await page.clock.setFixedTime(opening.now)
  page.on('pageerror', (error) => {
    throw error
  })
  await page.goto(opening.address)
  await page.waitForSelector(opening.ready)
  // What is asked anew is there.
  await page.waitForSelector('[data-old="true"]', { state: 'detached' })
  return page
}

/** What axe finds, one line a rule. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const found = (await page.evaluate(
    // Only what is violated is collected: the nodes that pass would take a third of the time.
    'axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"] })',
  )) as {
    violations: { id: string; nodes: { html: string }[] }[]
  }
  return found.violations.map(
    (v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')}`,
  )
}
