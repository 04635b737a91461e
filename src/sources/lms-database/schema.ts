import { unavailable } from '../../kernel/problem.ts'
import type { Capability } from '../source.ts'
import type { Session } from './connect.ts'
import { releaseOf, RELEASES } from './releases.ts'
import {
  BETWEEN,
  CAPABILITY_NAMES,
  EXTRAS,
  SAVES,
  SAVES_DATABASE,
  TABLES,
  type CapabilityName,
} from './tables.ts'

/** Without these there is nothing to show. */
const REQUIRED: readonly CapabilityName[] = ['account', 'course', 'enrollment']

/** The columns that this user sees of this database: what is there decides what is selected. */
export interface Schema {
  has(table: string, column: string): boolean
  can(capability: CapabilityName): boolean
  readonly capabilities: readonly Capability[]
  /** For display; null when it cannot be told. */
  readonly release: string | null
  /** The table of saves, with its database where that is another; undefined when there is none. */
  readonly savesTable: string | undefined
}

/** Every column of interest that this account sees, as `table.column`, and where the saves lie. */
export async function columnsSeen(
  session: Session,
): Promise<{ readonly seen: ReadonlySet<string>; readonly savesDatabase: string }> {
  const wanted = [
    ...CAPABILITY_NAMES.flatMap((c) => Object.keys(TABLES[c])),
    ...Object.keys(EXTRAS),
  ]
  const elsewhere = `${session.database}${SAVES_DATABASE}`
  const found = await session.rows(
    `select table_schema as d, table_name as t, column_name as c from information_schema.columns
      where (table_schema = database() and table_name in (${wanted.map(() => '?').join(', ')}))
        or (table_schema = ? and table_name = ?)`,
    [...wanted, elsewhere, SAVES],
  )
  const seen = new Set(
    found.map(([, t, c]) => `${String(t).toLowerCase()}.${String(c).toLowerCase()}`),
  )
  const places = found.filter(([, t]) => String(t).toLowerCase() === SAVES).map(([d]) => String(d))
  return { seen, savesDatabase: places.includes(elsewhere) ? elsewhere : (places[0] ?? elsewhere) }
}

/** Looks at the database. A problem when it is no LMS, or when what is required is not granted. */
export async function readSchema(session: Session): Promise<Schema> {
  const { seen, savesDatabase } = await columnsSeen(session)
  const has = (table: string, column: string): boolean => seen.has(`${table}.${column}`)
  const [me] = await session.rows('select current_user()')
  const user = String(me![0]).replace(/^(.*)@(.*)$/, "'$1'@'$2'")
  const release = has('django_migrations', 'name') ? await releaseOf(session) : null
  const where = { database: session.database, user, release }
  const off = await switchedOff(session, has)
  const capabilities = CAPABILITY_NAMES.map((name) => {
    const missing = missingOf(name, has, where) || (off.get(name) ?? '')
    return { name, available: missing === '', missing }
  })
  const can = (name: CapabilityName): boolean =>
    capabilities.find((c) => c.name === name)!.available
  const lacking = REQUIRED.filter((name) => !can(name))
  if (lacking.length > 0) throw await whatIsWrong(session, capabilities, user)
  const savesTable = has(SAVES, 'id')
    ? `\`${savesDatabase.replaceAll('`', '')}\`.${SAVES}`
    : undefined
  // Of the two tables of histories a platform has one at most: the other is not missed.
  const twin = can('old_enrollment_history') ? 'enrollment_history' : 'old_enrollment_history'
  const told = capabilities.filter((c) => c.name !== twin)
  return { has, can, capabilities: told, release, savesTable }
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

function missingOf(
  name: CapabilityName,
  has: (table: string, column: string) => boolean,
  where: { readonly database: string; readonly user: string; readonly release: string | null },
): string {
  const missing = Object.entries<readonly string[]>(TABLES[name])
    .map(([table, columns]) => ({ table, columns, gone: columns.filter((c) => !has(table, c)) }))
    .filter(({ gone }) => gone.length > 0)
  if (missing.length === 0) return ''
  const [from, to] = BETWEEN[name] ?? [RELEASES[0]!]
  const at = where.release === null ? -1 : RELEASES.indexOf(where.release)
  if (at >= 0 && at < RELEASES.indexOf(from)) return `comes with ${from}, this is ${where.release}`
  if (to !== undefined && at > RELEASES.indexOf(to)) {
    return `ended with ${to}, this is ${where.release}`
  }
  return missing
    .map(({ table, columns, gone }) => {
      const which =
        gone.length === columns.length ? '' : ` (${gone.map((c) => `\`${c}\``).join(', ')})`
      const database = table === SAVES ? `${where.database}${SAVES_DATABASE}` : where.database
      return `${table}${which} is not granted or absent: GRANT SELECT${which} ON \`${database}\`.\`${table}\` TO ${where.user}`
    })
    .join('; ')
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
  const some = capabilities.some((c) => c.available || c.missing.includes(' (`'))
  if (tables > 0 && !some && !capabilities.some((c) => c.available)) {
    return unavailable(
      'not-an-lms',
      `The database '${session.database}' is not that of an Open edX LMS, or ${user} may not read its tables: ${tables} tables are visible, auth_user and student_courseenrollment are not among them.`,
      {
        remedy: `Name the LMS's database (usually edxapp) in FIGURES_LMS_DATABASE_URL, or GRANT SELECT ON \`${session.database}\`.* TO ${user}`,
      },
    )
  }
  if (tables === 0) {
    return unavailable(
      'lms-grant',
      `${user} sees no table of the database '${session.database}'.`,
      {
        remedy: `GRANT SELECT ON \`${session.database}\`.* TO ${user}`,
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
