import mysql, { type Connection } from 'mysql2/promise'
import { Problem, unavailable } from '../../kernel/problem.ts'

/** The longest that one statement may run on the LMS's server. */
const STATEMENT_LIMIT_S = 30
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
  /** What `look` asks is answered from one consistent view of the database. */
  snapshot<T>(look: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Connects gently: read-only, UTC, with a limit on every statement. */
export async function connect(address: string): Promise<Session> {
  const url = new URL(address)
  const database = decodeURIComponent(url.pathname.slice(1))
  const tls = url.searchParams.get('ssl') === 'true' || url.searchParams.get('tls') === 'true'
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
      ...(tls ? { ssl: {} } : {}),
    })
  } catch (error) {
    throw problemOf(error, address)
  }
  // Without a listener a lost connection would end the process; the next statement reports it.
  connection.on('error', () => undefined)
  let statements = 0
  const rows = async (statement: string, values: readonly Cell[] = []): Promise<RowArray[]> => {
    statements++
    try {
      const [found] = await connection.query(statement, [...values])
      return found as unknown as RowArray[]
    } catch (error) {
      throw problemOf(error, address)
    }
  }
  const [version] = await rows('select version()')
  const limit = String(version![0]).includes('MariaDB')
    ? `max_statement_time = ${STATEMENT_LIMIT_S}`
    : `max_execution_time = ${STATEMENT_LIMIT_S * 1000}`
  await rows(`set session ${limit}`)
  await rows("set session time_zone = '+00:00'")
  await rows('set session transaction read only')
  return {
    database,
    get statements() {
      return statements
    },
    rows,
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

const LOST = [
  'PROTOCOL_CONNECTION_LOST',
  'ECONNRESET',
  'EPIPE',
  'ER_SERVER_SHUTDOWN',
  'ER_CONNECTION_KILLED',
  'ER_QUERY_INTERRUPTED',
]

/** The server went away in the middle: asking again later may succeed. */
export function isLost(error: unknown): boolean {
  return error instanceof Problem && error.code === 'lms-lost'
}

interface DriverError extends Error {
  readonly code?: string
  readonly fatal?: boolean
}

/** What the driver throws, said for a person; the server's text stays out, it may hold values. */
function problemOf(error: unknown, address: string): Problem {
  const url = new URL(address)
  const where = `${url.hostname}:${url.port === '' ? '3306' : url.port}`
  const database = url.pathname.slice(1)
  const code = (error as DriverError).code ?? ''
  const cause = error
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return unavailable('lms-host', `The LMS database host ${url.hostname} cannot be found.`, {
      remedy: 'Check the host in FIGURES_LMS_DATABASE_URL and the name service of this machine.',
      cause,
    })
  }
  if (code === 'ECONNREFUSED' || code === 'ETIMEDOUT' || code === 'EHOSTUNREACH') {
    return unavailable('lms-unreachable', `Nothing answers as a database at ${where}.`, {
      remedy: 'Check host and port, that the server runs, and that it may be reached from here.',
      cause,
    })
  }
  if (code === 'ER_ACCESS_DENIED_ERROR' || code === 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR') {
    return unavailable(
      'lms-denied',
      `The database at ${where} refuses user '${url.username}' with this password.`,
      {
        remedy:
          'Check user and password in FIGURES_LMS_DATABASE_URL; encode special characters, @ as %40.',
        cause,
      },
    )
  }
  if (code === 'ER_BAD_DB_ERROR' || code === 'ER_DBACCESS_DENIED_ERROR') {
    return unavailable(
      'lms-no-database',
      `The user '${url.username}' sees no database '${database}' at ${where}.`,
      {
        remedy: `Check its name, or grant: GRANT SELECT ON \`${database}\`.* TO '${url.username}'@'%'`,
        cause,
      },
    )
  }
  if (code === 'ER_TABLEACCESS_DENIED_ERROR' || code === 'ER_COLUMNACCESS_DENIED_ERROR') {
    const table =
      /table [`'"]?(?:[^`'".\s]+[`'"]?\.[`'"]?)?([a-z0-9_]+)/i.exec(
        (error as Error).message,
      )?.[1] ?? '*'
    return unavailable('lms-grant', `The user '${url.username}' may not read the table ${table}.`, {
      remedy: `GRANT SELECT ON \`${database}\`.\`${table}\` TO '${url.username}'@'%'`,
      cause,
    })
  }
  if (
    LOST.includes(code) ||
    (error as DriverError).fatal === true ||
    /closed state/.test((error as Error).message)
  ) {
    return unavailable('lms-lost', `The connection to the database at ${where} was lost.`, {
      remedy: 'Figures goes on where it stopped as soon as the server answers.',
      cause,
    })
  }
  if (code === 'ER_STATEMENT_TIMEOUT' || code === 'ER_QUERY_TIMEOUT') {
    return unavailable(
      'lms-slow',
      `A statement took more than ${STATEMENT_LIMIT_S} s on the LMS database and was given up.`,
      {
        remedy: 'The server may be overloaded; Figures tries again later.',
        cause,
      },
    )
  }
  return unavailable(
    'lms-error',
    `The LMS database answered with ${code || (error as Error).name}.`,
    { cause },
  )
}
