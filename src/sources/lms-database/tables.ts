/** Every save of a problem; in a database of its own, named after the LMS's. */
export const SAVES = 'coursewarehistoryextended_studentmodulehistoryextended'
/** Where saves went before. */
export const OLD_SAVES = 'courseware_studentmodulehistory'
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

/** Roles in openedx-authz, with the accounts that they are given to. */
const ASSIGNMENTS = {
  casbin_rule: ['id', 'ptype', 'v1', 'v2'],
  openedx_authz_extendedcasbinrule: ['casbin_rule_id', 'subject_id'],
  openedx_authz_usersubject: ['subject_ptr_id', 'user_id'],
} as const

/** Tables with the columns that are read of each. */
export type Tables = Readonly<Record<string, readonly string[]>>

/**
 * The platform's tables and the columns that each capability rests on. A list: any one of it gives the
 * capability, and what all of them tell is united.
 */
const GIVEN_BY = {
  account: { auth_user: ['id', 'date_joined', 'is_active', 'is_staff', 'is_superuser'] },
  course: {
    course_overviews_courseoverview: ['id', 'display_name', 'org', 'start', 'end', 'self_paced'],
  },
  enrollment: {
    student_courseenrollment: ['id', 'user_id', 'course_id', 'created', 'is_active', 'mode'],
  },
  enrollment_history: [
    { student_courseenrollment_history: HISTORY },
    { student_historicalcourseenrollment: HISTORY },
  ],
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
  role: [{ student_courseaccessrole: ['user_id', 'org', 'course_id', 'role'] }, ASSIGNMENTS],
  // The other place does not make up for it: each has roles that the other has not.
  authz_role: ASSIGNMENTS,
  authz_role_history: {
    openedx_authz_roleassignmentaudit: ['id', 'operation', 'subject', 'role', 'scope', 'timestamp'],
    auth_user: ['username'],
  },
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
  activity_history: [
    { [SAVES]: ['id', 'student_module_id', 'created'] },
    { [OLD_SAVES]: ['id', 'student_module_id', 'created'] },
  ],
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
  organization: { organizations_organization: ['id', 'name', 'short_name', 'active'] },
  organization_course: {
    organizations_organization: ['id', 'short_name', 'active'],
    organizations_organizationcourse: ['course_id', 'organization_id', 'active'],
  },
  site: { django_site: ['id', 'domain', 'name'] },
  site_settings: [
    { site_configuration_siteconfiguration: ['site_id', 'enabled', 'site_values'] },
    { site_configuration_siteconfiguration: ['site_id', 'enabled', 'values'] },
  ],
  sign_up: [
    { student_usersignupsource: ['user_id', 'site'] },
    { student_userattribute: ['user_id', 'name', 'value'] },
    {
      organizations_userorganizationmapping: ['user_id', 'organization_id'],
      organizations_organization_sites: ['organization_id', 'site_id'],
    },
  ],
  release: { django_migrations: ['id', 'app', 'name', 'applied'] },
} as const satisfies Record<string, Tables | readonly Tables[]>

/** Tables that few platforms have or need: used where they are, and not missed where they are not. */
export const EXTRAS: Readonly<Record<string, readonly string[]>> = {
  course_overviews_courseoverview: ['modified'],
  casbin_rule: ['v0'],
  course_modes_coursemode: ['mode_slug'],
  waffle_switch: ['name', 'active'],
  waffle_flag: ['name', 'everyone'],
  waffle_utils_waffleflagorgoverridemodel: [
    'id',
    'change_date',
    'waffle_flag',
    'org',
    'override_choice',
    'enabled',
  ],
  waffle_utils_waffleflagcourseoverridemodel: [
    'id',
    'change_date',
    'waffle_flag',
    'course_id',
    'override_choice',
    'enabled',
  ],
  enterprise_enterprisecustomer: ['slug'],
  enterprise_enterprisecustomeruser: ['linked'],
  enterprise_enterprisecourseenrollment: ['unenrolled_at'],
  organizations_organization_sites: ['organization_id', 'site_id'],
}

export type CapabilityName = keyof typeof GIVEN_BY
export const CAPABILITY_NAMES = Object.keys(GIVEN_BY) as CapabilityName[]

/** The ways in which a platform may give a capability: each the tables that it takes. */
export function waysOf(name: CapabilityName): readonly Tables[] {
  const given: Tables | readonly Tables[] = GIVEN_BY[name]
  return isList(given) ? given : [given]
}

const isList = (given: Tables | readonly Tables[]): given is readonly Tables[] =>
  Array.isArray(given)

/** All tables of all capabilities, with all columns that are read of them. */
export const TABLES: ReadonlyMap<string, ReadonlySet<string>> = columnsByTable([
  ...CAPABILITY_NAMES.flatMap(waysOf),
  EXTRAS,
])

function columnsByTable(all: readonly Tables[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  for (const [table, columns] of all.flatMap((tables) => Object.entries(tables))) {
    found.set(table, new Set([...(found.get(table) ?? []), ...columns]))
  }
  return found
}

/**
 * Columns with names of people. Granted apart: whoever is shown is asked for live and never kept. Roles are
 * read without them, but for those that openedx-authz keeps by user name alone: the server turns that into
 * the account's id.
 */
export const NAMES: Readonly<Record<string, readonly string[]>> = {
  auth_user: ['username', 'first_name', 'last_name', 'email'],
  auth_userprofile: ['name'],
  casbin_rule: ['v0'],
  openedx_authz_roleassignmentaudit: ['subject'],
}

/** Tables that only some platforms have, whatever their release: a fork's, and those of optional applications. */
export const FORKS: readonly string[] = [
  'organizations_organization_sites',
  'organizations_userorganizationmapping',
]
