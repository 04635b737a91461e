import type { Connection } from 'mysql2/promise'
import type { CampusCourse } from '../plan.ts'
import { stamp, type Told } from './row.ts'
import type { TableWriter } from './writer.ts'

const NOBODY = 2_000_000_000

/**
 * What platforms have that were upgraded for years: keys that are none, other spellings of good ones,
 * zero dates, rows of people and courses that are gone, courses that nobody lists.
 */
export async function makeMess(
  connection: Connection,
  writer: TableWriter,
  courses: readonly CampusCourse[],
): Promise<void> {
  const now = stamp(Date.parse('2025-06-01T10:00:00Z'))
  const key = courses[0]!.key
  // Zero dates come from the time before the server refused them.
  await connection.query("set session sql_mode = ''")
  const enrollment = (user: number, course: string, created: string | null): Told[number] => [
    'student_courseenrollment',
    [
      {
        id: writer.next('student_courseenrollment'),
        user_id: user,
        course_id: course,
        created,
        is_active: 1,
        mode: 'audit',
      },
    ],
  ]
  const module = (user: number, course: string, block: string, at: string): Told[number] => [
    'courseware_studentmodule',
    [
      {
        id: writer.next('courseware_studentmodule'),
        student_id: user,
        course_id: course,
        module_id: block,
        module_type: 'problem',
        done: 'na',
        created: at,
        modified: at,
      },
    ],
  ]
  const zero = '0000-00-00 00:00:00'
  await writer.addAll([
    enrollment(NOBODY, key, now),
    enrollment(NOBODY + 1, 'not a key', now),
    enrollment(NOBODY + 2, '', now),
    enrollment(NOBODY + 3, key.replaceAll('+', ' '), now),
    enrollment(NOBODY + 4, key.replace('+', '%2B'), now),
    enrollment(NOBODY + 5, key.toUpperCase().replace('COURSE-V1', 'course-v1'), now),
    enrollment(NOBODY + 6, 'course-v1:Gone+GONE1+2019', now),
    enrollment(NOBODY + 7, 'Old/STYLE/2014', now),
    enrollment(NOBODY + 8, key, null),
    enrollment(NOBODY + 9, key, zero),
    module(NOBODY, key, `${key.replace('course', 'block')}+type@problem+block@gone`, now),
    module(NOBODY, 'library-v1:Vela+LIB1', 'lib-block-v1:Vela+LIB1+type@problem+block@a', now),
    module(NOBODY, 'not a key', 'nor a block', now),
    module(NOBODY + 1, key, 'no block key either', now),
    module(NOBODY + 1, key, `${key.replace('course', 'block')}+type@html+block@zero`, zero),
    [
      'auth_user',
      [
        {
          id: NOBODY + 20,
          password: '!',
          username: 'zero_date',
          first_name: '',
          last_name: '',
          email: 'zero.date@people.example',
          is_active: 1,
          date_joined: zero,
        },
      ],
    ],
    ...oddRoles(writer, now),
    [
      'student_courseaccessrole',
      [
        { org: '', course_id: '', role: 'course_creator_group', user_id: NOBODY },
        { org: 'Gone', course_id: 'nothing at all', role: 'staff', user_id: NOBODY },
      ],
    ],
    [
      'completion_blockcompletion',
      [
        {
          created: now,
          modified: now,
          course_key: key,
          block_key: `${key.replace('course', 'block')}+type@html+block@gone`,
          block_type: 'html',
          completion: 1,
          user_id: NOBODY,
        },
        {
          created: now,
          modified: now,
          course_key: 'not a key',
          block_key: 'x',
          block_type: 'html',
          completion: 0,
          user_id: NOBODY,
        },
      ],
    ],
  ])
  await writer.flush()
  // Some were deleted outright, and one account's rows stayed behind.
  await connection.query('delete from student_courseenrollment where id % 997 = 5')
  await connection.query('delete from courseware_studentmodule where id % 997 = 5')
  await connection.query('delete from auth_user where id % 997 = 500')
}

/**
 * Roles of openedx-authz that say too little: of nobody, of somebody known by user name alone, on all of
 * something, on something else, and one that a plug-in made up. Policies stand in the same table.
 */
function oddRoles(writer: TableWriter, now: string): Told {
  const rule = (ptype: string, v0: string, v1: string, v2: string): Told[number] => [
    'casbin_rule',
    [{ id: writer.next('casbin_rule'), ptype, v0, v1, v2 }],
  ]
  return [
    rule('p', 'role^course_staff', 'act^courses.view_course', 'course-v1^*'),
    rule('g', 'user^zero_date', 'role^course_auditor', 'course-v1^course-v1:Gone+GONE1+2019'),
    rule('g', 'user^left long ago', 'role^course_staff', 'course-v1^course-v1:Gone+GONE1+2019'),
    rule('g', 'user^zero_date', 'role^course_staff', 'course-v1^course-v1:Gone+GONE*'),
    rule('g', 'user^zero_date', 'role^course_poet', 'course-v1^course-v1:Gone+*'),
    rule('g', 'user^zero_date', 'role^library_admin', 'lib^lib:Gone:LIB1'),
    rule('g2', 'act^manage', 'act^edit', ''),
    [
      'waffle_utils_waffleflagorgoverridemodel',
      ['off', 'on'].map((override_choice) => ({
        change_date: now,
        enabled: 1,
        waffle_flag: 'authz.enable_course_authoring',
        org: 'Moved',
        override_choice,
      })),
    ],
  ]
}
