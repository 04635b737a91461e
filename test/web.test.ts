import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { unreadCampus } from './support/campus.ts'

const page = mkdtempSync(join(tmpdir(), 'figures-page-'))
writeFileSync(join(page, 'index.html'), '<!doctype html><title>Figures</title>')
const campus = await unreadCampus({}, page)
const { port } = new URL(await campus.service.listen())
afterAll(async () => {
  await campus.close()
  rmSync(page, { recursive: true, force: true })
})

/** Asks for a path as it is: nothing tidies it on the way. */
function get(path: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((done, failed) => {
    const asked = request({ host: '127.0.0.1', port, path }, (answer) => {
      let body = ''
      answer.on('data', (text: Buffer) => (body += text.toString()))
      answer.on('end', () => done({ status: answer.statusCode, body }))
    })
    asked.on('error', failed)
    asked.end()
  })
}

test('the page is at the root', async () => {
  expect(await get('/?page=courses')).toMatchObject({
    status: 200,
    body: expect.stringContaining('<title>Figures</title>'),
  })
})

test.each([
  ['//', 404, 'not-found'],
  ['/assets/../../package.json', 404, 'not-found'],
  ['/assets/%2e%2e/%2e%2e/package.json', 404, 'not-found'],
  ['/%zz', 400, 'invalid-address'],
])('%s is answered by a problem with a remedy', async (path, status, code) => {
  const answer = await get(path)
  expect(answer.status).toBe(status)
  expect(JSON.parse(answer.body)).toMatchObject({
    type: `about:blank#${code}`,
    detail: expect.any(String),
  })
})
