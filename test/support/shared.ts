import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { afterAll, beforeAll, inject } from 'vitest'
import { campusIn, type CampusService } from './campus.ts'
import { accessTo, QUICK, startMariaDb, type MariaDb, type MariaDbAccess } from './mariadb.ts'

/** The MariaDB server that all test files share: a file may use only databases and accounts of its own. */
export interface SharedMariaDb extends MariaDbAccess {
  /** Makes an empty database of a name that no other has; it is dropped at the end of the file. */
  database(prefix: string): Promise<SharedDatabase>
  /** A name for an account at 127.0.0.1 that no other has; it is dropped at the end of the file. */
  account(prefix: string): string
}

export interface SharedDatabase {
  readonly name: string
  /** As root. */
  readonly url: string
}

/**
 * The shared server, started when the first file of a run asks for it. Call it at the top of a file, or of
 * a `describe`; it can be used in hooks and tests. Whoever stops or reconfigures a server, or changes
 * anything global, has `ownMariaDbs`.
 */
export function sharedMariaDb(): SharedMariaDb {
  let access: MariaDbAccess | undefined
  const databases: string[] = []
  const accounts: string[] = []
  const server = (): MariaDbAccess => {
    if (access === undefined)
      throw new Error('The shared MariaDB is there in hooks and tests only.')
    return access
  }
  const unique = (prefix: string): string => `${prefix}_${randomBytes(4).toString('hex')}`
  beforeAll(async () => {
    access = accessTo((await askServers<{ port: number }>('mariadb')).port)
  })
  afterAll(async () => {
    if (databases.length + accounts.length === 0) return
    const admin = await server().admin()
    for (const name of databases) {
      // Histories of saves have a database of their own beside the LMS's.
      await admin.query(
        `drop database if exists \`${name}\`; drop database if exists \`${name}_csmh\``,
      )
    }
    for (const name of accounts) await admin.query(`drop user if exists ${name}@'127.0.0.1'`)
    await admin.end()
  })
  return {
    get port() {
      return server().port
    },
    url: (database, user) => server().url(database, user),
    address: (database, user) => server().address(database, user),
    admin: (database) => server().admin(database),
    load: (database, file) => server().load(database, file),
    async database(prefix) {
      const name = unique(prefix)
      databases.push(name)
      const admin = await server().admin()
      await admin.query(`create database \`${name}\` character set utf8mb4`)
      await admin.end()
      return { name, url: server().url(name) }
    },
    account(prefix) {
      const name = unique(prefix)
      accounts.push(name)
      return name
    },
  }
}

/** Servers that a file starts, stops and reconfigures as it likes. */
export interface OwnMariaDbs {
  start(settings?: readonly string[]): Promise<MariaDb>
}

/**
 * Servers for the few files that stop or reconfigure one; test/shared.test.ts lists them with the reason.
 * Such files take turns: only one of them has servers at a time. Call it at the top of the file.
 */
export function ownMariaDbs(): OwnMariaDbs {
  const started: MariaDb[] = []
  const turn = new AbortController()
  beforeAll(async () => {
    const { body } = await fetch(`${inject('servers')}/turn`, { signal: turn.signal })
    await body!.getReader().read()
  }, 600_000)
  afterAll(async () => {
    for (const server of started) await server.stop()
    turn.abort()
  })
  return {
    async start(settings = []) {
      const server = await startMariaDb({ settings: [...QUICK, ...settings] })
      started.push(server)
      return server
    },
  }
}

/**
 * A service over the small campus of the tests, which is read once in a run: each call opens a copy. Other
 * settings may be given as far as they do not change what is read.
 */
export async function sharedCampus(
  environment: Record<string, string> = {},
  web?: string,
): Promise<CampusService> {
  const { folder: read } = await askServers<{ folder: string }>('campus')
  const folder = mkdtempSync(join(tmpdir(), 'figures-campus-'))
  cpSync(read, folder, { recursive: true })
  return campusIn(folder, environment, web)
}

/** The Chromium that all test files share; closing it closes what this file has opened in it. */
export async function sharedBrowser(): Promise<Browser> {
  const { address } = await askServers<{ address: string }>('chromium')
  return chromium.connect(address)
}

/** Asks the run for something that test files share. */
async function askServers<T>(what: string): Promise<T> {
  const answer = await fetch(`${inject('servers')}/${what}`)
  if (!answer.ok) throw new Error(await answer.text())
  return (await answer.json()) as T
}
