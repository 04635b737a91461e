import { MYSQL } from './dialect.ts'
import type { DatabaseAddress } from './address.ts'
import { connect } from './connect.ts'
import { FLAG_TABLES } from './flag.ts'
import { RELEASES } from './releases.ts'
import { columnsSeen, lackingOf } from './schema.ts'
import { LmsServer } from './server.ts'
import { BETWEEN, COLUMN_BETWEEN } from './table-spans.ts'
import { CAPABILITY_NAMES, FORKS, NAMES, SAVES, SAVES_DATABASE, TABLES, waysOf } from './tables.ts'

export interface Grants {
  /** What reading needs, a statement a table. */
  readonly needed: readonly string[]
  /** What showing people's names needs beside that, and what names people by user name. */
  readonly names: readonly string[]
  /** Tables that Figures would read and that are not seen. */
  readonly missing: readonly string[]
}

/** Least privileges, column by column, for the tables that an account sees in a database. */
export async function grantsOf(address: DatabaseAddress, user: string): Promise<Grants> {
  const session = await connect(new LmsServer(address))
  try {
    const { seen, savesDatabase } = await columnsSeen(session)
    const has = (table: string, column: string): boolean => seen.has(`${table}.${column}`)
    return grantsFor({ has, user, database: session.database, saves: savesDatabase })
  } finally {
    await session.close()
  }
}

/** The same for a release, without a look at any database. */
export function grantsOfRelease(release: string, database: string, user: string): Grants {
  const at = RELEASES.indexOf(release)
  const within = ([from, to]: readonly [string, string?]): boolean =>
    at >= RELEASES.indexOf(from) && (to === undefined || at <= RELEASES.indexOf(to))
  const tables = new Set(
    [...TABLES.keys()].filter(
      (table) => within(BETWEEN[table] ?? [RELEASES[0]!]) && !FORKS.includes(table),
    ),
  )
  const has = (table: string, column: string): boolean =>
    tables.has(table) && within(COLUMN_BETWEEN[`${table}.${column}`] ?? [RELEASES[0]!])
  const found = grantsFor({ has, user, database, saves: `${database}${SAVES_DATABASE}` })
  return { ...found, missing: [] }
}

function grantsFor(of: {
  readonly has: (table: string, column: string) => boolean
  readonly user: string
  readonly database: string
  readonly saves: string
}): Grants {
  // Before there is a second place for roles, nobody needs to know which one the platform asks.
  const isIdle = (table: string): boolean =>
    FLAG_TABLES.includes(table) && !of.has('casbin_rule', 'id')
  const seen = [...TABLES].map(([table, columns]) => ({
    table,
    columns: [...columns].filter(
      (column) => of.has(table, column) && !(NAMES[table] ?? []).includes(column) && !isIdle(table),
    ),
  }))
  const statement = (table: string, columns: Iterable<string>): string => {
    const database = table === SAVES ? of.saves : of.database
    const list = [...columns].map((c) => MYSQL.quote(c)).join(', ')
    return `GRANT SELECT (${list}) ON ${MYSQL.quote(database)}.${MYSQL.quote(table)} TO ${of.user};`
  }
  // What another table gives as well is not missed.
  const missing = CAPABILITY_NAMES.flatMap((name) => {
    const lacking = waysOf(name).map((way) => lackingOf(way, of.has))
    const usual = lacking.filter((tables) => !tables.some((t) => FORKS.includes(t.table)))
    return lacking.some((tables) => tables.length === 0) ? [] : usual.flat()
  }).filter(({ gone, columns }) => gone.length === columns.length)
  return {
    needed: seen
      .filter(({ columns }) => columns.length > 0)
      .map(({ table, columns }) => statement(table, columns)),
    names: Object.entries(NAMES)
      .filter(([table]) => of.has(table, 'id'))
      .map(([table, columns]) => statement(table, columns)),
    missing: [...new Set(missing.map(({ table }) => table))],
  }
}
