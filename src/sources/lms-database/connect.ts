import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import mysql, { type Connection, type SslOptions } from 'mysql2/promise'
import { badRequest, Problem } from '../../kernel/problem.ts'
import { Rests } from './pace.ts'
import { problemOf, STATEMENT_LIMIT_S } from './problems.ts'

const CONNECT_TIMEOUT_MS = 10_000

/** A value as the driver gives it: dates and large numbers as text. */
export type Cell = string | number | null
export type RowArray = readonly Cell[]

/** One read-only session on the LMS's server, counting what it asks. */
export interface Session {
  readonly database: string
  /** Statements asked so far. */
  readonly statements: number
  rows(statement: string, values?: readonly Cell[]): Promise<RowArray[]>
  /** The one row of a statement that says how the server is, by column; undefined when it gives none. */
  state(statement: string): Promise<Readonly<Record<string, Cell>> | undefined>
  /** What `look` asks is answered from one consistent view of the database. */
  snapshot<T>(look: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Connects gently: read-only, UTC, with a limit on every statement, and `pause` milliseconds after each page. */
export async function connect(address: string, pause = 0): Promise<Session> {
  const url = new URL(address)
  const database = decodeURIComponent(url.pathname.slice(1))
  const ssl = sslOf(url)
  let connection: Connection
  try {
    connection = await mysql.createConnection({
      host: url.hostname,
      port: url.port === '' ? 3306 : Number(url.port),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database,
      charset: 'utf8mb4',
      timezone: 'Z',
      dateStrings: true,
      supportBigNumbers: true,
      rowsAsArray: true,
      connectTimeout: CONNECT_TIMEOUT_MS,
      ...(ssl === undefined ? {} : { ssl }),
    })
  } catch (error) {
    throw problemOf(error, address)
  }
  // Without a listener a lost connection would end the process; the next statement reports it.
  connection.on('error', () => undefined)
  let statements = 0
  const rests = new Rests(pause)
  const rows = async (statement: string, values: readonly Cell[] = []): Promise<RowArray[]> => {
    statements++
    const started = performance.now()
    try {
      const [answer] = await connection.query(statement, [...values])
      const found = answer as unknown as RowArray[]
      const rest = rests.after(performance.now() - started, found.length)
      if (rest > 0) await sleep(rest)
      return found
    } catch (error) {
      throw problemOf(error, address)
    }
  }
  const [version] = await rows('select version()')
  const limit = limitOf(String(version![0]))
  if (limit !== undefined) await rows(`set session ${limit}`)
  await rows("set session time_zone = '+00:00'")
  await rows('set session transaction read only')
  return {
    database,
    get statements() {
      return statements
    },
    rows,
    async state(statement) {
      statements++
      try {
        const [answer] = await connection.query({ sql: statement, rowsAsArray: false })
        return (answer as unknown as Record<string, Cell>[])[0]
      } catch (error) {
        throw problemOf(error, address)
      }
    },
    async snapshot(look) {
      await rows('start transaction with consistent snapshot, read only')
      try {
        return await look()
      } finally {
        // A view that stays open keeps the server from tidying up behind it.
        await rows('commit').catch(() => undefined)
      }
    },
    close: () => connection.end().catch(() => connection.destroy()),
  }
}

/** How a server is told the longest that a statement may take; MySQL before 5.7.8 cannot be. */
function limitOf(version: string): string | undefined {
  if (version.includes('MariaDB')) return `max_statement_time = ${STATEMENT_LIMIT_S}`
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number)
  const known = major > 5 || (major === 5 && (minor > 7 || (minor === 7 && patch >= 8)))
  return known ? `max_execution_time = ${STATEMENT_LIMIT_S * 1000}` : undefined
}

/** `?ssl=true`: encrypted and verified; `ssl-ca=FILE`: by this authority; `ssl=unverified`: only encrypted. */
function sslOf(url: URL): SslOptions | undefined {
  const wish = url.searchParams.get('ssl') ?? url.searchParams.get('tls')
  const authority = url.searchParams.get('ssl-ca')
  if (wish !== null && !['true', 'false', 'unverified'].includes(wish)) {
    throw badRequest('bad-ssl', `ssl in FIGURES_LMS_DATABASE_URL is '${wish}'.`, {
      remedy: 'It is true, false or unverified; ssl-ca names the file of an authority.',
    })
  }
  if (authority === null) {
    if (wish === null || wish === 'false') return undefined
    return { rejectUnauthorized: wish !== 'unverified' }
  }
  try {
    return { ca: readFileSync(authority, 'utf8') }
  } catch (error) {
    throw badRequest('no-authority', `The file ${authority} that ssl-ca names cannot be read.`, {
      remedy: 'Give the path of a PEM file that this process may read.',
      cause: error,
    })
  }
}

/** The server went away in the middle: asking again later may succeed. */
export function isLost(error: unknown): boolean {
  return error instanceof Problem && error.code === 'lms-lost'
}
