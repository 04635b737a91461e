import { unavailable } from '../../kernel/problem.ts'
import type { Capability } from '../source.ts'
import type { Session } from './connect.ts'
import { releaseOf, RELEASES } from './releases.ts'

/** Every save of a problem; in a database of its own, named after the LMS's. */
export const SAVES = 'coursewarehistoryextended_studentmodulehistoryextended'
export const SAVES_DATABASE = '_csmh'

const HISTORY = [
  'id',
  'user_id',
  'course_id',
  'created',
  'is_active',
  'mode',
  'history_id',
  'history_date',
  'history_type',
] as const

/** The platform's tables and the columns that each capability rests on. */
export const TABLES = {
  account: { auth_user: ['id', 'date_joined', 'is_active', 'is_staff', 'is_superuser'] },
  course: {
    course_overviews_courseoverview: ['id', 'display_name', 'org', 'start', 'end', 'self_paced'],
  },
  enrollment: {
    student_courseenrollment: ['id', 'user_id', 'course_id', 'created', 'is_active', 'mode'],
  },
  enrollment_history: { student_courseenrollment_history: HISTORY },
  old_enrollment_history: { student_historicalcourseenrollment: HISTORY },
  role_history: {
    student_courseaccessrolehistory: [
      'id',
      'user_id',
      'org',
      'course_id',
      'role',
      'action_type',
      'old_values',
      'created',
    ],
  },
  role: { student_courseaccessrole: ['user_id', 'org', 'course_id', 'role'] },
  cohort: {
    course_groups_cohortmembership: ['id', 'user_id', 'course_id', 'course_user_group_id'],
    course_groups_courseusergroup: ['id', 'name'],
  },
  demographic: {
    auth_userprofile: ['id', 'user_id', 'country', 'gender', 'year_of_birth', 'level_of_education'],
  },
  retirement: { user_api_userretirementrequest: ['id', 'user_id'] },
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
  activity_history: { [SAVES]: ['id', 'student_module_id', 'created'] },
  instructor_task: {
    instructor_task_instructortask: [
      'task_type',
      'course_id',
      'task_input',
      'task_state',
      'created',
      'updated',
    ],
  },
  completion: {
    completion_blockcompletion: [
      'id',
      'user_id',
      'course_key',
      'block_key',
      'completion',
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
  section_grade: {
    grades_persistentsubsectiongrade: [
      'id',
      'user_id',
      'course_id',
      'usage_key',
      'earned_graded',
      'possible_graded',
      'earned_all',
      'possible_all',
      'first_attempted',
      'modified',
    ],
  },
  grade_override: {
    grades_persistentsubsectiongradeoverride: [
      'grade_id',
      'earned_graded_override',
      'possible_graded_override',
      'earned_all_override',
      'possible_all_override',
    ],
  },
  scored_block: { grades_visibleblocks: ['id', 'course_id', 'blocks_json'] },
  enterprise: { enterprise_enterprisecustomer: ['uuid', 'name', 'active'] },
  enterprise_member: {
    enterprise_enterprisecustomeruser: ['id', 'user_id', 'enterprise_customer_id', 'created'],
  },
  enterprise_enrollment: {
    enterprise_enterprisecourseenrollment: [
      'id',
      'enterprise_customer_user_id',
      'course_id',
      'created',
    ],
    enterprise_enterprisecustomeruser: ['id', 'user_id', 'enterprise_customer_id'],
  },
  certificate: {
    certificates_generatedcertificate: ['id', 'user_id', 'course_id', 'status', 'created_date'],
  },
  certificate_history: {
    certificates_historicalgeneratedcertificate: ['id', 'history_id', 'status', 'history_date'],
  },
  certificate_date: {
    certificates_certificatedateoverride: ['generated_certificate_id', 'date'],
  },
  outline: {
    learning_sequences_learningcontext: ['id', 'context_key', 'published_at', 'published_version'],
    learning_sequences_coursesection: [
      'id',
      'course_context_id',
      'usage_key',
      'title',
      'ordering',
      'visible_to_staff_only',
    ],
    learning_sequences_coursesectionsequence: [
      'section_id',
      'sequence_id',
      'ordering',
      'visible_to_staff_only',
    ],
    learning_sequences_learningsequence: ['id', 'learning_context_id', 'usage_key', 'title'],
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
  release: { django_migrations: ['id', 'app', 'name', 'applied'] },
} as const satisfies Record<string, Record<string, readonly string[]>>

/** Tables that few platforms have or need: used where they are, and not missed where they are not. */
export const EXTRAS: Readonly<Record<string, readonly string[]>> = {
  site_configuration_siteconfiguration: ['site_values', 'values'],
  student_userattribute: ['user_id', 'name', 'value'],
  enterprise_enterprisecustomer: ['slug'],
  enterprise_enterprisecustomeruser: ['linked'],
  enterprise_enterprisecourseenrollment: ['unenrolled_at'],
  courseware_studentmodulehistory: ['id', 'student_module_id', 'created'],
  organizations_organization_sites: ['organization_id', 'site_id'],
  organizations_userorganizationmapping: ['user_id', 'organization_id'],
}

export type CapabilityName = keyof typeof TABLES
export const CAPABILITY_NAMES = Object.keys(TABLES) as CapabilityName[]

/** The releases that have what a capability rests on; where nothing stands, all have. */
export const BETWEEN: Partial<Record<CapabilityName, readonly [from: string, to?: string]>> = {
  enrollment_history: ['Juniper'],
  old_enrollment_history: ['Ginkgo', 'Ginkgo'],
  retirement: ['Hawthorn'],
  completion: ['Hawthorn'],
  grade_override: ['Hawthorn'],
  role_history: ['Ulmo'],
  certificate_history: ['Juniper'],
  certificate_date: ['Maple'],
  outline: ['Koa'],
}

/** The releases that have a column of a table; where nothing stands, all that have the table. */
export const COLUMN_BETWEEN: Readonly<Record<string, readonly [from: string, to?: string]>> = {
  'site_configuration_siteconfiguration.values': ['Ginkgo', 'Ironwood'],
  'site_configuration_siteconfiguration.site_values': ['Juniper'],
  'enterprise_enterprisecustomer.slug': ['Hawthorn'],
  'enterprise_enterprisecustomeruser.linked': ['Juniper'],
  'enterprise_enterprisecourseenrollment.unenrolled_at': ['Quince'],
}

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
  const capabilities = CAPABILITY_NAMES.map((name) => {
    const missing = missingOf(name, has, where)
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

/** SQL for the quarter hour of a naive UTC datetime; zero dates become null. */
export function quarterSql(column: string): string {
  return `timestampdiff(minute, '1970-01-01', ${column}) div 15`
}

/** SQL for the second of a naive UTC datetime; zero dates become null. */
export function secondSql(column: string): string {
  return `timestampdiff(second, '1970-01-01', ${column})`
}
