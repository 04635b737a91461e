import type { Connection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Service } from '../../src/service.ts'
import { raw } from '../../src/store/sql.ts'
import { gateTo } from '../support/gate.ts'
import { fillSmall, lmsCli } from '../support/lms.ts'
import { sharedMariaDb } from '../support/shared.ts'

const db = sharedMariaDb()
let database: string
let url: string
let admin: Connection
let lms: ReturnType<typeof lmsCli>
let service: Service

beforeAll(async () => {
  ;({ name: database, url } = await db.database('edxapp'))
  await fillSmall(url)
  admin = await db.admin(database)
  lms = lmsCli(url)
  service = await lms.serve()
})
afterAll(async () => {
  await lms.close()
  await admin.end()
})

async function one(statement: string): Promise<number> {
  const [rows] = await admin.query(statement)
  return Number(Object.values((rows as Record<string, unknown>[])[0]!)[0])
}

describe('an LMS', () => {
  test('is read whole, and the figures are those of its tables', async () => {
    const read = await lms.run('ingest --once')
    expect(read.err + read.out).toMatch(/first load/)
    expect(read.code).toBe(0)
    const check = await lms.run('check')
    expect(check.out).toContain('Figures agrees with the platform, row by row.')
    expect(check.code).toBe(0)
    const [row] = await lms.rows(
      'registered_accounts enrollments new_enrollments passing_learners new_passing',
      '--population everyone',
    )
    expect(row!['registered_accounts']).toBe(await one('select count(*) from auth_user'))
    expect(row!['enrollments']).toBe(
      await one('select count(*) from student_courseenrollment where is_active = 1'),
    )
    expect(row!['new_enrollments']).toBe(await one('select count(*) from student_courseenrollment'))
    expect(row!['new_passing']).toBe(
      await one("select count(*) from grades_persistentcoursegrade where letter_grade <> ''"),
    )
    expect(row!['passing_learners']).toBe(
      await one(
        "select count(distinct user_id) from grades_persistentcoursegrade where letter_grade <> ''",
      ),
    )
    const [active] = await lms.rows('active_learners', '--population everyone')
    expect(active!['active_learners']).toBe(
      await one('select count(distinct student_id) from courseware_studentmodule'),
    )
  })

  test('leaves course teams and global staff out', async () => {
    const [everyone] = await lms.rows('enrollments', '--population everyone')
    const [learners] = await lms.rows('enrollments')
    const team =
      await one(`select count(*) from student_courseenrollment e where is_active = 1 and exists (
      select 1 from student_courseaccessrole r
      where r.user_id = e.user_id and r.role in ('staff', 'instructor') and (r.course_id = e.course_id
        or (r.course_id = '' and e.course_id like concat('course-v1:', r.org, '+%')))
      union select 1 from casbin_rule g
        join openedx_authz_extendedcasbinrule x on x.casbin_rule_id = g.id
        join openedx_authz_usersubject s on s.subject_ptr_id = x.subject_id
      where s.user_id = e.user_id and g.v1 in ('role^course_staff', 'role^course_admin')
        and e.course_id like replace(substring_index(g.v2, '^', -1), '*', '%'))`)
    expect(team).toBeGreaterThan(0)
    expect(learners!['enrollments']).toBe((everyone!['enrollments'] as number) - team)
  })

  test('a second reading finds nothing new and asks little', async () => {
    const { out } = await lms.run('ingest --once')
    expect(out).toMatch(/refresh, \d+ rows .* 0 changes/)
  })

  test('splits by site, with the zone that the site configuration names', async () => {
    const rows = await lms.rows('enrollments', '--by site')
    expect(rows.map((r) => r['site'])).toEqual([
      'harbor-coffee.example',
      'surya-homes.example',
      'vela-motors.example',
    ])
    const { out } = await lms.run('query active_learners --filter site=surya-homes.example')
    expect(out).toContain('Asia/Kolkata')
  })

  test('new rows come with a refresh; changes without a mark with a sweep; check names the row until then', async () => {
    const [rows] = await admin.query(
      "select id, user_id, course_id from student_courseenrollment where is_active = 1 and mode = 'audit' order by id limit 3",
    )
    const [changed, left, gone] = rows as { id: number; course_id: string }[]
    await admin.query(
      `update student_courseenrollment set mode = 'verified' where id = ${changed!.id}`,
    )
    await admin.query(`update student_courseenrollment set is_active = 0 where id = ${left!.id}`)
    await admin.query(`delete from student_courseenrollment where id = ${gone!.id}`)
    await admin.query(`update auth_user set is_active = 1 - is_active where id = 40`)
    const before = await lms.run('check')
    expect(before.code).toBe(1)
    expect(before.out).toMatch(
      new RegExp(`enrollment +different +student_courseenrollment id ${changed!.id} `),
    )
    expect(before.out).toMatch(
      new RegExp(`enrollment +different +student_courseenrollment id ${left!.id} `),
    )
    expect(before.out).toMatch(/enrollment +extra +learner [0-9a-f]{16}/)
    expect(before.out).toMatch(/learner +different +auth_user id 40 /)
    await admin.query(
      "insert into auth_user select 90001, password, last_login, 0, 'new_one', 'New', 'One', 'new.one@people.example', 0, 1, utc_timestamp(6) from auth_user order by id limit 1",
    )
    await admin.query(
      `insert into student_courseenrollment (course_id, created, is_active, mode, user_id) values ('${changed!.course_id}', utc_timestamp(6), 1, 'honor', 90001)`,
    )
    const refreshed = await lms.run('ingest --once')
    expect(refreshed.out).toMatch(/refresh, .* [2-9] changes/)
    expect((await lms.run('check')).code).toBe(1)
    const swept = await lms.run('check --refresh')
    expect(swept.out).toContain('agrees with the platform')
    expect(swept.code).toBe(0)
  })

  test('a full sweep notices grades that are gone', async () => {
    await admin.query(
      "delete from grades_persistentcoursegrade where letter_grade <> '' order by id limit 1",
    )
    expect((await lms.run('check')).code).toBe(1)
    expect((await lms.run('ingest --full')).code).toBe(0)
    expect((await lms.run('check')).code).toBe(0)
  })

  test('what differs of a person who asked to be forgotten is explained', async () => {
    const [[enrolled]] = (await admin.query(
      'select id, user_id from student_courseenrollment where is_active = 1 order by id desc limit 1',
    )) as unknown as [[{ id: number; user_id: number }]]
    await admin.query(
      `insert into user_api_userretirementrequest (created, modified, user_id) values (utc_timestamp(6), utc_timestamp(6), ${enrolled.user_id})`,
    )
    await lms.run('ingest --once')
    await admin.query(`delete from student_courseenrollment where id = ${enrolled.id}`)
    const { code, out } = await lms.run('check')
    expect(out).toMatch(/enrollment +retired +learner [0-9a-f]{16}/)
    expect(out).toContain('student_courseenrollment: 1 rows differ of people who asked')
    expect(code).toBe(0)
  })

  test('what differs is looked at once more, after as long as one likes', async () => {
    const reading = lms.run('check --refresh --patience 1s')
    expect((await reading).code).toBe(0)
    const wrong = await lms.run('check --refresh --patience soon')
    expect(wrong.err).toContain('expected a duration such as 30s or 15m')
    expect(wrong.code).toBe(2)
  })

  test('a row of ours that is broken by hand is named, too', async () => {
    await service.store.transaction((tx) =>
      tx.run(
        raw(
          'delete from course_grade where passing and learner = (select min(learner) from course_grade where passing)',
        ),
      ),
    )
    const { code, out } = await lms.run('check')
    expect(code).toBe(1)
    expect(out).toMatch(/course_grade +missing +grades_persistentcoursegrade id \d+/)
    await lms.run('ingest --full')
    expect((await lms.run('check')).code).toBe(0)
  })

  test('invalid keys and zero dates are refused, counted and shown; the rest is read', async () => {
    await admin.query("set session sql_mode = ''")
    await admin.query(
      "insert into student_courseenrollment (course_id, created, is_active, mode, user_id) values ('not a key', utc_timestamp(6), 1, 'audit', 41)",
    )
    await admin.query(
      "insert into auth_user select 90002, password, null, 0, 'zero', 'Z', 'Z', 'zero@people.example', 0, 1, '0000-00-00' from auth_user order by id limit 1",
    )
    expect((await lms.run('ingest --once')).code).toBe(0)
    const { out } = await lms.run('status')
    expect(out).toContain(
      'refused in enrollment: 1 rows, student_courseenrollment.course_id: invalid course key',
    )
    expect(out).toContain(
      'refused in account: 1 rows, auth_user.date_joined: no date from 2000 to 2099',
    )
    await admin.query(
      "insert into student_courseaccessrole (org, course_id, role, user_id) values ('X', 'no key', 'staff', 41)",
    )
    await lms.run('ingest --once')
    expect((await lms.run('status')).out).toContain(
      'refused in role: 1 rows, student_courseaccessrole.course_id: invalid course key',
    )
    await admin.query("delete from student_courseaccessrole where course_id = 'no key'")
    await lms.run('ingest --once')
    expect((await lms.run('status')).out).not.toContain('refused in role')
    const check = await lms.run('check')
    expect(check.out).toContain(
      'student_courseenrollment: 1 rows cannot be used, invalid course key.',
    )
  })
})

describe('what a person can act on', () => {
  const failing = async (url: string): Promise<string> => {
    const cli = lmsCli(url)
    const { code, err } = await cli.run('ingest --once')
    expect(code).toBe(1)
    await cli.close()
    return err
  }
  const address = (change: (url: URL) => void): string => {
    const changed = new URL(url)
    change(changed)
    return changed.href
  }

  test('a wrong host', async () => {
    expect(await failing(address((u) => (u.hostname = 'no-such-host.invalid')))).toMatch(
      /host no-such-host.invalid cannot be found/,
    )
  })

  test('a port where nothing listens', async () => {
    expect(await failing(address((u) => (u.port = '1')))).toMatch(
      /Nothing answers as a database at 127.0.0.1:1/,
    )
  })

  test('a wrong password, which is not repeated', async () => {
    const message = await failing(address((u) => (u.password = 'hunter2')))
    expect(message).toMatch(/refuses user 'root' with this password/)
    expect(message).not.toContain('hunter2')
  })

  test('a database that is none', async () => {
    expect(await failing(db.url('nothing_here'))).toMatch(/cannot see the database 'nothing_here'/)
  })

  test('a database that is not an LMS', async () => {
    const shop = await db.database('shop')
    await admin.query(`create table ${shop.name}.orders (id int)`)
    expect(await failing(shop.url)).toMatch(/'shop_\w+' is not that of an Open edX LMS/)
  })

  test('a missing grant, with the GRANT that mends it', async () => {
    const reader = db.account('reader')
    await admin.query(`create user ${reader}@'127.0.0.1' identified by 'reads'`)
    const theirs = db.url(database, `${reader}:reads`)
    const grant = (table: string, columns = ''): Promise<unknown> =>
      admin.query(`grant select ${columns} on ${database}.${table} to ${reader}@'127.0.0.1'`)
    await grant('auth_user', '(id, date_joined, is_active, is_staff, is_superuser)')
    await grant('course_overviews_courseoverview')
    const message = await failing(theirs)
    expect(message).toMatch(/student_courseenrollment is not granted or absent/)
    expect(message).toContain('GRANT SELECT (`id`, ')
    expect(message).toContain(
      `) ON \`${database}\`.\`student_courseenrollment\` TO '${reader}'@'127.0.0.1'`,
    )
    await grant('student_courseenrollment')
    const cli = lmsCli(theirs)
    expect((await cli.run('ingest --once')).code).toBe(0)
    const [row] = await cli.rows('active_learners enrollments')
    expect(row).toMatchObject({ active_learners: null, active_learners_state: 'unavailable' })
    expect(row!['enrollments']).toBeGreaterThan(0)
    expect((await cli.run('status')).out).toContain(
      'lacks activity: courseware_studentmodule is not granted or absent: GRANT SELECT',
    )
    await grant(
      'courseware_studentmodule',
      '(id, student_id, course_id, module_id, module_type, created, modified)',
    )
    expect((await cli.run('ingest --once')).code).toBe(0)
    expect((await cli.rows('active_learners'))[0]!['active_learners']).toBeGreaterThan(0)
    await cli.close()
  })

  test('a server that goes away in the middle and comes back: nothing is lost', async () => {
    const gate = await gateTo(db.port)
    const cli = lmsCli(gate.through(url))
    const reading = cli.run('ingest --once')
    await new Promise((resolve) => setTimeout(resolve, 250))
    await gate.shut()
    const { code, err } = await reading
    await gate.open()
    if (code !== 0) expect(err).toMatch(/lost|Nothing answers/)
    expect((await cli.run('ingest --once')).code).toBe(0)
    const check = await cli.run('check')
    expect(check.out).toContain('agrees with the platform')
    await gate.shut()
    await cli.close()
  })
})
