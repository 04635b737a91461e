import { unavailable } from '../../kernel/problem.ts'
import type { Capability } from '../source.ts'
import type { Session } from './connect.ts'

/** The platform's tables and the columns that each capability rests on. */
export const TABLES = {
  account: { auth_user: ['id', 'date_joined', 'is_active', 'is_staff', 'is_superuser'] },
  course: {
    course_overviews_courseoverview: ['id', 'display_name', 'org', 'start', 'end', 'self_paced'],
  },
  enrollment: {
    student_courseenrollment: ['id', 'user_id', 'course_id', 'created', 'is_active', 'mode'],
  },
  role: { student_courseaccessrole: ['user_id', 'org', 'course_id', 'role'] },
  activity: {
    courseware_studentmodule: [
      'id',
      'student_id',
      'course_id',
      'module_id',
      'module_type',
      'created',
      'modified',
    ],
  },
  course_grade: {
    grades_persistentcoursegrade: [
      'id',
      'user_id',
      'course_id',
      'percent_grade',
      'letter_grade',
      'passed_timestamp',
      'modified',
    ],
  },
  organization: {
    organizations_organization: ['id', 'name', 'short_name', 'active'],
    organizations_organizationcourse: ['course_id', 'organization_id', 'active'],
  },
  site: {
    django_site: ['id', 'domain', 'name'],
    site_configuration_siteconfiguration: ['site_id', 'enabled'],
  },
  sign_up: { student_usersignupsource: ['user_id', 'site'] },
} as const satisfies Record<string, Record<string, readonly string[]>>

export type CapabilityName = keyof typeof TABLES
export const CAPABILITY_NAMES = Object.keys(TABLES) as CapabilityName[]

/** Without these there is nothing to show. */
const REQUIRED: readonly CapabilityName[] = ['account', 'course', 'enrollment']

/** The columns that this user sees of this database: what is there decides what is selected. */
export interface Schema {
  has(table: string, column: string): boolean
  can(capability: CapabilityName): boolean
  readonly capabilities: readonly Capability[]
}

/** Looks at the database. A problem when it is no LMS, or when what is required is not granted. */
export async function readSchema(session: Session): Promise<Schema> {
  const wanted = CAPABILITY_NAMES.flatMap((c) => Object.keys(TABLES[c]))
  const found = await session.rows(
    `select table_name as t, column_name as c from information_schema.columns
      where table_schema = database() and table_name in (${wanted.map(() => '?').join(', ')})`,
    wanted,
  )
  const seen = new Set(
    found.map(([t, c]) => `${String(t).toLowerCase()}.${String(c).toLowerCase()}`),
  )
  const has = (table: string, column: string): boolean => seen.has(`${table}.${column}`)
  const [me] = await session.rows('select current_user()')
  const user = String(me![0]).replace(/^(.*)@(.*)$/, "'$1'@'$2'")
  const capabilities = CAPABILITY_NAMES.map((name) => {
    const missing = missingOf(name, has, { database: session.database, user })
    return { name, available: missing === '', missing }
  })
  const can = (name: CapabilityName): boolean =>
    capabilities.find((c) => c.name === name)!.available
  const lacking = REQUIRED.filter((name) => !can(name))
  if (lacking.length > 0) throw await whatIsWrong(session, capabilities, user)
  return { has, can, capabilities }
}

function missingOf(
  name: CapabilityName,
  has: (table: string, column: string) => boolean,
  where: { readonly database: string; readonly user: string },
): string {
  const grants = Object.entries<readonly string[]>(TABLES[name]).flatMap(([table, columns]) => {
    const missing = columns.filter((c) => !has(table, c))
    if (missing.length === 0) return []
    const which =
      missing.length === columns.length ? '' : ` (${missing.map((c) => `\`${c}\``).join(', ')})`
    return [
      `${table}${which} is not granted or absent: GRANT SELECT${which} ON \`${where.database}\`.\`${table}\` TO ${where.user}`,
    ]
  })
  return grants.join('; ')
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

/** SQL for the quarter hour of a naive UTC datetime; zero dates become null. */
export function quarterSql(column: string): string {
  return `timestampdiff(minute, '1970-01-01', ${column}) div 15`
}
