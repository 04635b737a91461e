import { MYSQL } from '../dialect.ts'
import { AUTHZ_ROLES, authzRoleChange, roleChange, TABLE_ROLES } from '../../../facts/learner.ts'
import type { Value } from '../../rows.ts'
import { column, type Values } from '../column.ts'
import type { Schema } from '../schema.ts'
import { rowShape, type Names, type Shape } from '../shape.ts'

type Told = Readonly<Record<string, Value>>

export const ROLE_COLUMNS = [
  column.user('user_id'),
  column.text('org'),
  column.blank(column.course('course_id')),
  column.text('role'),
] as const

/**
 * Whom a role of the platform's own table belongs to. An empty course is none, and then the role is on an
 * organization. One on neither (course creators, support) makes nobody part of a team.
 */
export function roleOf([learner, org, course, word]: Values<typeof ROLE_COLUMNS>): Told {
  const organization = course !== null ? null : org?.trim() || null
  const known = TABLE_ROLES.find((r) => r === word) ?? 'other'
  return {
    learner,
    course,
    organization,
    role: course === null && organization === null ? 'other' : known,
  }
}

/** Reasons why a role of openedx-authz cannot be used, as Data health says them. */
export const NOBODY_KNOWN = 'a role of somebody whose account is not known'
export const SCOPE_UNKNOWN =
  'a role on something that is not a course, an organization or the platform'
export const ROLE_UNKNOWN = 'a role on courses that Figures does not know'

/** What is not about courses: libraries, and what may come. */
const OF_COURSES = /^(?:course-v1|ccx-v1)\^|^\*$/
const EVERYWHERE: readonly string[] = ['course-v1^course-v1:*', 'course-v1^*', '*']

/** A row of openedx-authz: the account, where it is known, the role and what it is on. */
export const authzColumns = (
  account: string,
  [role, scope]: readonly [role: string, scope: string],
) => [column.maybe(column.user('user_id', account)), column.text(role), column.text(scope)] as const

/**
 * Whom a role of openedx-authz belongs to: `role^course_staff` on `course-v1^course-v1:A+B+C`, on the
 * courses of an organization (`course-v1^course-v1:A+*`) or on all (`course-v1^course-v1:*`). A text says
 * why there is nobody; undefined for roles on anything but courses.
 */
export function authzRoleOf(
  [learner, role, scope]: Values<ReturnType<typeof authzColumns>>,
  names: Names,
): Told | string | undefined {
  const where = scope ?? ''
  if (!OF_COURSES.test(where)) return undefined
  const word = AUTHZ_ROLES.find((r) => `role^${r}` === role)
  if (word === undefined) return ROLE_UNKNOWN
  if (learner === null) return NOBODY_KNOWN
  const on = { learner, role: word }
  if (EVERYWHERE.includes(where)) return { ...on, course: null, organization: null }
  const organization = /^course-v1\^course-v1:([^+*]+)\+\*$/.exec(where)?.[1]?.trim()
  if (organization) return { ...on, course: null, organization }
  const course = where.slice(where.indexOf('^') + 1)
  if (course.includes('*') || !names.isCourse(course)) return SCOPE_UNKNOWN
  return { ...on, course, organization: null }
}

/** Given, taken away; and a change is both, of the role that was and of the one that is. */
export const roleChangeShape = rowShape({
  table: 'student_courseaccessrolehistory',
  fact: roleChange,
  columns: [
    ...ROLE_COLUMNS,
    column.word('action_type'),
    column.text('old_values', MYSQL.jsonMember('old_values', 'role')),
    column.instant('created'),
  ],
  keys: ['user_id', 'org', 'course_id', 'role', 'action_type', 'created'],
  watched: ['old_values'],
  row([learner, org, course, word, action, was, quarter]) {
    const now = { ...roleOf([learner, org, course, word]), quarter, given: action !== 'deleted' }
    if (action !== 'updated' || was === null || was === word) return now
    return [now, { ...roleOf([learner, org, course, was]), quarter, given: false }]
  },
})

/** The same of openedx-authz, which names people by user name: the server turns it into the id. */
export const authzRoleChangeShape = (schema: Schema): Shape => {
  const who = schema.accountNamedIn('subject')
  return rowShape({
    table: 'openedx_authz_roleassignmentaudit',
    fact: authzRoleChange,
    columns: [
      ...authzColumns(who, ['role', 'scope']),
      column.word('operation'),
      column.instant('timestamp', MYSQL.quote('timestamp')),
    ],
    keys: [who, 'role', 'scope', 'operation', MYSQL.quote('timestamp')],
    watched: [],
    row([learner, role, scope, operation, quarter], _context, names) {
      const told = authzRoleOf([learner, role, scope], names)
      if (told === undefined) return []
      if (typeof told === 'string') return told
      return { ...told, quarter, given: operation !== 'deleted' }
    },
  })
}
