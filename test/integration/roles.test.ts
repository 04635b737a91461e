import { expect, test } from 'vitest'
import { pseudonyms } from '../../src/facts/pseudonym.ts'
import { capabilitiesOf } from '../../src/ingest/capability.ts'
import { connect, type Session } from '../../src/sources/lms-database/connect.ts'
import { USUAL_PACE } from '../../src/sources/lms-database/pace.ts'
import { readSchema } from '../../src/sources/lms-database/schema.ts'
import { rolePart } from '../../src/sources/lms-database/roles.ts'
import { LmsServer } from '../../src/sources/lms-database/server.ts'
import { namesOf } from '../../src/sources/lms-database/shape.ts'
import {
  NOBODY_KNOWN,
  ROLE_UNKNOWN,
  SCOPE_UNKNOWN,
} from '../../src/sources/lms-database/shapes/role.ts'
import { raw, sql } from '../../src/store/sql.ts'
import { sharedMariaDb } from '../support/shared.ts'
import { runStory, type Played, type Story } from '../support/story.ts'

const db = sharedMariaDb()
const COURSE = 'course-v1:OrgA+C1+2026'
const FLAG = 'authz.enable_course_authoring'

/** Accounts 2 to 6, all enrolled in one course of OrgA. */
const PLATFORM = [
  `insert into auth_user (id, username, email, is_active, date_joined) values ${[2, 3, 4, 5, 6]
    .map((u) => `(${u}, 'Ana_${u}', 'u${u}@people.example', 1, '2026-01-01')`)
    .join(', ')}`,
  `insert into course_overviews_courseoverview (id, org, display_name) values ('${COURSE}', 'OrgA', 'One')`,
  `insert into student_courseenrollment (user_id, course_id, created, is_active, mode)
    select id, '${COURSE}', '2026-03-01', 1, 'audit' from auth_user`,
]

/** Rules of openedx-authz that name people by user name alone. */
const rules = (rows: readonly (readonly [who: string, role: string, scope: string])[]): string =>
  `insert into casbin_rule (ptype, v0, v1, v2) values ${rows
    .map(([who, role, scope]) => `('g', '${who}', 'role^${role}', '${scope}')`)
    .join(', ')}`

async function play(
  name: string,
  sqls: readonly string[],
  more: Omit<Story, 'steps'> = {},
): Promise<Played> {
  const steps = [{ sql: [...PLATFORM, ...sqls] }, { read: 'refresh' as const }]
  const { name: database } = await db.database(`roles_${name}`)
  return runStory(db, { era: 'V', ...more, steps }, { database })
}

const learnersIn = async (played: Played): Promise<number> => {
  const period = { from: '2026-03-01', to: '2026-04-01', zone: 'UTC' }
  const [row] = await played.query({ metrics: ['enrollments'], ...period })
  return row!['enrollments'] as number
}

const refusedIn = async (played: Played, part: string): Promise<Record<string, number>> => {
  const rows = await played.store.query<{ reason: string; rows: number }>(
    sql`select reason, rows from quarantine where part = ${part}`,
  )
  return Object.fromEntries(rows.map((row) => [row.reason, row.rows]))
}

const capabilityIn = async (played: Played, name: string) =>
  (await capabilitiesOf(played.store, 'lms-database')).find((c) => c.name === name)!

test('who is known by user name alone is found by it, whatever the collations; the rest is counted', async () => {
  const played = await play('names', [
    'alter table auth_user convert to character set utf8mb3 collate utf8mb3_unicode_ci',
    'alter table casbin_rule convert to character set utf8mb4 collate utf8mb4_general_ci',
    'alter table openedx_authz_roleassignmentaudit convert to character set utf8mb4 collate utf8mb4_bin',
    rules([
      ['user^Ana_3', 'course_editor', `course-v1^${COURSE}`],
      ['user^Nobody', 'course_editor', `course-v1^${COURSE}`],
      ['role^Ana_4', 'course_staff', `course-v1^${COURSE}`],
      ['user^Ana_5', 'course_poet', `course-v1^${COURSE}`],
      ['user^Ana_5', 'course_staff', 'course-v1^course-v1:OrgA+C*'],
      ['user^Ana_5', 'course_staff', 'course-v1^no course'],
      ['user^Ana_5', 'course_staff', 'ccx-v1^ccx-v1:OrgA+*'],
      ['user^Ana_5', 'library_admin', 'lib^lib:OrgA:L'],
      // Renamed: the rule has the old name, what stands beside it the account.
      ['user^Was_6', 'course_staff', `course-v1^${COURSE}`],
    ]),
    'insert into openedx_authz_usersubject (subject_ptr_id, user_id) values (9, 6), (10, null)',
    `insert into openedx_authz_extendedcasbinrule (casbin_rule_id, casbin_rule_key, subject_id)
      select id, concat('k', id), if(v0 = 'user^Was_6', 9, 10) from casbin_rule where v0 in ('user^Was_6', 'user^Nobody')`,
  ])
  try {
    // Of five, 3 and 6 are on the team.
    expect(await learnersIn(played)).toBe(3)
    expect(await refusedIn(played, 'role')).toEqual({
      [`casbin_rule: ${NOBODY_KNOWN}`]: 2,
      [`casbin_rule: ${ROLE_UNKNOWN}`]: 1,
      [`casbin_rule: ${SCOPE_UNKNOWN}`]: 3,
    })
  } finally {
    await played.close()
  }
})

test('a user name that two accounts have names neither, and the other roles are read', async () => {
  const played = await play('doubled_names', [
    'alter table auth_user drop index username',
    "update auth_user set username = 'Ana_3' where id = 6",
    rules([
      ['user^Ana_3', 'course_staff', `course-v1^${COURSE}`],
      ['user^Ana_4', 'course_staff', `course-v1^${COURSE}`],
    ]),
  ])
  try {
    expect(await learnersIn(played)).toBe(4)
    expect(await refusedIn(played, 'role')).toEqual({ [`casbin_rule: ${NOBODY_KNOWN}`]: 1 })
    expect((await played.check()).agrees).toBe(true)
  } finally {
    await played.close()
  }
})

test('the audit table dates roles that were given and taken away', async () => {
  const audit = (rows: string): string =>
    `insert into openedx_authz_roleassignmentaudit (operation, subject, role, scope, timestamp) values ${rows}`
  const played = await play('audit', [
    audit(`
      ('created', 'user^Ana_3', 'role^course_staff', 'course-v1^${COURSE}', '2026-05-01 10:07'),
      ('deleted', 'user^Ana_3', 'role^course_staff', 'course-v1^${COURSE}', '2026-06-01 10:31'),
      ('created', 'user^Ana_4', 'role^course_auditor', 'course-v1^course-v1:OrgA+*', '2026-06-02'),
      ('created', 'user^Ana_4', 'role^library_user', 'lib^lib:OrgA:L', '2026-06-02'),
      ('created', 'user^gone', 'role^course_staff', 'course-v1^${COURSE}', '2026-06-03'),
      ('created', 'user^Ana_5', 'role^course_staff', 'course-v1^${COURSE}', '0000-00-00')`),
  ])
  const changes = async (): Promise<string[]> => {
    const rows = await played.store.query<{ text: string }>(
      raw(`select concat_ws(' ', role, coalesce(c.text, ''), coalesce(o.text, ''),
          strftime(make_timestamp(cast(quarter as bigint) * 900000000), '%m-%d %H:%M'), given) as text
        from authz_role_change as r left join course as c on c.id = r.course
        left join organization as o on o.id = r.organization order by quarter`),
    )
    return rows.map((row) => row.text)
  }
  try {
    // 10: course_staff, 12: course_auditor.
    const three = [
      `10 ${COURSE}  05-01 10:00 true`,
      `10 ${COURSE}  06-01 10:30 false`,
      '12  OrgA 06-02 00:00 true',
    ]
    expect(await changes()).toEqual(three)
    expect(await refusedIn(played, 'authz_role_history')).toEqual({
      [`openedx_authz_roleassignmentaudit: ${NOBODY_KNOWN}`]: 1,
      'openedx_authz_roleassignmentaudit.timestamp: no date from 2000 to 2099': 1,
    })
    // Late, rewritten and gone rows are found by the next sweep.
    await played.lms
      .query(`update openedx_authz_roleassignmentaudit set timestamp = '2026-05-02' where id = 1;
      update openedx_authz_roleassignmentaudit set subject = 'user^Ana_6' where id = 3;
      delete from openedx_authz_roleassignmentaudit where id = 2`)
    await played.read('full sweep')
    expect(await changes()).toEqual([`10 ${COURSE}  05-02 00:00 true`, three[2]])
    const [who] = await played.store.query<{ same: boolean }>(
      sql`select count(distinct learner) = 2 and bool_and(learner in (select learner from learner)) as same from authz_role_change`,
    )
    expect(who!.same).toBe(true)
  } finally {
    await played.close()
  }
})

test('Data health says where the flag is set; a course wins over its organization, the last word counts', async () => {
  const org = 'waffle_utils_waffleflagorgoverridemodel'
  const course = 'waffle_utils_waffleflagcourseoverridemodel'
  const played = await play('flag', [
    `insert into waffle_flag (name, everyone) values ('${FLAG}', 1), ('other', 0)`,
    `insert into ${org} (id, change_date, enabled, waffle_flag, org, override_choice) values
      (1, '2026-11-02', 1, '${FLAG}', 'OrgA', 'off'), (2, '2026-11-01', 1, '${FLAG}', 'OrgA', 'on'),
      (3, '2026-11-01', 1, '${FLAG}', 'OrgB', 'on'), (4, '2026-11-02', 0, '${FLAG}', 'OrgB', 'on'),
      (5, '2026-11-01', 1, 'other', 'OrgC', 'on')`,
    `insert into ${course} (change_date, enabled, waffle_flag, course_id, override_choice) values
      ('2026-11-01', 1, '${FLAG}', '${COURSE}', 'on'), ('2026-11-01', 1, '${FLAG}', 'course-v1:OrgA+C2+2026', 'on')`,
  ])
  const note = async () => (await capabilityIn(played, 'authz_role')).note
  try {
    expect(await note()).toBe(
      `${FLAG} is on for the platform, off for 1 organization, on for 2 courses. Roles in both places count.`,
    )
    await played.lms.query(`update waffle_flag set everyone = null; truncate ${org}`)
    await played.read('refresh')
    expect(await note()).toBe(`${FLAG} is on for 2 courses. Roles in both places count.`)
    await played.lms.query(`truncate ${course}`)
    await played.read('refresh')
    expect(await note()).toBeUndefined()
  } finally {
    await played.close()
  }
})

test('what is not seen of either place is said, and the other still counts', async () => {
  const staff = `insert into student_courseaccessrole (user_id, org, course_id, role) values (3, 'OrgA', '${COURSE}', 'staff')`
  const on = `insert into waffle_flag (name, everyone) values ('${FLAG}', 1)`
  const without = ['casbin_rule', 'openedx_authz_extendedcasbinrule', 'openedx_authz_usersubject']
  const old = await play('old', [staff, on], { without })
  try {
    expect(await learnersIn(old)).toBe(4)
    const { available, missing } = await capabilityIn(old, 'authz_role')
    expect(available).toBe(false)
    expect(missing).toMatch(
      /^authz\.enable_course_authoring is on for the platform: those teams count as learners\. casbin_rule is not granted or absent: GRANT SELECT \(.*\) ON `.*`\.`casbin_rule` TO /,
    )
  } finally {
    await old.close()
  }
  const rule = rules([['user^Ana_3', 'course_staff', `course-v1^${COURSE}`]])
  const fresh = await play('new', [rule], { without: ['student_courseaccessrole'] })
  try {
    expect(await learnersIn(fresh)).toBe(4)
    const { available, missing, note } = await capabilityIn(fresh, 'role')
    expect([available, missing]).toEqual([true, ''])
    expect(note).toMatch(
      /^Roles that openedx-authz does not have are not seen: student_courseaccessrole is not granted or absent: GRANT SELECT /,
    )
  } finally {
    await fresh.close()
  }
})

test('a role that is rolled back while both places are read is not missed', async () => {
  const played = await play('rollback', [
    rules([['user^Ana_3', 'course_staff', `course-v1^${COURSE}`]]),
  ])
  const [[at]] = (await played.lms.query('select database() as name')) as unknown as [
    { name: string }[],
  ]
  const session = await connect(new LmsServer(db.address(at!.name)))
  try {
    let rolledBack = false
    const between: Session = {
      ...session,
      statements: 0,
      async rows(statement, values) {
        const found = await session.rows(statement, values)
        if (statement.includes('student_courseaccessrole') && !rolledBack) {
          rolledBack = true
          await played.lms.query(
            `start transaction; delete from casbin_rule;
              insert into student_courseaccessrole (user_id, org, course_id, role) values (3, 'OrgA', '${COURSE}', 'staff');
              commit`,
          )
        }
        return found
      },
    }
    const batches = rolePart.read({
      session: between,
      schema: await readSchema(session),
      names: namesOf(pseudonyms(Buffer.alloc(32, 1), 'roles')),
      depth: 'refresh',
      part: 'role',
      saved: undefined,
      now: Date.now(),
      pace: { ...USUAL_PACE, page: 1 },
      process: 'test',
      isLong: () => false,
    })
    for await (const batch of batches) expect(batch.writes[0]!.rows).toBe(1)
    expect(rolledBack).toBe(true)
  } finally {
    await session.close()
    await played.close()
  }
})

test('rows of the old table that say too little are refused one by one', async () => {
  const played = await play('odd', [
    'alter table student_courseaccessrole modify user_id int null, modify org varchar(64) null, modify course_id varchar(255) null, modify role varchar(64) null',
    `insert into student_courseaccessrole (user_id, org, course_id, role) values
      (null, 'OrgA', '${COURSE}', 'staff'), (3, null, '${COURSE}', 'staff'), (4, 'OrgA', null, 'staff'),
      (5, 'OrgA', '${COURSE}', null), (5, 'OrgA', 'no course', 'staff'), (6, null, null, 'instructor'),
      (6, 'OrgA', '${COURSE}', 'course_staff')`,
  ])
  try {
    // 3 on the course and 4 on the organization are team. The old table knows no course_staff.
    expect(await learnersIn(played)).toBe(3)
    expect(await refusedIn(played, 'role')).toEqual({
      'student_courseaccessrole.user_id: not the id of a user': 1,
      'student_courseaccessrole.course_id: invalid course key': 1,
    })
  } finally {
    await played.close()
  }
})
