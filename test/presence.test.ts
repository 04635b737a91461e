import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findPresence, writePresence } from '../src/presence.ts'

const folder = mkdtempSync(join(tmpdir(), 'figures-presence-'))
const copy = `${folder}-copy`
const server = createServer((_, response) => response.end('{}'))
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => {
  server.close()
  for (const one of [folder, copy]) rmSync(one, { recursive: true, force: true })
})

test('a service is found by its data folder, not by a copy of it, and not by half a note', async () => {
  const { port } = server.address() as AddressInfo
  const presence = { pid: process.pid, address: `http://127.0.0.1:${port}`, token: 'a token' }
  writePresence(folder, presence)
  expect(await findPresence(folder)).toMatchObject(presence)
  cpSync(folder, copy, { recursive: true })
  expect(await findPresence(copy)).toBeUndefined()
  writeFileSync(join(folder, 'service.json'), '{"pid":')
  expect(await findPresence(folder)).toBeUndefined()
})
