import type { Connection } from 'mysql2/promise'
import type { DatabaseAddress } from '../../lms-database/address.ts'
import { MYSQL } from '../../lms-database/dialect.ts'
import { SAVES_DATABASE } from '../../lms-database/tables.ts'
import { HISTORY_TABLE } from './eras.ts'
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
  /** Why it is not for the campus, as what the database has; undefined when it is empty, or all is of the campus. */
  readonly others: string | undefined
}

/** By this an account of the campus is known. */
const OURS = "password = '!not-a-password' or email like '%@people.example'"

/** Looks before anything is written. */
export function foundIn(address: DatabaseAddress): Promise<Found> {
  return lookingAt(address, async (connection) => {
    const saves = await savesBeside(connection, address.database)
    const [schemas] = await connection.query(
      'select schema_name from information_schema.schemata where schema_name = ?',
      [address.database],
    )
    if ((schemas as unknown[]).length === 0) {
      const others = saves > 0 ? besideText(address.database, saves) : undefined
      return { exists: false, accounts: 0, foreign: 0, courses: 0, enrollments: 0, others }
    }
    await connection.query(`use ${MYSQL.quote(address.database)}`)
    const accounts = await countOf(connection, 'auth_user')
    const rows = async (table: string): Promise<number> => (await countOf(connection, table)) ?? 0
    const found = {
      exists: true,
      accounts: accounts ?? 0,
      foreign: accounts === undefined || accounts === 0 ? 0 : await foreignOf(connection),
      courses: await rows('course_overviews_courseoverview'),
      enrollments: await rows('student_courseenrollment'),
    }
    const tables = accounts === undefined ? await tablesIn(connection) : 0
    return { ...found, others: othersText({ ...found, tables, saves }, address.database) }
  })
}

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}

/** The campus makes an account before anything else: what stands without one is of somebody else. */
function othersText(
  found: Omit<Found, 'others'> & { readonly tables: number; readonly saves: number },
  database: string,
): string | undefined {
  if (found.foreign > 0) return `${counted(found.foreign, 'account')} that the campus did not make`
  if (found.tables > 0) return `${counted(found.tables, 'table')}, and none of them is auth_user`
  if (found.accounts > 0) return undefined
  if (found.courses + found.enrollments > 0)
    return `${counted(found.courses, 'course')} and ${counted(found.enrollments, 'enrollment')} without any account`
  return found.saves > 0 ? besideText(database, found.saves) : undefined
}

const besideText = (database: string, saves: number): string =>
  `${saves.toLocaleString('en-US')} saves of others beside it, in '${database}${SAVES_DATABASE}'`

/** Saves in the database beside it, which the campus would fill as well. */
async function savesBeside(connection: Connection, database: string): Promise<number> {
  const place = `${database}${SAVES_DATABASE}`
  const [found] = await connection.query(
    'select 1 from information_schema.tables where table_schema = ? and table_name = ?',
    [place, HISTORY_TABLE],
  )
  if ((found as unknown[]).length === 0) return 0
  const [[row]] = (await connection.query(
    `select count(*) as n from ${MYSQL.quote(place)}.${HISTORY_TABLE}`,
  )) as unknown as [{ n: number }[]]
  return row!.n
}

async function tablesIn(connection: Connection): Promise<number> {
  const [[row]] = (await connection.query(
    'select count(*) as n from information_schema.tables where table_schema = database()',
  )) as unknown as [{ n: number }[]]
  return row!.n
}

async function foreignOf(connection: Connection): Promise<number> {
  const [[row]] = (await connection.query(
    `select count(*) as n from auth_user where (${OURS}) is not true`,
  )) as unknown as [{ n: number }[]]
  return row!.n
}
