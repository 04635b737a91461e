import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Report } from '../../src/contract/report.ts'
import { campusPages, keptReport, KEPT } from '../support/browser.ts'
import { violations } from '../support/page.ts'

const campus = campusPages()

test('an answer is kept in a report, another beside it; the link shows both', async () => {
  const page = await campus.open('page=explore&metric=new_enrollments&period=7d', '#explored svg')
  await page.getByText('Keep in a report').click()
  await page.getByLabel('Name of the report').fill('My quarter')
  await page.getByLabel('Name on the report').fill('Who joined')
  await page.getByRole('button', { name: 'Keep', exact: true }).click()
  await page.getByRole('status').waitFor()
  await page.getByLabel('Split by').selectOption('site')
  await page.getByRole('combobox', { name: /^Report/ }).selectOption({ label: 'My quarter' })
  await page.getByRole('button', { name: 'Keep', exact: true }).click()
  await page.getByRole('link', { name: 'My quarter' }).click()
  await expect.poll(() => page.textContent('h1')).toBe('My quarter')
  await expect
    .poll(() => page.locator('main h2').allTextContents())
    .toEqual(['Who joined', 'New enrollments'])
  const other = await campus.open(page.url(), 'main td')
  expect(await other.locator('main h2').allTextContents()).toEqual([
    'Who joined',
    'New enrollments',
  ])
  await other.close()
  await page.close()
})

test('a report is edited: renamed, put in another order, narrowed; what is kept is what is seen', async () => {
  const id = await keptReport(campus.address)
  const page = await campus.open(`page=report&report=${id}`, '#one')
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByLabel('Title').fill('Every Tuesday')
  await page.getByLabel('Site').selectOption('vela-motors.example')
  await page.getByRole('button', { name: 'Earlier: At-risk learners' }).click()
  await page.getByRole('button', { name: 'Take off: Active learners' }).click()
  await page.getByRole('textbox', { name: 'Name' }).first().fill('Who needs help')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.poll(() => page.textContent('h1')).toBe('Every Tuesday')
  await expect
    .poll(() => page.locator('main h2').allTextContents())
    .toEqual(['Who needs help', 'Enrollments'])
  const [row] = await campus.rows(
    'metrics=at_risk_learners&site=vela-motors.example&from=2026-11-16&to=2026-11-23',
  )
  expect(await page.innerText('#one')).toContain(`\n${row!['at_risk_learners']}`)
  expect(await page.innerText('main')).toContain('Site: Vela Motors')
  await page.close()
})

test('what somebody else has changed is not overwritten; mine is kept as a copy', async () => {
  const id = await keptReport(campus.address)
  const page = await campus.open(`page=report&report=${id}`, '#one')
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByLabel('Title').fill('Mine')
  await fetch(`${campus.address}api/v2/reports/${id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ revision: 1, content: { ...KEPT, title: 'Theirs' } }),
  })
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('alert').getByText('Somebody else has changed this report since.').waitFor()
  await page.getByRole('button', { name: 'Keep mine as a copy' }).click()
  await expect.poll(() => page.textContent('h1')).toBe('Mine')
  const { content } = (await (
    await fetch(`${campus.address}api/v2/reports/${id}`)
  ).json()) as Report
  expect(content.title).toBe('Theirs')
  await page.close()
})

test('reports are begun, duplicated and deleted in their list', async () => {
  const page = await campus.open('page=reports', 'main button')
  await page.getByRole('button', { name: 'Begin a report' }).click()
  await expect.poll(() => page.textContent('h1')).toBe('New report')
  await page.getByRole('link', { name: 'All reports' }).click()
  await page.getByRole('button', { name: 'Duplicate New report' }).click()
  await page.getByRole('link', { name: 'Copy of New report' }).waitFor()
  page.on('dialog', (dialog) => void dialog.accept())
  await page.getByRole('button', { name: 'Delete Copy of New report' }).click()
  await expect.poll(() => page.getByRole('link', { name: 'Copy of New report' }).count()).toBe(0)
  await page.close()
})

test('the editor of a report is accessible', async () => {
  const id = await keptReport(campus.address)
  const page = await campus.open(`page=report&report=${id}`, '#one')
  await page.getByRole('button', { name: 'Edit' }).click()
  expect(await violations(page)).toEqual([])
  await page.close()
})

test('on paper a report has its period and its definitions, and no buttons', async () => {
  const id = await keptReport(campus.address)
  const page = await campus.open(`page=report&report=${id}`, '#one')
  await page.emulateMedia({ media: 'print' })
  const text = await page.innerText('main')
  expect(text).toContain('16 – 22 Nov 2026')
  expect(text).toContain('Different learners who learned at least once')
  expect(await page.getByRole('button', { name: 'Edit' }).isVisible()).toBe(false)
  expect(await page.getByRole('navigation').isVisible()).toBe(false)
  await page.close()
})

test('a chart is saved as a picture that stands alone', async () => {
  const id = await keptReport(campus.address)
  const page = await campus.open(`page=report&report=${id}`, '#time svg')
  const folder = mkdtempSync(join(tmpdir(), 'figures-pictures-'))
  const save = async (name: string): Promise<Buffer> => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('#time').getByRole('button', { name }).click(),
    ])
    expect(file.suggestedFilename()).toBe(`figures-time.${name.toLowerCase()}`)
    const path = join(folder, file.suggestedFilename())
    await file.saveAs(path)
    return readFileSync(path)
  }
  const svg = (await save('SVG')).toString()
  expect(svg).toContain('Active learners by day · 16 – 22 Nov 2026 · UTC')
  expect(svg).toContain('As of 22 Nov 2026')
  // No class and no variable of the page: what it needs is in it.
  expect(svg).not.toMatch(/class=|var\(/)
  expect(svg).toMatch(/stroke="rgb\(15, 118, 110\)"/)
  const png = await save('PNG')
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  rmSync(folder, { recursive: true })
  expect(png.readUInt32BE(16)).toBe(2 * Number(/width="(\d+)"/.exec(svg)![1]))
  await page.close()
})
