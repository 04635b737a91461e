import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { NOW, campusPages } from '../support/browser.ts'
import { readOnce, unreadCampus } from '../support/campus.ts'
import { openPage, violations, WEB } from '../support/page.ts'
import { sharedCampus } from '../support/shared.ts'

const pages = campusPages()

const open = (
  search = '',
  context: BrowserContextOptions = {},
  ready = '#courses tbody tr',
): Promise<Page> => pages.open(search, ready, context)

/** What Figures says when it cannot answer for now. */
const BUSY = {
  status: 503,
  contentType: 'application/problem+json',
  body: JSON.stringify({
    type: 'about:blank#x',
    title: 'The store is busy.',
    status: 503,
    detail: 'Try again in a minute.',
  }),
}

describe('the Overview', () => {
  test('leads with the figures of the API', async () => {
    const page = await open()
    const answer = (await (
      await fetch(
        `${pages.address}api/v2/query?metrics=active_learners&from=2026-10-26&to=2026-11-23&zone=UTC`,
      )
    ).json()) as { rows: { active_learners: number }[] }
    expect(await page.innerText('main')).toContain(
      `${answer.rows[0]!.active_learners} people learned in the last 28 days`,
    )
    expect(await page.textContent('[role=note]')).toContain('This is a simulated campus')
    await page.close()
  })

  test('says of a figure what it means and how fresh it is', async () => {
    const page = await open()
    await page
      .getByRole('button', { name: /^[\d,]+$/ })
      .first()
      .click()
    const box = page.getByRole('dialog', { name: 'Active learners' }).first()
    expect(await box.textContent()).toContain('Different learners who learned at least once')
    expect(await box.textContent()).toContain('As of22 Nov 2026')
    await page.keyboard.press('Escape')
    expect(await box.isVisible()).toBe(false)
    await page.close()
  })

  test('keeps what is chosen in the address; back goes back; a link shows the same', async () => {
    const page = await open()
    await page.getByLabel('90 days').check()
    await page.getByLabel('Site').selectOption('vela-motors.example')
    await expect.poll(() => page.url()).toContain('period=90d&site=vela-motors.example')
    await expect.poll(() => page.textContent('#active')).toContain('Europe/Berlin')
    await page.getByRole('combobox', { name: /^Course/ }).selectOption('course-v1:Vela+ONB101+self')
    await expect.poll(() => page.url()).toContain('course=course-v1')
    const other = await open(page.url().split('?')[1])
    expect(await other.getByRole('combobox', { name: /^Course/ }).inputValue()).toBe(
      'course-v1:Vela+ONB101+self',
    )
    await other.close()
    await page.goBack()
    await page.goBack()
    await expect.poll(() => page.url()).not.toContain('site=')
    expect(await page.getByLabel('Site').inputValue()).toBe('')
    await page.close()
  })

  test('a custom period takes its days from the address', async () => {
    const page = await open('period=custom&from=2026-09-01&to=2026-10-01&grain=week')
    expect(await page.getByLabel('Last day').inputValue()).toBe('2026-09-30')
    expect(await page.textContent('#active')).toContain('by week')
    await page.close()
  })

  test('an address that is not understood is said, until something is chosen', async () => {
    const page = await open('period=365d')
    const note = page.getByRole('note').filter({ hasText: 'does not know: period=365d' })
    expect(await note.count()).toBe(1)
    expect(await page.getByLabel('28 days', { exact: true }).isChecked()).toBe(true)
    expect(await violations(page)).toEqual([])
    await page.getByLabel('7 days', { exact: true }).check()
    await expect.poll(() => note.count()).toBe(0)
    await page.close()
  })

  test('the chart is read by keyboard, and stands as a table', async () => {
    const page = await open()
    const chart = page.getByRole('slider', { name: /Chart of Active learners/ })
    await chart.focus()
    const last = await chart.getAttribute('aria-valuetext')
    await page.keyboard.press('ArrowLeft')
    const before = await chart.getAttribute('aria-valuetext')
    expect(last).toContain('still running')
    expect(before).toMatch(/Sat 21 Nov: this period \d+/)
    // One crosshair for all charts of the page: the other one reads the same day.
    expect(await page.innerText('#flows')).toContain('21 Nov 2026: New enrollments')
    await page.locator('#active').getByRole('button', { name: 'Table' }).click()
    expect(await page.locator('#active table').isVisible()).toBe(true)
    expect(await page.locator('#active tbody tr').count()).toBe(28)
    await page.close()
  })

  test('says what changed: each key figure beside the one before', async () => {
    const page = await open()
    const answer = await fetch(
      `${pages.address}api/v2/query?metrics=new_enrollments&compare=previous&from=2026-10-26&to=2026-11-23&zone=UTC`,
    )
    const { rows } = (await answer.json()) as { rows: Record<string, number>[] }
    const now = rows[0]!['new_enrollments']!
    const before = rows[0]!['new_enrollments_previous']!
    const item = page.locator('dl > div', { hasText: 'New enrollments' }).first()
    const text = await item.innerText()
    expect(text).toContain(now.toLocaleString('en-GB'))
    const change = Math.abs(now - before) / before
    const percent = change.toLocaleString('en-GB', {
      style: 'percent',
      maximumFractionDigits: change < 0.1 ? 1 : 0,
    })
    expect(text).toContain(`${percent} ${now > before ? 'more' : 'fewer'}`)
    await page.getByLabel('Compare with the period before').uncheck()
    await expect.poll(() => page.url()).toContain('compare=off')
    await expect.poll(() => item.innerText()).not.toContain(percent)
    await expect.poll(() => page.textContent('#active')).not.toContain('the one before')
    await page.close()
  })

  test('says what needs attention, and leads to the course', async () => {
    const page = await open('period=90d', {}, '#attention li')
    const answer = await fetch(
      `${pages.address}api/v2/attention?from=2026-08-25&to=2026-11-23&zone=UTC`,
    )
    const { items } = (await answer.json()) as { items: { name: string; course: string }[] }
    expect(items.length).toBeGreaterThan(0)
    const links = page.locator('#attention li a')
    expect(await links.allTextContents()).toEqual(items.slice(0, 6).map((i) => i.name))
    await links.first().click()
    await expect.poll(() => page.url()).toContain(`course=${encodeURIComponent(items[0]!.course)}`)
    await page.close()
  })

  test('before all has been read it does not say that nothing needs attention', async () => {
    const young = await unreadCampus({}, WEB)
    const own = await young.service.listen()
    const context = await pages.browser.newContext({ locale: 'en-GB' })
    const page = await openPage(context, {
      address: `${own}?period=90d`,
      ready: '#attention p',
      now: NOW,
    })
    expect(await page.innerText('#attention p')).toContain('Not all has been read yet')
    expect(await violations(page)).toEqual([])
    await readOnce(young.service)
    // Nobody loads the page anew.
    await expect.poll(() => page.locator('#attention li').count()).toBeGreaterThan(0)
    await context.close()
    await young.close()
  })

  test('the last six months come when they are wanted', async () => {
    const page = await open()
    await page.getByRole('button', { name: 'Show the last six months' }).click()
    const first = page.locator('#months tbody th')
    await expect.poll(() => first.count()).toBe(6)
    expect(await first.allTextContents()).toEqual([
      'November 2026 (still running)',
      'October 2026',
      'September 2026',
      'August 2026',
      'July 2026',
      'June 2026',
    ])
    await page.close()
  })

  test('today is drawn by hours, and learners of 28 days by day', async () => {
    const page = await open('period=today')
    expect(await page.textContent('#active')).toContain('by hour')
    await page.getByLabel('28 days up to it').check()
    await expect.poll(() => page.textContent('#active')).toContain(' by day, without')
    await page.close()
  })

  test('a page that there is not says which there are', async () => {
    const page = await open('page=nothing', {}, 'h1')
    expect(await page.textContent('h1')).toBe('There is no such page')
    await page.getByRole('main').getByRole('link', { name: 'Courses' }).click()
    await expect.poll(() => page.textContent('h1')).toBe('Courses')
    await page.close()
  })

  test('sorting is visible and in the address', async () => {
    const page = await open()
    await page.getByRole('button', { name: 'Sort by New passing' }).click()
    await expect.poll(() => page.url()).toContain('sort=new_passing')
    const sorted = page.locator('#courses').getByRole('columnheader', { name: /New passing/ })
    await expect.poll(() => sorted.getAttribute('aria-sort')).toBe('descending')
    await page.close()
  })

  test('the CSV link gives the figures of the page', async () => {
    const page = await open()
    const href = await page
      .locator('#courses')
      .getByRole('link', { name: 'CSV' })
      .getAttribute('href')
    const text = await (await fetch(new URL(href!, pages.address))).text()
    expect(text).toContain('course,course_state,active_learners,active_learners_previous')
    await page.close()
  })

  test.each([360, 1280])('does not jump while it comes, %d pixels wide', async (width) => {
    const context = await pages.browser.newContext({ viewport: { width, height: 800 } })
    const page = await context.newPage()
    await page.clock.setFixedTime(NOW)
    await page.addInitScript(`window.jumped = 0
      new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) window.jumped += shift.value
      }).observe({ type: 'layout-shift', buffered: true })`)
    await page.goto(pages.address)
    await page.waitForSelector('#courses tbody tr')
    await page.waitForSelector('#attention p, #attention li')
    expect(await page.evaluate('window.jumped')).toBeLessThan(0.05)
    await context.close()
  })

  test('while an answer is awaited, words and links stay with the figures that are seen', async () => {
    const page = await open()
    const words = (): Promise<string> => page.innerText('#active [data-subtitle]')
    const link = (): Promise<string | null> => page.getAttribute('#active a[download]', 'href')
    const before = [await words(), await link()]
    const { promise: awaited, resolve: answer } = Promise.withResolvers<void>()
    await page.route('**/api/v2/query?*', async (route) => {
      await awaited
      await route.continue()
    })
    await page.getByLabel('90 days').check()
    await page.locator('#active').getByLabel('Month').check()
    await page.waitForSelector('[data-old="true"]')
    // What is chosen shows at once.
    expect(await page.getByLabel('90 days').isChecked()).toBe(true)
    expect(await page.locator('#active').getByLabel('Month').isChecked()).toBe(true)
    expect([await words(), await link()]).toEqual(before)
    answer()
    await page.waitForSelector('[data-old="true"]', { state: 'detached' })
    expect(await words()).not.toBe(before[0])
    expect(await link()).toContain('grain=month')
    await page.close()
  })

  test('that Figures does not answer is said once, with the age of what is seen', async () => {
    const page = await open()
    const lead = await page.innerText('main dl')
    let down = true
    await page.route('**/api/v2/**', (route) => (down ? route.abort() : route.continue()))
    await page.getByLabel('7 days', { exact: true }).check()
    const alert = page.getByRole('alert')
    await expect.poll(() => alert.allTextContents()).toHaveLength(1)
    expect(await alert.innerText()).toContain(
      'Figures does not answer. What you see is from 22 Nov 2026 11:00',
    )
    expect(await page.innerText('main dl')).toBe(lead)
    expect(await violations(page)).toEqual([])
    const asked = page.waitForRequest('**/api/v2/**')
    await page.getByRole('button', { name: 'Try again' }).click()
    await asked
    // From here on the page may also ask by itself.
    down = false
    await expect.poll(() => alert.count(), { timeout: 15_000 }).toBe(0)
    await page.close()
  })

  test('an answer that does not come is said, with what to do', async () => {
    const page = await open()
    await page.route('**/api/v2/query**', (route) => route.fulfill(BUSY))
    await page.getByLabel('7 days', { exact: true }).check()
    const alert = page.getByRole('alert')
    await expect
      .poll(() => alert.textContent())
      .toContain('The store is busy. Try again in a minute.')
    await page.unroute('**/api/v2/query**')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => alert.count()).toBe(0)
    await page.close()
  })

  test('a list to choose from that does not come is said, and comes when asked again', async () => {
    const context = await pages.browser.newContext({ locale: 'en-GB' })
    const page = await context.newPage()
    await page.clock.setFixedTime(NOW)
    await page.route(/limit=1000/, (route) => route.fulfill(BUSY))
    await page.goto(pages.address)
    const alert = page.getByRole('alert')
    await expect
      .poll(() => alert.allInnerTexts())
      .toEqual([
        expect.stringContaining(
          'A list to choose from could not be filled. The store is busy. Try again in a minute.',
        ),
      ])
    expect(await violations(page)).toEqual([])
    await page.unroute(/limit=1000/)
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => alert.count()).toBe(0)
    const course = page.getByRole('combobox', { name: /^Course/ })
    await expect.poll(() => course.locator('option').count()).toBeGreaterThan(2)
    await context.close()
  })

  test('a list that is too long to choose from says how many it leaves out', async () => {
    const page = await open('page=explore', {}, '#explored')
    // As on a platform of thousands.
    await page.route(/limit=1000/, (route) =>
      route.continue({ url: route.request().url().replace('limit=1000', 'limit=4') }),
    )
    await page.getByRole('combobox', { name: /^Site/ }).selectOption('vela-motors.example')
    const rest = page.getByRole('combobox', { name: 'Course' }).locator('option').last()
    await expect.poll(() => rest.textContent()).toMatch(/^\d+ more not listed: choose a site/)
    expect(await rest.isDisabled()).toBe(true)
    await page.getByRole('link', { name: 'Compare' }).click()
    await page.getByRole('combobox', { name: 'Compare' }).selectOption('course')
    await page.getByRole('button', { name: 'Which: all' }).click()
    await expect.poll(() => page.innerText('main')).toMatch(/\d+ more not listed/)
    await page.close()
  })

  test('a course without anything says so instead of drawing a dash', async () => {
    const page = await open('period=custom&from=2025-05-01&to=2025-05-10', {}, '#courses p')
    await expect
      .poll(() => page.textContent('main'))
      .toContain('Nobody learned from 1 May 2025 to 9 May 2025.')
    await page.close()
  })
})

test('where a token is needed the page asks for it, and shows the figures then', async () => {
  const closed = await sharedCampus({ FIGURES_HOST: '0.0.0.0' }, WEB)
  const own = await closed.service.listen()
  const context = await pages.browser.newContext({ locale: 'en-GB' })
  const page = await context.newPage()
  await page.clock.setFixedTime(NOW)
  await page.goto(own)
  await page.getByLabel('Token').fill('fig_wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect.poll(() => page.textContent('main')).toContain('This token is not known')
  expect(await violations(page)).toEqual([])
  const made = await closed.service.app.inject({
    method: 'POST',
    url: '/api/v2/tokens',
    payload: { label: 'browser' },
    headers: { host: 'localhost', authorization: `Bearer ${closed.service.localToken}` },
  })
  const { token } = made.json<{ token: string }>()
  await page.getByLabel('Token').fill(token)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForSelector('#courses tbody tr')
  expect(await page.evaluate('document.cookie')).toBe('')
  await context.close()
  await closed.close()
})
