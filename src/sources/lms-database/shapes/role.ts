import { roleChange, ROLES } from '../../../facts/learner.ts'
import type { Value } from '../../rows.ts'
import type { Cell } from '../connect.ts'
import { INVALID_COURSE, NO_DATE, rowShape, type Names } from '../shape.ts'
import { quarterSql } from '../instants.ts'

/** Whom a role belongs to; undefined when the course has no valid key. An empty course is none. */
export function roleOf(
  [user, org, courseId, word]: readonly Cell[],
  names: Names,
): Readonly<Record<string, Value>> | undefined {
  const named = courseId !== ''
  if (named && !names.isCourse(courseId as string)) return undefined
  return {
    learner: user!,
    course: named ? courseId! : null,
    organization: named || org === '' ? null : org!,
    role: (ROLES as readonly string[]).includes(word as string) ? word! : 'other',
  }
}

/** Given, taken away; and a change is both, of the role that was and of the one that is. */
export const roleChangeShape = rowShape({
  table: 'student_courseaccessrolehistory',
  fact: roleChange,
  select: [
    'user_id',
    'org',
    'course_id',
    'role',
    'action_type',
    "json_unquote(json_extract(old_values, '$.role'))",
    quarterSql('created'),
  ],
  keys: ['user_id', 'org', 'course_id', 'role', 'action_type', 'created'],
  watched: ['old_values'],
  row([, user, org, course, word, action, was, quarter], names) {
    if (quarter === null) return NO_DATE
    const role = roleOf([user!, org!, course!, word!], names)
    if (role === undefined) return INVALID_COURSE
    const now = { ...role, quarter: quarter!, given: action !== 'deleted' }
    if (action !== 'updated' || was === null || was === word) return now
    return [
      now,
      { ...roleOf([user!, org!, course!, was!], names)!, quarter: quarter!, given: false },
    ]
  },
})
