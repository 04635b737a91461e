import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { campusPages, keptReport } from '../support/browser.ts'
import { violations } from '../support/page.ts'

const campus = campusPages()

const MOST_STEPS = 400

/** What has the focus: its name, whether it is seen, whole and marked, and nothing stands over it. */
const FOCUSED = `(() => {
  const e = document.activeElement
  if (e === null || e === document.body) return null
  const label = e.labels?.[0]?.innerText ?? ''
  const own = e.getAttribute('aria-label') ?? e.innerText ?? ''
  const box = e.getBoundingClientRect()
  const marked = [e, e.nextElementSibling].some((m) => {
    if (m === null) return false
    const style = getComputedStyle(m)
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
  })
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1)
  const y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1)
  const bar = document.elementFromPoint(x, y)?.closest('nav') ?? null
  return {
    place: e.outerHTML.slice(0, 160),
    name: (label.trim() || own.trim() || e.getAttribute('placeholder') || '').slice(0, 80),
    seen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
    covered: bar !== null && !bar.contains(e),
    marked,
  }
})()`

interface Focused {
  place: string
  name: string
  seen: boolean
  covered: boolean
  marked: boolean
}

/** Goes by Tab through all that can have the focus, until the page is left. */
async function walk(page: Page): Promise<Focused[]> {
  const steps: Focused[] = []
  for (let n = 0; n < MOST_STEPS; n++) {
    await page.keyboard.press('Tab')
    const focused = (await page.evaluate(FOCUSED)) as Focused | null
    if (focused === null) return steps
    steps.push(focused)
  }
  throw new Error(`The page was not left after ${MOST_STEPS} steps.`)
}

const COURSE = encodeURIComponent('course-v1:Vela+EV200+2026_R7')
const PAGES = [
  ['the overview', '', '#attention p, #attention li'],
  ['the courses', 'page=courses', '#courses tbody tr'],
  ['a course', `page=course&course=${COURSE}`, '#runs td'],
  ['comparing', 'page=compare', '#multiples'],
  ['exploring', 'page=explore', '#explored svg'],
  ['the reports', 'page=reports', 'main button'],
  ['a report', 'page=report&report=REPORT', '#one'],
  ['the dictionary', 'page=metrics', 'article'],
  ['data health', 'page=health', '#source-campus'],
] as const

test.each(PAGES)(
  '%s in Arabic is walked by keyboard alone, and is accessible',
  async (_, search, ready) => {
    const page = await campus.open(
      `lang=ar&${search.replace('REPORT', await keptReport(campus.address))}`,
      ready,
      { reducedMotion: 'reduce' },
    )
    const steps = await walk(page)
    expect(steps.filter((s) => s.name === '' || !s.seen || !s.marked || s.covered)).toEqual([])
    // First the way to the figures, then the pages, last the language.
    expect(steps[0]!.name).toBe('انتقل إلى الأرقام')
    expect(steps[1]!.name).toBe('نظرة عامة')
    expect(steps.at(-1)!.name).toContain('اللغة')
    const animated = await page.evaluate(
      'document.getAnimations().length + [...document.querySelectorAll("*")].filter((e) => getComputedStyle(e).transitionDuration !== "0s").length',
    )
    expect(animated).toBe(0)
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await violations(page)).toEqual([])
    await page.close()
  },
)

test('on a phone nothing that has the focus is under the bar of pages', async () => {
  const page = await campus.open('', '#attention p, #attention li', {
    viewport: { width: 360, height: 780 },
  })
  // What happened comes before what can be chosen.
  const lead = page.getByText('people learned in the last 28 days')
  const box = await lead.boundingBox()
  expect(box!.y + box!.height).toBeLessThan(780 * 0.7)
  expect(await page.getByRole('region', { name: 'What to show' }).count()).toBe(0)
  await page.getByRole('button', { name: 'Choose what to show' }).focus()
  await page.keyboard.press('Enter')
  expect(await page.getByRole('region', { name: 'What to show' }).count()).toBe(1)
  const steps = await walk(page)
  expect(steps.filter((s) => !s.seen || s.covered)).toEqual([])
  await page.getByRole('button', { name: 'More' }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.textContent('h1')).toBe('Reports')
  await page.close()
})

test('the landmarks of a page have their names', async () => {
  const page = await campus.open('', '#courses tbody tr')
  const tree = await page.locator('body').ariaSnapshot()
  for (const part of [
    'banner',
    'navigation "Pages"',
    'main',
    'region "What to show"',
    'region "How many people learned?"',
    'region "What needs attention?"',
    'region "Where do people learn?"',
    'contentinfo',
  ]) {
    expect(tree).toContain(`- ${part}`)
  }
  await page.close()
})
