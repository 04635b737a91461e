import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { campusPages, NOW } from '../support/browser.ts'
import { violations } from '../support/page.ts'

const campus = campusPages()

const ONBOARDING = encodeURIComponent('course-v1:Vela+ONB101+self')

/** What of a page must be there before it is looked at. */
const READY = {
  courses: '#courses tbody tr',
  course: '#retention',
  metrics: 'article',
  compare: '#multiples',
  explore: '#explored',
} as const
type Name = keyof typeof READY

const open = (name: Name, search = '', context: BrowserContextOptions = {}): Promise<Page> =>
  campus.open(
    `page=${name}${name === 'course' ? `&course=${ONBOARDING}` : ''}${search}`,
    READY[name],
    context,
  )

/** The CSV of the list: its columns, and its courses in their order. */
async function csvOf(page: Page) {
  const link = page.locator('#courses').getByRole('link', { name: 'CSV' })
  const table = await fetch(new URL((await link.getAttribute('href'))!, campus.address))
  const [head, ...lines] = (await table.text()).trim().split('\r\n')
  return { head, courses: lines.map((line) => line.split(',')[0]) }
}

describe('the list of courses', () => {
  test('is found from the first page, searched, narrowed and ranked; all of it is a link', async () => {
    const page = await campus.open('', '#courses tbody tr')
    await page.getByRole('link', { name: 'Courses' }).click()
    await expect.poll(() => page.textContent('h1')).toBe('Courses')
    await page.getByRole('searchbox', { name: 'Search', exact: true }).fill('safety')
    await expect.poll(() => page.url()).toContain('search=safety')
    await page.getByLabel('Pacing').selectOption('self_paced')
    await page.getByRole('button', { name: 'Sort by Content progress' }).click()
    await expect.poll(() => page.url()).toContain('rank=content_progress')
    await expect.poll(() => page.locator('#courses tbody tr').count()).toBe(2)
    const rows = await campus.rows(
      'metrics=content_progress&by=course&pacing=self_paced&from=2026-10-26&to=2026-11-23&zone=UTC&sort=-content_progress',
    )
    const safety = rows.map((r) => String(r['course'])).filter((k) => /SAFE100|HV100/.test(k))
    const names = safety.map((k) => (k.includes('SAFE100') ? 'Food safety' : 'High-voltage safety'))
    await expect.poll(() => page.locator('#courses tbody th a').allTextContents()).toEqual(names)
    const { head, courses } = await csvOf(page)
    expect(head).toContain('content_progress')
    expect(courses).toEqual(safety)
    const other = await campus.open(page.url(), '#courses tbody tr')
    await expect.poll(() => other.locator('#courses tbody th a').allTextContents()).toEqual(names)
    await other.close()
    await page.close()
  })

  test('shows the columns that are chosen, on the page and in the CSV', async () => {
    const page = await open('courses')
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'Retention' }).check()
    await page.getByRole('checkbox', { name: 'At-risk learners' }).uncheck()
    await expect.poll(() => page.url()).toContain('columns=')
    await expect
      .poll(() => page.locator('#courses thead th').allTextContents())
      .toEqual(expect.arrayContaining([expect.stringContaining('Retention')]))
    await expect.poll(() => page.textContent('#courses thead')).not.toContain('At-risk')
    const { head } = await csvOf(page)
    expect(head).toContain('retention,retention_n')
    expect(head).not.toContain('at_risk_learners')
    await page.close()
  })

  test('comes page by page', async () => {
    const page = await open('courses')
    // As on a platform of many courses: pages of four.
    await page.route(/limit=50/, (route) =>
      route.continue({ url: route.request().url().replace('limit=50', 'limit=4') }),
    )
    await page.getByRole('button', { name: 'Sort by New enrollments' }).click()
    const rows = page.locator('#courses tbody tr')
    await expect.poll(() => rows.count()).toBe(4)
    const heading = await page.innerText('#courses h2')
    const all = Number(/\d+/.exec(heading)![0])
    for (let shown = 4; shown < all; shown = Math.min(all, shown + 4)) {
      await page.getByRole('button', { name: /^Show / }).click()
      await expect.poll(() => rows.count()).toBe(Math.min(all, shown + 4))
    }
    expect(await page.getByRole('button', { name: /^Show / }).count()).toBe(0)
    expect(await page.innerText('#courses h2')).toBe(heading)
    const links = await page
      .locator('#courses tbody th a')
      .evaluateAll((found) =>
        found.map((a) =>
          new URL((a as unknown as { href: string }).href).searchParams.get('course'),
        ),
      )
    expect(links).toEqual((await csvOf(page)).courses)
    await page.close()
  })

  test('a search without a result says what to do', async () => {
    const page = await open('courses')
    await page.getByRole('searchbox', { name: 'Search', exact: true }).fill('nothing like this')
    await expect.poll(() => page.textContent('#courses')).toContain('No course fits.')
    await page.close()
  })
})

describe('the page of a course', () => {
  test('leads with its figures, and says where its learners stand', async () => {
    const page = await open('course')
    expect(await page.textContent('h1')).toBe('Onboarding 101')
    const filter = `course=${ONBOARDING}&zone=Europe/Berlin`
    const now = await campus.rows(
      `metrics=current_enrollments,at_risk_learners&from=2026-11-22&to=2026-11-23&${filter}`,
    )
    const period = await campus.rows(
      `metrics=active_learners&from=2026-10-26&to=2026-11-23&${filter}`,
    )
    const text = await page.innerText('main')
    expect(text).toContain(
      `${now[0]!['current_enrollments']} people are enrolled. ${period[0]!['active_learners']} learned in the last 28 days`,
    )
    expect(text).toContain(`${now[0]!['at_risk_learners']} have been quiet for a week`)
    const bands = await page.locator('#progress tbody td').allInnerTexts()
    const sum = bands.reduce((all, b) => all + Number.parseInt(b.replaceAll(',', ''), 10), 0)
    expect(sum).toBe(now[0]!['current_enrollments'])
    await page.close()
  })

  test('retention is read by keyboard, week by week', async () => {
    const page = await open('course')
    const chart = page.getByRole('slider', { name: /Chart of Retention/ })
    await chart.focus()
    await page.keyboard.press('Home')
    expect(await chart.getAttribute('aria-valuetext')).toMatch(/^Week 1: \d+% of \d+ learners$/)
    await page.close()
  })

  test('cohorts stand side by side where there are any', async () => {
    const rows = await campus.rows(
      'metrics=current_enrollments&by=course&pacing=instructor_paced&course_state=running&from=2026-11-22&to=2026-11-23&sort=-current_enrollments',
    )
    const key = encodeURIComponent(String(rows[0]!['course']))
    const page = await campus.open(`page=course&course=${key}`, '#cohorts tbody tr')
    const names = await page.locator('#cohorts tbody th').allTextContents()
    expect(names).toEqual(expect.arrayContaining(['Evening', 'Morning', 'Weekend']))
    await page.close()
  })

  test('the runs of a course stand side by side, and are compared', async () => {
    const key = 'course-v1:Vela+EV200+2026_R7'
    const page = await campus.open(
      `page=course&course=${encodeURIComponent(key)}`,
      '#runs tbody td',
    )
    const runs = await page.locator('#runs tbody th').allTextContents()
    expect(runs.length).toBeGreaterThan(3)
    expect(await page.locator('#runs tbody th strong').allTextContents()).toEqual(['2026_R7'])
    const rows = await campus.rows(
      `metrics=passing_learners&by=course&course=${encodeURIComponent(key)}&from=2012-01-01&to=2026-11-23&zone=UTC`,
    )
    const row = page.locator('#runs tbody tr', { hasText: '2026_R7' })
    expect(await row.locator('td').nth(3).innerText()).toBe(String(rows[0]!['passing_learners']))
    await page.getByRole('link', { name: 'Compare them' }).click()
    await expect.poll(() => page.locator('#compared tbody tr').count()).toBeGreaterThan(2)
    const shown = await page.locator('#compared tbody th').allInnerTexts()
    expect(shown.every((name) => name.includes('Vela+EV200'))).toBe(true)
    await page.close()
  })

  test('who the learners are is shown when wanted, and small groups are hidden', async () => {
    const page = await open('course')
    await page.getByRole('button', { name: 'Show who the learners are' }).click()
    await page.waitForSelector('#people-country td')
    const rows = await campus.rows(
      `metrics=current_enrollments&by=gender&course=${ONBOARDING}&from=2026-10-26&to=2026-11-23&zone=Europe/Berlin`,
    )
    const hidden = rows.filter((r) => r['current_enrollments_state'] === 'suppressed').length
    const text = await page.innerText('#people-gender')
    expect(text).toContain('women')
    expect(text.split('too few').length - 1).toBe(hidden)
    expect(await violations(page)).toEqual([])
    await page.close()
  })

  test('a course that is none is said, with what to do', async () => {
    const page = await campus.open(`page=course&course=course-v1:No+Such+Run`, '[role=alert]')
    expect(await page.textContent('[role=alert]')).toContain('There is no course with this key.')
    await page.close()
  })
})

test.each(['course', 'explore'] as const)(
  'what is seen of the page %s stays when Figures no longer answers',
  async (name) => {
    const page = await open(name)
    const seen = (): Promise<number> => page.locator('main section[aria-labelledby]').count()
    const before = await seen()
    const tries = new Map<string, number>()
    await page.route('**/api/v2/**', (route) => {
      const url = route.request().url()
      tries.set(url, (tries.get(url) ?? 0) + 1)
      return route.abort()
    })
    // Who comes back to the page after a while asks anew.
    await page.clock.setFixedTime(Date.parse(NOW) + 60_000)
    await page.evaluate("window.dispatchEvent(new Event('visibilitychange'))")
    await expect.poll(() => page.innerText('main')).toContain('Figures does not answer')
    // What was asked three times has failed.
    await expect.poll(() => Math.min(...tries.values())).toBeGreaterThanOrEqual(3)
    expect(await seen()).toBe(before)
    await page.close()
  },
)

test('every filter of every page is answered', async () => {
  for (const name of ['courses', 'compare', 'explore'] as const) {
    const page = await open(name)
    for (const period of ['Today', '7 days', '90 days', 'This month', 'Last month', '365 days']) {
      await page.getByLabel(period, { exact: true }).check()
    }
    await page.getByLabel('Dates').check()
    await page.getByLabel('First day').fill('2026-10-01')
    await expect.poll(() => page.url()).toContain('from=2026-10-01')
    for (const picked of ['Organization', 'Site']) {
      const field = page.getByRole('combobox', { name: new RegExp(`^${picked}`) })
      await field.selectOption({ index: 1 })
      await expect.poll(() => page.url()).toContain(`${picked.toLowerCase()}=`)
      await page.waitForSelector(READY[name])
    }
    expect(await page.getByRole('alert').allTextContents()).toEqual([])
    await page.goBack()
    await expect.poll(() => page.url()).not.toContain('site=')
    await page.close()
  }
})

test('three franchises are compared over a quarter, and one of them is looked into', async () => {
  const page = await campus.open('', '#courses tbody tr')
  await page.getByRole('link', { name: 'Compare' }).click()
  await page.getByLabel('90 days').check()
  await expect.poll(() => page.locator('#compared tbody tr').count()).toBe(3)
  const rows = await campus.rows(
    'metrics=active_learners&by=site&from=2026-08-25&to=2026-11-23&zone=UTC&sort=-active_learners',
  )
  const first = page.locator('#compared tbody tr').first()
  await expect
    .poll(() => first.locator('td').first().innerText())
    .toContain(Number(rows[0]!['active_learners']).toLocaleString('en-GB'))
  expect(await page.locator('#multiples li').count()).toBe(3)
  // Percentages differ by points, other figures by per cent.
  const progress = await campus.rows(
    'metrics=content_progress&by=site&site=vela-motors.example&from=2026-08-25&to=2026-11-23&zone=UTC&compare=previous',
  )
  const [now, before] = ['content_progress', 'content_progress_previous'].map(
    (name) => progress[0]![name] as number,
  )
  const points = Math.abs(Math.round((now! - before!) * 10) / 10)
  const column = await page
    .locator('#compared thead th')
    .evaluateAll((heads) => heads.findIndex((h) => h.textContent.includes('Content progress')))
  expect(
    await page
      .locator('#compared tbody tr', { hasText: 'Vela Motors' })
      .locator('th, td')
      .nth(column)
      .innerText(),
  ).toMatch(new RegExp(`^${Math.round(now!)}%\\s.*${points} points? (?:more|less)$`))
  await page.getByRole('link', { name: 'Vela Motors' }).click()
  await expect.poll(() => page.url()).toContain('site=vela-motors.example')
  await expect.poll(() => page.locator('#compared tbody th').first().innerText()).toContain('Vela')
  await page.close()
})

test('what is compared is chosen, and stands in the link', async () => {
  const page = await open('compare')
  await page.getByRole('combobox', { name: /^Compare/ }).selectOption('course')
  await page.getByRole('button', { name: 'Which: all' }).click()
  await page.getByLabel('Search in Which are compared').fill('self')
  await page.getByRole('checkbox', { name: 'Food safety' }).check()
  await page.getByRole('checkbox', { name: 'Onboarding 101' }).check()
  await expect.poll(() => page.locator('#compared tbody tr').count()).toBe(2)
  const other = await campus.open(page.url(), '#compared tbody td')
  expect((await other.locator('#compared tbody th a').allTextContents()).toSorted()).toEqual([
    'Food safety',
    'Onboarding 101',
  ])
  await other.close()
  await page.close()
})

test('cohorts are compared within a course', async () => {
  const page = await open('compare', '&by=cohort')
  expect(await page.innerText('main')).toContain('Cohorts belong to a course')
  const rows = await campus.rows(
    'metrics=current_enrollments&by=course&pacing=instructor_paced&course_state=running&from=2026-11-22&to=2026-11-23&sort=-current_enrollments',
  )
  await page
    .getByRole('combobox', { name: /^Cohorts of the course/ })
    .selectOption(String(rows[0]!['course']))
  await expect
    .poll(() => page.locator('#compared tbody th').allTextContents())
    .toEqual(expect.arrayContaining(['Evening', 'Morning', 'Weekend']))
  await page.close()
})

test('a small chart is read by keyboard', async () => {
  const page = await open('compare')
  const chart = page.getByRole('slider').first()
  await chart.focus()
  await page.keyboard.press('Home')
  expect(await chart.getAttribute('aria-valuetext')).toMatch(/^26 Oct 2026: \d+$/)
  await page.close()
})

describe('exploring', () => {
  test('a metric over time, then split; the link, the CSV and the API call say the same', async () => {
    const page = await open('explore')
    await page
      .getByRole('combobox', { name: 'Metric', exact: true })
      .selectOption('new_certificates')
    await expect.poll(() => page.textContent('#explored h2')).toBe('New certificates')
    await page.getByLabel('Split by').selectOption('mode')
    await expect.poll(() => page.url()).toContain('by=mode')
    const rows = await campus.rows(
      'metrics=new_certificates&by=mode&from=2026-10-26&to=2026-11-23&zone=UTC&sort=-new_certificates',
    )
    await expect
      .poll(() => page.locator('#explored tbody th').allTextContents())
      .toEqual(rows.map((r) => String(r['mode'] ?? 'no mode')))
    await page.getByText('As API call').click()
    const call = /'(http[^']+)'/.exec(await page.innerText('pre'))![1]!
    expect(((await (await fetch(call)).json()) as { rows: unknown }).rows).toEqual(rows)
    await page.close()
  })

  test('what tells of persons hides small groups, and says so', async () => {
    const page = await open('explore', '&metric=active_learners&by=age_band&period=90d')
    await page.waitForSelector('#explored td')
    const text = await page.innerText('#explored')
    const rows = await campus.rows(
      'metrics=active_learners&by=age_band&from=2026-08-25&to=2026-11-23&zone=UTC',
    )
    const hidden = rows.filter((r) => r['active_learners_state'] === 'suppressed').length
    expect(text.split('too few').length - 1).toBe(hidden)
    await page.close()
  })

  test('what cannot be asked is said with the remedy', async () => {
    const page = await campus.open(
      `page=explore&metric=active_learners&by=country&period=custom&from=2026-11-01&to=2026-11-03`,
      '[role=alert]',
    )
    expect(await page.textContent('[role=alert]')).toMatch(/week|seven days|7 days/)
    await page.close()
  })
})

test('the dictionary has every metric, and finds one by a word of its definition', async () => {
  const page = await open('metrics')
  const { metrics } = (await (await fetch(`${campus.address}api/v2/metrics`)).json()) as {
    metrics: { label: string }[]
  }
  expect(await page.locator('article h2').allTextContents()).toEqual(metrics.map((m) => m.label))
  await page.getByLabel('Search').fill('arithmetic')
  await expect
    .poll(() => page.locator('article h2').allTextContents())
    .toEqual(['Mean days to complete'])
  await page.close()
})

test.each([
  ['courses', '', '#courses tbody tr'],
  ['compare', '&by=course', '#compared tbody td'],
  ['health', '', '#source-campus'],
])('on paper nothing of the table of %s is lost', async (name, more, ready) => {
  // A sheet of A4 between its margins.
  const width = 718
  const page = await campus.open(`page=${name}${more}`, ready, {
    viewport: { width, height: 1000 },
  })
  await page.emulateMedia({ media: 'print' })
  const ends = await page
    .locator('main table td, main table th')
    .evaluateAll((cells) => cells.map((c) => c.getBoundingClientRect().right))
  expect(ends.length).toBeGreaterThan(6)
  expect(Math.max(...ends)).toBeLessThanOrEqual(width)
  await page.close()
})
