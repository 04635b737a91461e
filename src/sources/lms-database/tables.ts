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
  course_overviews_courseoverview: ['modified'],
  site_configuration_siteconfiguration: ['site_values', 'values'],
  student_userattribute: ['user_id', 'name', 'value'],
  waffle_switch: ['name', 'active'],
  waffle_utils_waffleflagorgoverridemodel: [
    'id',
    'waffle_flag',
    'org',
    'override_choice',
    'enabled',
  ],
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
