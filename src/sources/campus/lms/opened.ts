import mysql, { type Connection } from 'mysql2/promise'
import { Problem, unavailable } from '../../../kernel/problem.ts'
import { placeText, type DatabaseAddress } from '../../lms-database/address.ts'
import { MYSQL } from '../../lms-database/dialect.ts'
import { problemOf } from '../../lms-database/problems.ts'

/** What the driver and the server say of a connection or an account, not of a statement. */
const CONNECTING = [
  'lms-host',
  'lms-unreachable',
  'lms-denied',
  'lms-expired',
  'lms-locked-out',
  'lms-connections',
  'lms-quota',
  'lms-tls',
  'lms-authentication',
  'lms-lost',
  'lms-disk',
]

/** Works with a database that may be written to; it is made when it is missing. */
export async function writingTo<T>(
  address: DatabaseAddress,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  let connection: Connection | undefined
  try {
    connection = await open(address)
    const name = MYSQL.quote(address.database)
    await connection.query(`create database if not exists ${name} character set utf8mb4`)
    await connection.query(`use ${name}`)
    // Rows come in an order that satisfies every key; checking each would take most of the time.
    await connection.query(
      "set session foreign_key_checks = 0, unique_checks = 0, time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES'",
    )
    return await work(connection)
  } catch (error) {
    throw whyNot(error, address)
  } finally {
    connection?.destroy()
  }
}

/** Reads a server that stays as it is; nothing is made. */
export async function lookingAt<T>(
  address: DatabaseAddress,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  let connection: Connection | undefined
  try {
    connection = await open(address)
    return await work(connection)
  } catch (error) {
    throw whyNot(error, address)
  } finally {
    connection?.destroy()
  }
}

/** Rows of a table of the connection's database; undefined when there is none. */
export async function countOf(connection: Connection, table: string): Promise<number | undefined> {
  const [found] = await connection.query(
    'select 1 from information_schema.tables where table_schema = database() and table_name = ?',
    [table],
  )
  if ((found as unknown[]).length === 0) return undefined
  const [[row]] = (await connection.query(`select count(*) as n from ${table}`)) as unknown as [
    { n: number }[],
  ]
  return row!.n
}

function open({ host, port, user, password, tls }: DatabaseAddress): Promise<Connection> {
  const ssl = tls.mode === 'off' ? {} : { ssl: { rejectUnauthorized: tls.mode === 'verified' } }
  return mysql.createConnection({
    host,
    port,
    user,
    password,
    charset: 'utf8mb4',
    timezone: 'Z',
    ...ssl,
  })
}

function whyNot(error: unknown, address: DatabaseAddress): Problem {
  if (error instanceof Problem) return error
  const problem = problemOf(error, address)
  if (CONNECTING.includes(problem.code)) return problem
  const code = (error as NodeJS.ErrnoException).code ?? 'an error'
  return unavailable(
    'campus-database',
    `Writing to the database '${address.database}' at ${placeText(address)} failed: ${code}.`,
    {
      remedy:
        'Give an account that may create databases and tables and write to them: mysql://user:password@host:3306/name',
      cause: error,
    },
  )
}
