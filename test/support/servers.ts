import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { chromium } from 'playwright-core'
import { campusIn, readOnce } from './campus.ts'
import { CHROMIUM } from './chromium.ts'
import { QUICK, startMariaDb } from './mariadb.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where test files ask for what they share. */
    servers: string
  }
}

/** A signal to the run is the run's: Playwright would end the process without a word. */
const UNASKED = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false }

/**
 * The global setup of a test run. It starts what test files share when the first of them asks for it, so
 * that a run of one file starts only what that file needs, and stops everything at the end of the run.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const mariaDb = once(() => startMariaDb({ settings: [...QUICK, '--max-connections=500'] }))
  const browser = once(() => chromium.launchServer({ ...CHROMIUM, ...UNASKED }))
  const campus = once(readCampus)
  const shared: Readonly<Record<string, () => Promise<unknown>>> = {
    '/mariadb': async () => ({ port: (await mariaDb.get()).port }),
    '/chromium': async () => ({ address: (await browser.get()).wsEndpoint() }),
    '/campus': async () => ({ folder: await campus.get() }),
  }
  const turns = oneAfterAnother()
  const server = createServer((request, response) => {
    if (request.url === '/turn') return turns(response)
    const start = shared[request.url ?? '']
    void (start?.() ?? Promise.reject(new Error(`Nothing is shared at ${request.url}`))).then(
      (answer) => response.end(JSON.stringify(answer)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  project.provide('servers', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return async () => {
    server.closeAllConnections()
    server.close()
    await (await browser.started())?.close()
    await (await mariaDb.started())?.stop()
    const folder = await campus.started()
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  }
}

/** Reads the small campus, and says the folder that holds it: files open copies of it. */
async function readCampus(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'figures-shared-campus-'))
  const { service } = await campusIn(folder, {})
  await readOnce(service)
  await service.close()
  return folder
}

/** Lets one have the turn at a time: whoever asks is answered when it comes, and has it until it hangs up. */
function oneAfterAnother(): (response: ServerResponse) => void {
  let last: Promise<void> = Promise.resolve()
  return (response) => {
    const over = new Promise<void>((resolve) => response.once('close', resolve))
    void last.then(() => response.write('now'))
    last = last.then(() => over)
  }
}

/** What is started at most once; `started` says it without starting it. */
function once<T>(start: () => Promise<T>): {
  readonly get: () => Promise<T>
  readonly started: () => Promise<T | undefined>
} {
  let starting: Promise<T> | undefined
  return {
    get: () => (starting ??= start()),
    started: async () => starting?.catch(() => undefined),
  }
}
