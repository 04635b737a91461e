import { col, type Fact } from './fact.ts'

export const learner: Fact = {
  name: 'learner',
  doc: 'One account of the platform.',
  columns: {
    learner: col.learner('the account under its pseudonym'),
    joined: col.quarter('when the account was registered, to the quarter hour'),
    active: col.flag('the account has been activated and not been closed'),
    global_staff: col.flag('staff or superuser of the whole platform'),
  },
  identity: ['learner'],
  merge: 'latest',
  personal: 'pseudonymous',
  retention: 'while the platform has the account',
}

export const learnerSite: Fact = {
  name: 'learner_site',
  doc: 'Why an account belongs to a site, beside its enrollments.',
  columns: {
    learner: col.learner('the account under its pseudonym'),
    site: col.key('site', 'the site'),
  },
  identity: ['learner', 'site'],
  merge: 'snapshot',
  personal: 'pseudonymous',
  retention: 'while the platform has the account',
}

/** Roles as the platform's own table names them. */
export const TABLE_ROLES = [
  'staff',
  'instructor',
  'limited_staff',
  'ccx_coach',
  'data_researcher',
  'finance_admin',
  'sales_admin',
  'beta_testers',
] as const

const COURSE_ROLES = [
  'course_admin',
  'course_staff',
  'course_editor',
  'course_auditor',
  'course_limited_staff',
  'course_data_researcher',
  'course_beta_tester',
] as const

/** Roles on courses as openedx-authz names them. */
export const AUTHZ_ROLES = [...COURSE_ROLES, 'ccx_coach'] as const

/** Stored by position: a new one goes to the end. */
export const ROLES = [...TABLE_ROLES, 'other', ...COURSE_ROLES] as const

const LEARNERS: readonly string[] = ['beta_testers', 'course_beta_tester', 'other']

/** The roles that make somebody part of a course's team; beta testers are learners. */
export const TEAM_ROLES = ROLES.filter((r) => !LEARNERS.includes(r))

export const role: Fact = {
  name: 'role',
  doc: 'A role of somebody on a course, on all courses of an organization, or on all courses of the platform.',
  columns: {
    learner: col.learner('the account under its pseudonym'),
    course: col.nullable(col.key('course', 'the course; null for a role on more than one')),
    organization: col.nullable(
      col.key(
        'organization',
        "the organization in the courses' keys, when no course is named; null with the course: all courses of the platform",
      ),
    ),
    role: col.code(ROLES, 'the role'),
  },
  identity: ['learner', 'course', 'organization', 'role'],
  merge: 'snapshot',
  personal: 'pseudonymous',
  retention: 'while the platform has the role',
}

export const roleChange: Fact = {
  name: 'role_change',
  doc: 'A role was given or taken away. Told from Ulmo on.',
  columns: {
    ...role.columns,
    quarter: col.quarter('when'),
    given: col.flag('given; otherwise taken away'),
  },
  identity: ['learner', 'course', 'organization', 'role', 'quarter', 'given'],
  merge: 'set',
  personal: 'pseudonymous',
  retention: 'kept',
}

export const authzRoleChange: Fact = {
  ...roleChange,
  name: 'authz_role_change',
  doc: 'A role was given or taken away in openedx-authz. Known from Verawood on.',
}

export const teamMember: Fact = {
  name: 'team_member',
  doc: 'Somebody on the team of a course: by a role on it, on the organization in its key, or on the platform. Derived.',
  columns: {
    learner: col.learner('the account under its pseudonym'),
    course: col.key('course', 'the course'),
  },
  identity: ['learner', 'course'],
  merge: 'derived',
  personal: 'pseudonymous',
  retention: 'rebuilt when what it derives from changes',
}

export const cohortMember: Fact = {
  name: 'cohort_member',
  doc: "A learner's cohort in a course.",
  columns: {
    learner: col.learner('the account under its pseudonym'),
    course: col.key('course', 'the course'),
    cohort: col.key('cohort', 'the cohort, by its name'),
  },
  identity: ['learner', 'course'],
  merge: 'latest',
  personal: 'pseudonymous',
  retention: 'while the platform has the membership',
}

export const retiring: Fact = {
  name: 'retiring',
  doc: 'An account that the platform has been asked to forget.',
  columns: { learner: col.learner('the account under its pseudonym') },
  identity: ['learner'],
  merge: 'latest',
  personal: 'pseudonymous',
  retention: 'until the person is forgotten here, too',
}
