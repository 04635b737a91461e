import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import { silentLog } from '../../src/kernel/effects.ts'
import { openService, type Service } from '../../src/service.ts'
import { sql } from '../../src/store/sql.ts'
import { gateTo, type Gate } from '../support/gate.ts'
import { fillSmall, lmsCli } from '../support/lms.ts'
import { contextsOf, openPage, violations, WEB } from '../support/page.ts'
import { sharedBrowser, sharedCampus, sharedMariaDb } from '../support/shared.ts'

/** Reading and comparing every table. */
const LONG = { timeout: 300_000 }

const mariadb = sharedMariaDb()
let gate: Gate
let browser: Browser
let contexts: ReturnType<typeof contextsOf>
let lms: Service
let lmsAddress: string
let token: string
let cli: ReturnType<typeof lmsCli>

beforeAll(async () => {
  browser = await sharedBrowser()
  contexts = contextsOf(browser)
  const { url } = await mariadb.database('health')
  await fillSmall(url, 60)
  gate = await gateTo(mariadb.port)
  cli = lmsCli(gate.through(url))
  lms = await openService({
    config: await loadConfig(cli.environment, cli.folder),
    environment: cli.environment,
    effects: { now: Date.now, log: silentLog },
    folder: cli.folder,
    web: WEB,
  })
  const [read] = await lms.ingest.readAll('refresh')
  expect(read?.problem).toBeUndefined()
  lmsAddress = await lms.listen()
  token = (await cli.run('token create browser')).out.trim()
})
afterAll(async () => {
  await browser.close()
  await lms.close()
  await gate.shut()
  await cli.close()
})

/** Opens a page of the LMS as whoever has a token. */
const openLms = async (
  search: string,
  ready: string,
  options: BrowserContextOptions = {},
): Promise<Page> => {
  const cookie = {
    name: 'figures_session',
    value: token,
    domain: '127.0.0.1',
    path: '/',
    expires: -1,
    httpOnly: true,
    secure: false,
    sameSite: 'Strict' as const,
  }
  const context = await contexts({ storageState: { cookies: [cookie], origins: [] }, ...options })
  return openPage(context, { address: `${lmsAddress}?${search}`, ready })
}

const open = (search = '', context: BrowserContextOptions = {}): Promise<Page> =>
  openLms(`page=health${search}`, '#source-lms-database', context)

describe('every page shows an LMS that was read', () => {
  test.each([
    ['the overview', 'period=90d', '#attention p, #attention li'],
    ['the courses', 'page=courses', '#courses tbody tr'],
    ['a course', 'page=course&course=COURSE', '#modes'],
    ['comparing', 'page=compare', '#multiples'],
    ['exploring', 'page=explore&metric=enrollments&by=mode', '#explored td'],
    ['the reports', 'page=reports', 'main button'],
    ['the dictionary', 'page=metrics', 'article'],
    ['data health', 'page=health', '#source-lms-database'],
  ] as const)('%s', async (_, search, ready) => {
    const [course] = await lms.store.query<{ text: string }>(
      sql`select c.text from course as c join course_run as r on r.course = c.id
        join enrollment_span as s on s.course = c.id group by c.text order by count(*) desc limit 1`,
    )
    const page = await openLms(search.replace('COURSE', encodeURIComponent(course!.text)), ready)
    expect(await page.getByRole('alert').allTextContents()).toEqual([])
    // Every page is accessible: keyboard.test and languages.test. Only this one has more to show of an LMS.
    if (search === 'page=health') expect(await violations(page)).toEqual([])
    await page.close()
  })
})

describe('Data health', () => {
  test('is a page of its own, reached by a link', async () => {
    const campus = await sharedCampus({}, WEB)
    const page = await openPage(await contexts(), {
      address: await campus.service.listen(),
      ready: '#courses tbody tr',
      now: '2026-11-22T11:00:00Z',
    })
    await page.getByRole('link', { name: 'Data health' }).click()
    await page.waitForSelector('#source-campus')
    expect(page.url()).toContain('page=health')
    expect(await page.textContent('main')).toContain('The source is fresh')
    expect(await page.getByRole('link', { name: 'Data health' }).getAttribute('aria-current')).toBe(
      'page',
    )
    // The simulated campus has no tables to compare with.
    expect(await page.getByRole('button', { name: 'Compare now' }).count()).toBe(0)
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.waitForSelector('#courses tbody tr')
    await page.close()
    await campus.close()
  })

  test('says what the last readings brought', async () => {
    const page = await open()
    const runs = page.getByRole('group', { name: 'Last readings' })
    expect(await runs.getByRole('row').count()).toBe(2)
    expect(await runs.textContent()).toContain('first load')
    await page.close()
  })

  test('compares with the tables when asked, and shows the rows that differ', async () => {
    const page = await open()
    const status = page.locator('[role=status]')
    await page.getByRole('button', { name: 'Compare now' }).click()
    await expect.poll(() => status.textContent(), LONG).toContain('They agree, row by row')
    const tables = page.getByRole('group', { name: 'Tables compared' })
    expect(await tables.textContent()).toContain('student_courseenrollment')
    // The last column says whether a table adds up: it is seen without scrolling.
    expect(await tables.evaluate((t) => t.scrollWidth - t.clientWidth)).toBe(0)

    // What Figures lost by a defect of its own is named, not read again: its ranges look the same.
    await lms.store.transaction((tx) =>
      tx.run(sql`delete from enrollment_span where learner in
        (select learner from enrollment_span order by learner limit 1)`),
    )
    await page.getByRole('button', { name: 'Compare now' }).click()
    await expect.poll(() => status.textContent(), LONG).toContain('differ')
    const rows = page.getByRole('group', { name: 'Rows that differ' })
    expect(await rows.textContent()).toMatch(/student_courseenrollment id \d+.*another value/)
    await page.close()
  })

  test('says what is missing from the store, and which rows count twice', async () => {
    const rows = await lms.store.transaction(async (tx) => {
      await tx.run(sql`insert into store_loss (noticed, commits, since, until)
        values (${Date.now()}, 7, ${Date.now() - 7_200_000}, ${Date.now() - 3_600_000})`)
      return tx.run(sql`insert into certificate select * from certificate`)
    })
    const page = await open()
    expect(await page.getByText('7 changes are missing, made between').count()).toBe(1)
    // A comparison that reads first would heal them.
    await cli.run('check')
    const status = page.locator('[role=status]')
    await expect
      .poll(() => status.textContent(), LONG)
      .toContain(`${rows} rows of the table certificate have the key of another row`)
    expect(await violations(page)).toEqual([])
    await page.close()
  })

  test('a comparison that cannot even be asked for says so beside its button', async () => {
    const page = await open()
    await page.route('**/sources/check', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    )
    const comparison = page.getByRole('region', { name: 'Does Figures agree with the platform?' })
    await comparison.getByRole('button', { name: 'Compare now' }).click()
    await expect.poll(() => comparison.getByRole('alert').count()).toBe(1)
    await page.unroute('**/sources/check')
    await comparison.getByRole('alert').getByRole('button').click()
    await expect.poll(() => comparison.getByRole('alert').count(), LONG).toBe(0)
    await page.close()
  })

  test('a comparison that cannot be done says why', async () => {
    const page = await open()
    await gate.shut()
    await page.getByRole('button', { name: 'Compare now' }).click()
    await expect
      .poll(() => page.locator('[role=status]').textContent(), LONG)
      .toContain('It could not be compared')
    await gate.open()
    await page.close()
  })
})
