import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { chromium, type Browser, type Page } from 'playwright-core'
import { CHROMIUM } from '../test/support/chromium.ts'
import { filledLms } from './filled.ts'
import { loadAlone, startService, type Line, type Running } from './service.ts'

const TIMES = 10
const ASSETS = resolve(import.meta.dirname, '../dist/web/assets')
const MOST_JUMP = 0.05

/**
 * Runs in the page before anything of it: notes when everything of the Overview is drawn with figures
 * that are asked for now, and how far what is seen has jumped.
 */
const WATCH = `(() => {
  const there = (...parts) => parts.every((p) => document.querySelector(p) !== null)
  // What stands in the window when the page opens; and all of it.
  const seen = () => there('[data-old="false"]', 'main dl dd', '#active svg path[d]')
  const whole = () => seen() && there('[data-older="false"]', '#flows svg rect', '#attention p, #attention li', '#courses tbody tr')
  const asked = () => document.querySelector('#active a[download]')?.getAttribute('href') ?? ''
  const watch = { began: 0, seen: null, whole: null, jump: 0, was: null }
  watch.done = new Promise((done) => { watch.tell = done })
  window.watch = watch
  window.watchNext = () => {
    watch.was = asked()
    watch.began = 0
    watch.seen = watch.whole = null
    watch.done = new Promise((done) => { watch.tell = done })
    // Whatever comes first: the page answers a click before the change that follows from it.
    const began = () => {
      if (watch.began === 0) watch.began = performance.now()
    }
    for (const type of ['click', 'change']) document.addEventListener(type, began, { capture: true, once: true })
  }
  const note = (what) => {
    watch[what] = -1
    // After the frame that shows it, when the page can be used again.
    requestAnimationFrame(() => setTimeout(() => {
      watch[what] = performance.now() - watch.began
      if (watch.seen > 0 && watch.whole > 0) watch.tell({ seen: watch.seen, whole: watch.whole })
    }))
  }
  new MutationObserver(() => {
    if (watch.was !== null && asked() === watch.was) return
    if (watch.seen === null && seen()) note('seen')
    if (watch.whole === null && whole()) note('whole')
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) watch.jump += shift.value
  }).observe({ type: 'layout-shift', buffered: true })
})()`

interface Drawn {
  /** What stands in the window, in milliseconds. */
  readonly seen: number
  readonly whole: number
}

/** Waits without asking again and again, which would cost what is measured. */
const drawnIn = (page: Page): Promise<Drawn> => page.evaluate<Drawn>('watch.done')

/** The page in Chromium on this machine: how soon it is there, whether it jumps, how soon it follows. */
export async function benchPages(
  say: (text: string) => void,
): Promise<{ setting: string; lines: Line[] }> {
  const lines: Line[] = []
  const add = (line: Line): void => {
    lines.push(line)
    say(`${line.holds ? '✓' : '✗'} ${line.what}: ${line.value} (bar ${line.bar})`)
  }
  const browser = await chromium.launch(CHROMIUM)
  const data = mkdtempSync(join(tmpdir(), 'figures-bench-'))
  const undo: (() => void | Promise<void>)[] = [
    () => browser.close(),
    () => rmSync(data, { recursive: true, force: true }),
  ]
  try {
    const campus = await startService({
      FIGURES_SECRET: 'a secret of the bench only',
      FIGURES_DATA: data,
    })
    await campus.loaded
    for (const line of await firstLoads(browser, campus)) add(line)
    for (const line of await filterChanges(browser, campus, 'the campus')) add(line)
    await campus.stop()
    if (process.env['BENCH_QUICK'] !== undefined) return { setting: '', lines }

    const filled = await filledLms(say)
    undo.push(() => filled.close())
    await loadAlone(filled.env)
    const lms = await startService(filled.env)
    await lms.loaded
    const rows = filled.rowsOf('courseware_studentmodule').toLocaleString('en-US')
    for (const line of await filterChanges(browser, lms, `${rows} states of an LMS`)) add(line)
    await lms.stop()
    return { setting: `Chromium ${browser.version()}, headless, ${TIMES} times each`, lines }
  } finally {
    for (const step of undo) await step()
  }
}

async function opened(browser: Browser, service: Running): Promise<Page> {
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1440, height: 900 },
  })
  const value = service.headers['authorization']!.replace('Bearer ', '')
  await context.addCookies([{ name: 'figures_session', value, url: service.address }])
  const page = await context.newPage()
  await page.addInitScript(WATCH)
  return page
}

/** The Overview with nothing in the browser's cache, as somebody sees it who comes for the first time. */
async function firstLoads(browser: Browser, service: Running): Promise<Line[]> {
  const times: number[] = []
  const jumps: number[] = []
  const scripts = new Set<string>()
  for (let n = 0; n < TIMES; n++) {
    const page = await opened(browser, service)
    page.on('response', (answer) => {
      const { pathname } = new URL(answer.url())
      if (pathname.endsWith('.js')) scripts.add(basename(pathname))
    })
    await page.goto(service.address)
    times.push((await drawnIn(page)).whole)
    await page.waitForTimeout(1_000)
    jumps.push(await page.evaluate('watch.jump'))
    await page.context().close()
  }
  const time = medianIn(times)
  const jump = Math.max(...jumps)
  const size = [...scripts].reduce(
    (sum, name) => sum + gzipSync(readFileSync(join(ASSETS, name))).length,
    0,
  )
  return [
    {
      what: 'Overview interactive on the campus, nothing cached',
      value: `median ${time.toFixed(0)} ms, slowest ${Math.max(...times).toFixed(0)} ms`,
      bar: '< 1,000 ms',
      holds: time < 1_000,
    },
    {
      what: 'layout shift of the Overview',
      value: `at most ${jump.toFixed(3)}`,
      bar: `≤ ${MOST_JUMP}`,
      holds: jump <= MOST_JUMP,
    },
    {
      what: 'JavaScript of the first load, gzip',
      value: `${(size / 1000).toFixed(0)} kB in ${scripts.size} files`,
      bar: '≤ 140 kB',
      holds: size <= 140_000,
    },
  ]
}

/** Filters changed one after the other, each to what has not been asked for before. */
async function filterChanges(browser: Browser, service: Running, where: string): Promise<Line[]> {
  const page = await opened(browser, service)
  await page.goto(service.address)
  await drawnIn(page)
  const period = (name: string) => () => page.getByLabel(name, { exact: true }).check()
  const site = (at: number) => () =>
    page.getByRole('combobox', { name: /^Site/ }).selectOption({ index: at })
  const steps = [
    period('7 days'),
    period('90 days'),
    site(1),
    period('365 days'),
    site(2),
    period('Last month'),
    site(3),
    period('This month'),
    site(0),
    period('365 days'),
  ]
  const times: Drawn[] = []
  for (const step of steps) {
    await page.waitForTimeout(500)
    await page.evaluate('watchNext()')
    await step()
    times.push(await drawnIn(page))
  }
  await page.context().close()
  const seen = medianIn(times.map((t) => t.seen))
  const slowest = Math.max(...times.map((t) => t.seen))
  const whole = medianIn(times.map((t) => t.whole))
  return [
    {
      what: `a filter change shows the new answer (lead, key figures, large chart), ${where}`,
      value: `median ${seen.toFixed(0)} ms, slowest ${slowest.toFixed(0)} ms of ${times.length}; the whole page ${whole.toFixed(0)} ms`,
      bar: '< 200 ms',
      holds: seen < 200,
    },
  ]
}

function medianIn(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
