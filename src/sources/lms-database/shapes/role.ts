import { roleChange, ROLES } from '../../../facts/learner.ts'
import type { Value } from '../../rows.ts'
import { column, type Values } from '../column.ts'
import { rowShape } from '../shape.ts'

type Told = Readonly<Record<string, Value>>

export const ROLE_COLUMNS = [
  column.user('user_id'),
  column.text('org'),
  column.blank(column.course('course_id')),
  column.text('role'),
] as const

/** Whom a role belongs to. An empty course is none, and then the role is on an organization. */
export function roleOf([learner, org, course, word]: Values<typeof ROLE_COLUMNS>): Told {
  return {
    learner,
    course,
    organization: course !== null ? null : org?.trim() || null,
    role: ROLES.find((r) => r === word) ?? 'other',
  }
}

/** Given, taken away; and a change is both, of the role that was and of the one that is. */
export const roleChangeShape = rowShape({
  table: 'student_courseaccessrolehistory',
  fact: roleChange,
  columns: [
    ...ROLE_COLUMNS,
    column.text('action_type'),
    column.text(
      'old_values',
      "if(json_valid(old_values), json_unquote(json_extract(old_values, '$.role')), null)",
    ),
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
