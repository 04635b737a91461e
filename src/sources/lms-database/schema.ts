import { unavailable } from '../../kernel/problem.ts'
import type { Capability } from '../source.ts'
import type { Cell, Session } from './connect.ts'
import { MYSQL } from './dialect.ts'
import { readFlag } from './flag.ts'
import { releaseOf, RELEASES } from './releases.ts'
import { knowsFlag, withRoles } from './role-places.ts'
import { BETWEEN, COLUMN_BETWEEN } from './table-spans.ts'
import {
  CAPABILITY_NAMES,
  FORKS,
  SAVES,
  OLD_SAVES,
  SAVES_DATABASE,
  TABLES,
  waysOf,
  type CapabilityName,
  type Tables,
} from './tables.ts'

/** Without these there is nothing to show. */
const REQUIRED: readonly CapabilityName[] = ['account', 'course', 'enrollment']

/** The columns that this user sees of this database: what is there decides what is selected. */
export interface Schema {
  has(table: string, column: string): boolean
  /** Whether all columns that are read of a table are there. */
  hasAll(table: string): boolean
  can(capability: CapabilityName): boolean
  readonly capabilities: readonly Capability[]
  /** For display; null when it cannot be told. */
  readonly release: string | null
  /**
   * SQL of the user name in what openedx-authz calls a subject (`user^name`), to be compared with
   * `auth_user.username`: spelled as that column is, because the two tables may have other collations.
   */
  userNameIn(column: string): string
  /**
   * SQL of the id of the account that such a subject names. Null where none is called so, or several are:
   * a platform that has lost a unique key must not lose its roles.
   */
  accountNamedIn(column: string): string
  /** The table of saves, with its database where that is another; undefined when there is none. */
  readonly savesTable: string | undefined
}

interface Seen {
  readonly seen: ReadonlySet<string>
  readonly savesDatabase: string
  /** Character set and collation of user names; null where they are bytes, or not shown. */
  readonly spelling: { readonly characters: string; readonly collation: string } | null
}

/** Every column of interest that this account sees, as `table.column`, and where the saves lie. */
export async function columnsSeen(session: Session): Promise<Seen> {
  const wanted = [...TABLES.keys()]
  const elsewhere = `${session.database}${SAVES_DATABASE}`
  const found = await session.rows(
    `select table_schema as d, table_name as t, column_name as c, character_set_name, collation_name
      from information_schema.columns
      where (table_schema = database() and table_name in (${wanted.map(() => '?').join(', ')}))
        or (table_schema = ? and table_name = ?)`,
    [...wanted, elsewhere, SAVES],
  )
  const seen = new Set(
    found.map(([, t, c]) => `${String(t).toLowerCase()}.${String(c).toLowerCase()}`),
  )
  const places = found.filter(([, t]) => String(t).toLowerCase() === SAVES).map(([d]) => String(d))
  const savesDatabase = places.includes(elsewhere) ? elsewhere : (places[0] ?? elsewhere)
  const [, , , characters, collation] =
    found.find(([, t, c]) => `${t}.${c}`.toLowerCase() === 'auth_user.username') ?? []
  const spelling =
    characters == null || collation == null
      ? null
      : { characters: plain(characters), collation: plain(collation) }
  return { seen, savesDatabase, spelling }
}

/** A name that the server gives of its own; anything else would be a defect. */
function plain(name: Cell): string {
  if (/^\w+$/.test(String(name))) return String(name)
  throw new RangeError('a collation of the server has no plain name')
}

/** Looks at the database. A problem when it is no LMS, or when what is required is not granted. */
export async function readSchema(session: Session): Promise<Schema> {
  const { seen, savesDatabase, spelling } = await columnsSeen(session)
  const has = (table: string, column: string): boolean => seen.has(`${table}.${column}`)
  const [me] = await session.rows('select current_user()')
  const user = String(me![0]).replace(/^(.*)@(.*)$/, "'$1'@'$2'")
  const release = has('django_migrations', 'name') ? await releaseOf(session) : null
  const where = { database: session.database, user, release }
  const off = new Map([
    ...(await switchedOff(session, has)),
    ...(await savesUnseen(session, has, where)),
  ])
  const flag = knowsFlag(release) ? await readFlag(session, has) : undefined
  const capabilities: Capability[] = CAPABILITY_NAMES.map((name) => {
    const missing = missingOf(name, has, where) || (off.get(name) ?? '')
    return { name, available: missing === '', missing }
  })
  const can = (name: CapabilityName): boolean =>
    capabilities.find((c) => c.name === name)!.available
  const lacking = REQUIRED.filter((name) => !can(name))
  if (lacking.length > 0) throw await whatIsWrong(session, capabilities, user)
  const hasAll = (table: string): boolean =>
    CAPABILITY_NAMES.flatMap(waysOf).some(
      (way) => table in way && way[table]!.every((column) => has(table, column)),
    )
  const savesTable = hasAll(SAVES) ? `${MYSQL.quote(savesDatabase)}.${SAVES}` : undefined
  const userNameIn = (column: string): string => {
    const name = `case when left(${column}, 5) = 'user^' then substring(${column}, 6) end`
    return spelling === null ? name : MYSQL.spelledAs(name, spelling)
  }
  const accountNamedIn = (column: string): string =>
    `(select if(count(*) = 1, min(u.id), null) from auth_user as u where u.username = ${userNameIn(column)})`
  const ownTable = lackingOf(waysOf('role')[0]!, has)
  const told = withRoles(capabilities, {
    flag,
    missing: ownTable.map((t) => notGranted(t, where)).join('; '),
  })
  return { has, hasAll, can, capabilities: told, release, userNameIn, accountNamedIn, savesTable }
}

/** What the platform could tell and does not, because it is switched off, with how to switch it on. */
async function switchedOff(
  session: Session,
  has: (table: string, column: string) => boolean,
): Promise<ReadonlyMap<CapabilityName, string>> {
  const off = new Map<CapabilityName, string>()
  if (!has('completion_blockcompletion', 'id') || !has('waffle_switch', 'active')) return off
  const name = 'completion.enable_completion_tracking'
  const [on] = await session.rows('select active from waffle_switch where name = ?', [name])
  const [some] = await session.rows('select id from completion_blockcompletion limit 1')
  // What was tracked while it was on can still be read.
  if (Number(on?.[0] ?? 0) === 0 && some === undefined) {
    off.set(
      'completion',
      `the platform does not track it: switch ${name} on (./manage.py lms waffle_switch ${name} on --create)`,
    )
  }
  return off
}

/**
 * An old table of saves that is empty says nothing: newer saves go to a table of their own, which an account
 * may not see. Without this, nobody would seem to work on anything.
 */
async function savesUnseen(
  session: Session,
  has: (table: string, column: string) => boolean,
  where: Place,
): Promise<ReadonlyMap<CapabilityName, string>> {
  const way = waysOf('activity_history').find((tables) => SAVES in tables)!
  const lacking = lackingOf(way, has)
  if (lacking.length === 0 || !has(OLD_SAVES, 'id')) return new Map()
  const [some] = await session.rows(`select id from ${OLD_SAVES} limit 1`)
  if (some !== undefined) return new Map()
  return new Map([['activity_history', lacking.map((t) => notGranted(t, where)).join('; ')]])
}

/** What a capability lacks, with the grant that mends it; empty when any of its ways is open. */
function missingOf(
  name: CapabilityName,
  has: (table: string, column: string) => boolean,
  where: Place,
): string {
  const ways = waysOf(name)
  const lacking = ways.map((way) => lackingOf(way, has))
  if (lacking.some((tables) => tables.length === 0)) return ''
  const open = lacking.filter((tables) => tables.every((t) => outside(t, where.release) === null))
  if (open.length === 0) {
    // The first way is that of newer releases.
    return lacking[0]!.map((t) => outside(t, where.release)).find((said) => said !== null)!
  }
  // A fork's tables are no way for others.
  const usual = open.filter((tables) => !tables.some((t) => FORKS.includes(t.table)))
  return (usual.length === 0 ? open : usual)
    .map((tables) => tables.map((t) => notGranted(t, where)).join('; '))
    .join('; or ')
}

interface Place {
  readonly database: string
  readonly user: string
  readonly release: string | null
}

/** A table of which something is not seen. */
interface Lack {
  readonly table: string
  readonly columns: readonly string[]
  readonly gone: readonly string[]
}

export function lackingOf(
  way: Tables,
  has: (table: string, column: string) => boolean,
): readonly Lack[] {
  return Object.entries(way)
    .map(([table, columns]) => ({ table, columns, gone: columns.filter((c) => !has(table, c)) }))
    .filter(({ gone }) => gone.length > 0)
}

/** Says that a release has not yet, or no longer, what is lacking; null where it should have it. */
function outside({ table, columns, gone }: Lack, release: string | null): string | null {
  const at = release === null ? -1 : RELEASES.indexOf(release)
  if (at < 0) return null
  const spans = gone.map((column) => COLUMN_BETWEEN[`${table}.${column}`])
  for (const span of gone.length === columns.length ? [BETWEEN[table], ...spans] : spans) {
    if (span === undefined) continue
    const [from, to] = span
    if (at < RELEASES.indexOf(from)) return `comes with ${from}, this is ${release}`
    if (to !== undefined && at > RELEASES.indexOf(to)) return `ended with ${to}, this is ${release}`
  }
  return null
}

function notGranted({ table, columns, gone }: Lack, where: Place): string {
  // Never the whole table: there are passwords and addresses beside what is read.
  const which = `(${gone.map((c) => MYSQL.quote(c)).join(', ')})`
  const what = gone.length === columns.length ? table : `${table} ${which}`
  const database = table === SAVES ? `${where.database}${SAVES_DATABASE}` : where.database
  return `${what} is not granted or absent: GRANT SELECT ${which} ON ${MYSQL.quote(database)}.${MYSQL.quote(table)} TO ${where.user}`
}

async function whatIsWrong(
  session: Session,
  capabilities: readonly Capability[],
  user: string,
): Promise<Error> {
  const visible = await session.rows(
    'select count(*) from information_schema.tables where table_schema = database()',
  )
  const tables = Number(visible[0]![0])
  const some = capabilities.some((c) => c.available || c.missing.includes('`) is not granted'))
  if (tables > 0 && !some && !capabilities.some((c) => c.available)) {
    return unavailable(
      'not-an-lms',
      `The database '${session.database}' is not that of an Open edX LMS, or ${user} may not read its tables: ${tables} tables are visible, auth_user and student_courseenrollment are not among them.`,
      {
        remedy: `Name the LMS's database (usually edxapp) in FIGURES_LMS_DATABASE_URL, or grant what \`figures grants\` prints.`,
      },
    )
  }
  if (tables === 0) {
    return unavailable(
      'lms-grant',
      `${user} sees no table of the database '${session.database}'.`,
      {
        remedy: 'Grant what `figures grants` prints: only the columns that Figures needs.',
      },
    )
  }
  const missing = capabilities.filter(
    (c) => REQUIRED.includes(c.name as CapabilityName) && !c.available,
  )
  return unavailable(
    'lms-grant',
    missing.map((c) => c.missing.split(': GRANT')[0]).join('; ') + '.',
    {
      remedy: missing.map((c) => c.missing.slice(c.missing.indexOf('GRANT'))).join('; '),
    },
  )
}
