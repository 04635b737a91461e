import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keyText } from '../../src/facts/key.ts'
import { NOW } from '../support/browser.ts'
import { oddService, type OddService } from '../support/odd-service.ts'
import { learnersOf, NOWHERE, ODD, placesOf } from '../support/odd-values.ts'
import { contextsOf, openPage, WEB } from '../support/page.ts'
import { sharedBrowser } from '../support/shared.ts'

let odd: OddService
let browser: Browser
let context: BrowserContext
let address = ''
beforeAll(async () => {
  odd = await oddService(WEB)
  address = await odd.service.listen()
  browser = await sharedBrowser()
  const { hostname } = new URL(address)
  const cookie = { name: 'figures_session', value: odd.service.localToken, domain: hostname }
  const rest = {
    path: '/',
    expires: -1,
    httpOnly: true,
    secure: false,
    sameSite: 'Strict' as const,
  }
  context = await contextsOf(browser)({
    storageState: { cookies: [{ ...cookie, ...rest }], origins: [] },
  })
})
afterAll(async () => {
  await browser.close()
  await odd.close()
})

/** Opens a page as somebody who has signed in. */
const open = (search: string, ready: string): Promise<Page> =>
  openPage(context, { address: `${address}?${search}`, ready, now: NOW })

const shownIn = (page: Page, name: string): string | null =>
  new URL(page.url()).searchParams.get(name)

/** The figure of a CSV link. */
async function csvOf(page: Page, section: string): Promise<string> {
  const href = await page.locator(`${section} a[href*="query.csv"]`).getAttribute('href')
  const answer = await fetch(new URL(href!, address), {
    headers: { authorization: `Bearer ${odd.service.localToken}` },
  })
  expect(answer.status).toBe(200)
  return (await answer.text()).split('\r\n')[1]!
}

/** The worst of them: lists, addresses, quotes, other scripts, words of programs, the longest. */
const WORST = [
  'Müller, Meier; Söhne: GmbH',
  'A%2BB',
  "'=quoted",
  'فريق الأحمر',
  'none',
  'rest',
  'constructor',
  '__proto__',
  '😀'.repeat(255),
]

test('every name is chosen on a page, kept in its address, and found by its CSV', async () => {
  const page = await open('page=explore&metric=active_learners&by=none', '#explored a')
  const choose = async (name: 'Organization' | 'Site', value: string): Promise<void> => {
    const n = ODD.indexOf(value)
    await page.getByRole('combobox', { name, exact: true }).selectOption({ value })
    await expect.poll(() => shownIn(page, name.toLowerCase()), { message: value }).toBe(value)
    const figure = new RegExp(`^${learnersOf(n)},`)
    await expect.poll(() => csvOf(page, '#explored'), { message: value }).toMatch(figure)
    await expect
      .poll(() => page.innerText('#explored'), { message: value })
      .toContain(`\n${learnersOf(n)}`)
  }
  for (const value of WORST) await choose('Organization', value)
  // A site takes its organizations with it.
  for (const value of WORST.slice(0, 3)) await choose('Site', value)
  await page.reload()
  const list = page.getByRole('combobox', { name: 'Site', exact: true })
  await list.waitFor()
  await expect.poll(() => list.inputValue()).toBe(WORST[2])
  await page.close()
})

test('every name leads from the list of courses to its course and its cohort', async () => {
  const page = await open('page=courses', '#courses tbody tr')
  for (const value of WORST.slice(0, 5)) {
    const n = ODD.indexOf(value)
    const list = page.getByRole('combobox', { name: 'Organization', exact: true })
    await list.selectOption({ value })
    const key = keyText(placesOf(value, n).course)
    const links = page.locator('#courses tbody a')
    await expect.poll(() => links.allTextContents(), { message: value }).toEqual([key])
    await links.click()
    await expect.poll(() => page.textContent('h1'), { message: value }).toBe(key)
    await expect
      .poll(() => page.locator('#cohorts tbody th').allTextContents(), { message: value })
      .toEqual([value])
    await expect
      .poll(() => page.locator('#modes tbody th').allTextContents(), { message: value })
      .toEqual([value])
    await page.goBack()
    await page.waitForSelector('#courses tbody tr')
  }
  await page.close()
})

test('who is in no cohort is told from the cohort called none, and from one called like that', async () => {
  const page = await open('page=explore&metric=active_learners&by=cohort', '#explored tbody th')
  const names = await page.locator('#explored tbody th').allTextContents()
  const figures = await page.locator('#explored tbody td').allTextContents()
  const figureOf = (name: string) => figures[names.indexOf(name)]?.trim()
  expect(names.filter((name) => name === 'in no cohort')).toHaveLength(1)
  expect(figureOf('in no cohort')).toBe(String(NOWHERE))
  expect(names.filter((name) => ['none', '“none”'].includes(name)).length).toBeLessThanOrEqual(1)
  await page.close()
})

test('what is compared is ticked and unticked by its name, also what a link alone names', async () => {
  const [first, second] = ['Müller, Meier; Söhne: GmbH', 'constructor']
  const search = new URLSearchParams({
    page: 'compare',
    by: 'organization',
    item: 'gone, for good',
  })
  const page = await open(search.toString(), 'main [role="alert"]')
  await page.getByRole('button', { name: 'Which: 1' }).click()
  // It goes with its tick: it is nothing that could be chosen.
  await page.getByRole('checkbox', { name: 'gone, for good', exact: true }).click()
  for (const name of [first, second])
    await page.getByRole('checkbox', { name, exact: true }).check()
  await expect
    .poll(() => new URL(page.url()).searchParams.getAll('item').toSorted())
    .toEqual([first, second].toSorted())
  await expect
    .poll(async () => (await page.locator('#compared tbody th').allTextContents()).toSorted())
    .toEqual([first, second].toSorted())
  await page.close()
})

test('a report keeps what it is narrowed to', async () => {
  const value = 'Müller, Meier; Söhne: GmbH'
  const search = new URLSearchParams({
    page: 'explore',
    metric: 'active_learners',
    by: 'none',
    site: value,
    organization: value,
  })
  const page = await open(search.toString(), '#explored')
  await page.getByText('Keep in a report').click()
  await page.getByLabel('Name of the report').fill('Odd')
  await page.getByRole('button', { name: 'Keep', exact: true }).click()
  await page.getByRole('link', { name: 'Odd' }).click()
  await expect.poll(() => page.textContent('h1')).toBe('Odd')
  await expect.poll(() => page.innerText('main')).toContain(`Organization: ${value}`)
  await expect.poll(() => page.innerText('#w-1')).toContain(`\n${learnersOf(ODD.indexOf(value))}`)
  await page.close()
})

// Takes the cookie of the address: it is the last of the file.
test('a platform that shows no site is one group without a name', async () => {
  const plain = await oddService(WEB, false)
  try {
    const { hostname } = new URL(address)
    const value = plain.service.localToken
    await context.addCookies([
      { name: 'figures_session', value, domain: hostname, path: '/', httpOnly: true },
    ])
    const at = { address: `${await plain.service.listen()}?page=compare&by=site`, now: NOW }
    const page = await openPage(context, { ...at, ready: '#compared tbody tr' })
    expect(await page.locator('#compared tbody th').allTextContents()).toEqual(['no site'])
    await page.close()
  } finally {
    await plain.service.close()
    await plain.close()
  }
})
