import type { Connection } from 'mysql2/promise'
import { stamp, type Told } from './row.ts'
import type { TableWriter } from './writer.ts'

/** What openedx-authz calls the roles of the platform's own table; it has none for the others. */
const NAMED: Readonly<Record<string, string>> = {
  instructor: 'course_admin',
  staff: 'course_staff',
  limited_staff: 'course_limited_staff',
  data_researcher: 'course_data_researcher',
  beta_testers: 'course_beta_tester',
  ccx_coach: 'ccx_coach',
}

interface Held {
  readonly id: number
  readonly user_id: number
  readonly username: string
  readonly org: string
  readonly course_id: string
  readonly role: string
}

/**
 * Moves the roles of an organization to openedx-authz as the platform's own command does when it is told
 * to delete what it could move; where the tables are. The flag is then on for the organization.
 */
export async function moveRoles(
  connection: Connection,
  writer: TableWriter,
  of: { readonly org: string; readonly now: number },
): Promise<void> {
  if (!(await writer.has('casbin_rule'))) return
  for (const table of ['casbin_rule', 'openedx_authz_subject']) await writer.number(table)
  const [found] = await connection.query(
    `select r.id, r.user_id, u.username, r.org, r.course_id, r.role from student_courseaccessrole as r
      join auth_user as u on u.id = r.user_id where r.org = ? and r.role in (?)`,
    [of.org, Object.keys(NAMED)],
  )
  const held = found as Held[]
  const subjects = new Map<number, number>()
  for (const { user_id } of held) {
    if (!subjects.has(user_id)) subjects.set(user_id, writer.next('openedx_authz_subject'))
  }
  await writer.addAll([
    ['openedx_authz_subject', [...subjects.values()].map((id) => ({ id }))],
    [
      'openedx_authz_usersubject',
      [...subjects].map(([user_id, subject_ptr_id]) => ({ user_id, subject_ptr_id })),
    ],
    ...held.flatMap((row) => rowsOf(row, writer, subjects.get(row.user_id)!, of.now)),
    [
      'waffle_utils_waffleflagorgoverridemodel',
      [
        {
          change_date: stamp(of.now),
          enabled: 1,
          waffle_flag: 'authz.enable_course_authoring',
          org: of.org,
          override_choice: 'on',
        },
      ],
    ],
  ])
  await writer.flush()
  if (held.length === 0) return
  await connection.query('delete from student_courseaccessrole where id in (?)', [
    held.map((row) => row.id),
  ])
}

function rowsOf(row: Held, writer: TableWriter, subject_id: number, now: number): Told {
  const where = row.course_id === '' ? `course-v1:${row.org}+*` : row.course_id
  const [subject, role, scope] = [
    `user^${row.username}`,
    `role^${NAMED[row.role]}`,
    `course-v1^${where}`,
  ]
  const id = writer.next('casbin_rule')
  return [
    ['casbin_rule', [{ id, ptype: 'g', v0: subject, v1: role, v2: scope }]],
    [
      'openedx_authz_extendedcasbinrule',
      [
        {
          casbin_rule_key: `g,${subject},${role},${scope},`,
          casbin_rule_id: id,
          subject_id,
          created_at: stamp(now),
          updated_at: stamp(now),
        },
      ],
    ],
    [
      'openedx_authz_roleassignmentaudit',
      [{ operation: 'created', subject, role, scope, timestamp: stamp(now) }],
    ],
  ]
}
