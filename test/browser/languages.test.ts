import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { campusPages, KEPT, keptReport } from '../support/browser.ts'
import { violations } from '../support/page.ts'

const campus = campusPages()

const COURSE = encodeURIComponent('course-v1:Vela+EV200+2026_R7')
const PAGES = [
  ['overview', '', '#attention p, #attention li'],
  ['courses', 'page=courses', '#courses tbody tr'],
  ['course', `page=course&course=${COURSE}`, '#runs td'],
  ['compare', 'page=compare', '#multiples'],
  ['explore', 'page=explore&metric=active_learners&by=education&period=90d', '#explored td'],
  ['reports', 'page=reports', 'main button'],
  ['a report', 'page=report&report=REPORT', '#one'],
  ['metrics', 'page=metrics', 'article'],
  ['health', 'page=health', '#source-campus'],
  ['not found', 'page=nothing', 'h1'],
] as const

const open = (search: string, ready: string): Promise<Page> =>
  campus.open(`lang=en-XA&${search}`, ready)

/** Texts and names of the page that hold an English word, without what is data or is said to be English. */
const UNTRANSLATED = `(() => {
  const own = (node) => node.closest('[lang="en"], :not(html)[dir="ltr"], code, time, svg, option, noscript, q') !== null
  const found = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node.parentElement.closest('[popover]:not(:popover-open)') !== null) continue
    if (!own(node.parentElement)) found.push(node.data)
  }
  for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]')) {
    if (own(element)) continue
    for (const name of ['aria-label', 'placeholder', 'title']) found.push(element.getAttribute(name) ?? '')
  }
  return found
})()`

/** What is cut off at the edge of its own box, other than what scrolls. */
const CLIPPED = `[...document.querySelectorAll('main *, nav *, footer *')].filter((e) => {
  const style = getComputedStyle(e)
  const hides = ['hidden', 'clip'].includes(style.overflowX) && style.clipPath === 'none'
  return hides && e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1
}).map((e) => e.outerHTML.slice(0, 120))`

interface Listed {
  courses: { key: string; name: string | null }[]
}

/** Words that the data has: names of courses, sites and organizations, codes, zones and dates. */
async function wordsOfData(): Promise<Set<string>> {
  const { courses } = (await (
    await fetch(`${campus.address}api/v2/courses?limit=500`)
  ).json()) as Listed
  const { sites } = (await (await fetch(`${campus.address}api/v2/session`)).json()) as {
    sites: { name: string; key: string }[]
  }
  const { labels } = (await (
    await fetch(`${campus.address}api/v2/query?metrics=courses&by=organization`)
  ).json()) as { labels: { organization: Record<string, string> } }
  const months = Array.from({ length: 12 }, (_, m) => new Date(2026, m, 1))
  const texts = [
    ...courses.flatMap((c) => [c.key, c.name ?? '']),
    ...sites.flatMap((s) => [s.name, s.key]),
    ...Object.entries(labels.organization).flat(),
    ...months.flatMap((m) => [
      m.toLocaleString('en', { month: 'long' }),
      m.toLocaleString('en', { month: 'short' }),
    ]),
    'Mon Tue Wed Thu Fri Sat Sun AM PM UTC Europe Berlin Asia Kolkata America New York',
    'Figures Español Français English audit honor verified Evening Morning Weekend course v1 Section Subsection campus',
    KEPT.title,
    'MB days day hours hour minutes minute seconds second refresh first load',
  ]
  return new Set(texts.join(' ').split(/[^a-z]+/i))
}

describe('in the language that shows what is not translated', () => {
  test.each(PAGES)(
    '%s has no English sentence, nothing is cut off, and all is accessible',
    async (_, search, ready) => {
      const report = search.includes('REPORT') ? await keptReport(campus.address) : ''
      const page = await open(search.replace('REPORT', report), ready)
      const known = await wordsOfData()
      const texts = (await page.evaluate(UNTRANSLATED)) as string[]
      expect(texts.some((text) => text.includes('·'))).toBe(true)
      const words = (text: string): string[] =>
        text.split(/[^\p{L}]+/u).filter((w) => /^[a-z]{2,}$/i.test(w) && !known.has(w))
      expect(texts.filter((text) => words(text).length > 0)).toEqual([])
      for (const width of [1280, 2560, 360]) {
        await page.setViewportSize({ width, height: 900 })
        // On a phone the choices are a touch away.
        const choose = page.locator('main p > span > button[aria-expanded="false"]:visible')
        if ((await choose.count()) > 0) await choose.click()
        await expect
          .poll(() => page.evaluate('document.documentElement.scrollWidth'))
          .toBeLessThanOrEqual(width)
        expect(await page.evaluate(CLIPPED)).toEqual([])
      }
      // On a phone, by day; the walk by keyboard looks at wide pages at night, from right to left.
      expect(await violations(page)).toEqual([])
      await page.close()
    },
  )
})

test('the language is chosen below the page, and stays', async () => {
  const page = await campus.open('', '#courses tbody tr')
  await page.getByLabel('Language').selectOption('es')
  await expect.poll(() => page.getAttribute('html', 'lang')).toBe('es')
  await expect.poll(() => page.textContent('#active h2')).toBe('¿Cuántas personas aprendieron?')
  expect(await page.innerText('#active')).toContain('Estudiantes activos por día')
  await page.getByRole('link', { name: 'Cursos' }).click()
  await expect.poll(() => page.textContent('h1')).toBe('Cursos')
  await page.getByLabel('Idioma').selectOption('fr')
  await expect.poll(() => page.getAttribute('html', 'lang')).toBe('fr')
  await expect.poll(() => page.url()).toContain('page=courses')
  await page.close()
})
