import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { QUICK, startMariaDb } from './mariadb.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where test files ask for what they share. */
    servers: string
  }
}

/**
 * The global setup of a test run. It starts what test files share when the first of them asks for it, so
 * that a run of one file starts only what that file needs, and stops everything at the end of the run.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const mariaDb = once(() => startMariaDb({ settings: [...QUICK, '--max-connections=500'] }))
  const shared: Readonly<Record<string, () => Promise<unknown>>> = {
    '/mariadb': async () => ({ port: (await mariaDb.get()).port }),
  }
  const server = createServer((request, response) => {
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
    await (await mariaDb.started())?.stop()
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
