import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { startService } from '../bench/service.ts'
import { CHROMIUM } from '../test/support/chromium.ts'

/** `npm run screens [folder]`: starts the campus anew and takes pictures of every view of the page. */
const folder = process.argv[2] ?? 'docs/screens'
mkdirSync(folder, { recursive: true })
const data = mkdtempSync(join(tmpdir(), 'figures-screens-'))
const service = await startService({ FIGURES_DATA: data })
const { address } = service
// Before that a page says what has not been read yet.
await service.loaded

const browser = await chromium.launch(CHROMIUM)
const widget = { title: '', compare: true, period: null, filter: {} }
const kept = await fetch(`${address}api/v2/reports`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    title: 'Every Monday',
    period: { name: '28d' },
    filter: {},
    widgets: [
      { ...widget, id: 'active', size: 'full', metric: 'active_learners', by: null, grain: 'day' },
      {
        ...widget,
        id: 'sites',
        size: 'half',
        metric: 'current_enrollments',
        by: 'site',
        grain: null,
      },
      { ...widget, id: 'risk', size: 'half', metric: 'at_risk_learners', by: null, grain: null },
      { ...widget, id: 'hours', size: 'half', metric: 'hours_on_course', by: null, grain: 'week' },
      { ...widget, id: 'passed', size: 'half', metric: 'new_passing', by: null, grain: null },
    ],
  }),
})
const { id: report } = (await kept.json()) as { id: string }
const VIEWS = [
  { name: 'overview', width: 1440, height: 900, search: '', dark: false, full: true },
  {
    name: 'overview-dark',
    width: 1440,
    height: 900,
    search: '?period=90d',
    dark: true,
    full: false,
  },
  { name: 'overview-phone', width: 360, height: 780, search: '', dark: false, full: false },
  {
    name: 'overview-arabic',
    width: 1440,
    height: 900,
    search: '?lang=ar',
    dark: false,
    full: false,
  },
  {
    name: 'courses',
    width: 1440,
    height: 900,
    search: '?page=courses',
    dark: false,
    full: false,
  },
  {
    name: 'course',
    width: 1440,
    height: 900,
    search: `?page=course&course=${encodeURIComponent('course-v1:Vela+ONB101+self')}`,
    dark: false,
    full: true,
    ready: '#retention',
  },
  {
    name: 'compare',
    width: 1440,
    height: 900,
    search: '?page=compare&period=90d',
    dark: false,
    full: false,
    ready: '#multiples',
  },
  {
    name: 'explore',
    width: 1440,
    height: 900,
    search: '?page=explore&metric=content_progress&by=cohort',
    dark: false,
    full: false,
    ready: '#explored td',
  },
  {
    name: 'report',
    width: 1440,
    height: 900,
    search: '?page=report&report=REPORT',
    dark: false,
    full: true,
    ready: '#passed',
  },
  {
    name: 'health',
    width: 1440,
    height: 900,
    search: '?page=health',
    dark: false,
    full: false,
    ready: '#source-campus',
  },
] as const
for (const view of VIEWS) {
  const page = await browser.newPage({
    viewport: { width: view.width, height: view.height },
    colorScheme: view.dark ? 'dark' : 'light',
    locale: 'en-GB',
  })
  await page.goto(`${address}${view.search.replace('REPORT', report)}`)
  await page.waitForSelector('ready' in view ? view.ready : '#courses tbody tr', {
    timeout: 60_000,
  })
  await page.waitForSelector('[data-old="true"]', { state: 'detached' })
  // What is out of the window is asked after what is in it.
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: join(folder, `${view.name}.png`), fullPage: view.full })
  await page.close()
}
await browser.close()
await service.stop()
rmSync(data, { recursive: true, force: true })
