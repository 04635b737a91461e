import type { Connection } from 'mysql2/promise'
import type { DatabaseAddress } from '../../lms-database/address.ts'
import { MYSQL } from '../../lms-database/dialect.ts'
import { countOf, lookingAt } from './opened.ts'

/** What a database has before the campus goes into it. */
export interface Found {
  /** The database is there. */
  readonly exists: boolean
  readonly accounts: number
  /** Accounts that the campus did not make. */
  readonly foreign: number
  readonly courses: number
  readonly enrollments: number
}

/** By this an account of the campus is known. */
const OURS = "password = '!not-a-password' or email like '%@people.example'"

/** Looks before anything is written. */
export function foundIn(address: DatabaseAddress): Promise<Found> {
  return lookingAt(address, async (connection) => {
    const [schemas] = await connection.query(
      'select schema_name from information_schema.schemata where schema_name = ?',
      [address.database],
    )
    if ((schemas as unknown[]).length === 0) {
      return { exists: false, accounts: 0, foreign: 0, courses: 0, enrollments: 0 }
    }
    await connection.query(`use ${MYSQL.quote(address.database)}`)
    const rows = async (table: string): Promise<number> => (await countOf(connection, table)) ?? 0
    const accounts = await rows('auth_user')
    return {
      exists: true,
      accounts,
      foreign: accounts === 0 ? 0 : await foreignOf(connection),
      courses: await rows('course_overviews_courseoverview'),
      enrollments: await rows('student_courseenrollment'),
    }
  })
}

async function foreignOf(connection: Connection): Promise<number> {
  const [[row]] = (await connection.query(
    `select count(*) as n from auth_user where (${OURS}) is not true`,
  )) as unknown as [{ n: number }[]]
  return row!.n
}
