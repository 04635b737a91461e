import type { Connection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ERAS, type Era } from '../../src/sources/campus/lms/eras.ts'
import { fillLms } from '../../src/sources/campus/lms/fill.ts'
import { NOBODY_KNOWN, ROLE_UNKNOWN } from '../../src/sources/lms-database/shapes/role.ts'
import { USUAL_PACE } from '../../src/sources/lms-database/pace.ts'
import { open } from '../../src/sources/lms-database/read.ts'
import { LmsServer } from '../../src/sources/lms-database/server.ts'
import type { Service } from '../../src/service.ts'
import { raw } from '../../src/store/sql.ts'
import { lmsCli, SMALL } from '../support/lms.ts'
import { sharedMariaDb } from '../support/shared.ts'

const db = sharedMariaDb()
/** The database and the reading account of each era. */
const places = new Map<Era, { readonly database: string; readonly account: string }>()
const nameOf = (era: Era): string => places.get(era)!.database

/** What a release of the era does not have. */
const MODERN = ['authz_role', 'authz_role_history']
const LACKING: Readonly<Record<Era, readonly string[]>> = {
  G: [
    ...MODERN,
    'certificate_date',
    'certificate_history',
    'completion',
    'grade_override',
    'outline',
    'retirement',
    'role_history',
  ],
  H: [
    ...MODERN,
    'certificate_date',
    'certificate_history',
    'enrollment_history',
    'outline',
    'role_history',
  ],
  J: [...MODERN, 'certificate_date', 'outline', 'role_history'],
  M: [...MODERN, 'certificate_date', 'role_history'],
  P: [...MODERN, 'role_history'],
  U: MODERN,
  V: [],
}

/** What needs the columns with names, whose grant is printed apart. */
const NAMED: Partial<Record<Era, readonly string[]>> = { V: ['authz_role_history'] }
const keepsRoleHistory = (era: Era): boolean => ['U', 'V'].includes(era)

async function valueOf(admin: Connection, statement: string): Promise<number> {
  const [rows] = await admin.query(statement)
  return Number(Object.values((rows as Record<string, unknown>[])[0]!)[0])
}

describe.each(ERAS)(
  'tables of era %s, messy, by an account with the grants that are printed',
  (era) => {
    let admin: Connection
    let lms: ReturnType<typeof lmsCli>
    let service: Service
    let database: string

    beforeAll(async () => {
      const { name } = await db.database(`era_${era.toLowerCase()}`)
      database = name
      const account = db.account(`reader_${era.toLowerCase()}`)
      places.set(era, { database, account })
      const now = Date.now()
      const opened = new Date(now - 548 * 86_400_000).toISOString().slice(0, 10)
      await fillLms(db.address(database), { ...SMALL, opened }, { now, era, mess: true })
      admin = await db.admin(database)
      const root = lmsCli(db.url(database))
      const printed = await root.run(`grants --user ${account}@127.0.0.1`)
      await root.close()
      expect(printed.code).toBe(0)
      await admin.query(printed.out.replace('choose a password', 'reads'))
      lms = lmsCli(db.url(database, `${account}:reads`))
      service = await lms.serve()
    })
    afterAll(async () => {
      await lms.close()
      await admin.end()
    })

    test('are read whole; what is no good is refused, what the release lacks is said', async () => {
      expect((await lms.run('ingest --once')).code).toBe(0)
      const { out } = await lms.run('check')
      expect(out).toContain('Figures agrees with the platform, row by row.')
      const status = JSON.parse((await lms.run('status --json')).out) as {
        sources: {
          capabilities: { name: string; available: boolean; missing: string; note?: string }[]
          quarantine: { part: string; reason: string; rows: number }[]
        }[]
      }
      const { capabilities, quarantine } = status.sources[0]!
      const lacking = capabilities.filter((c) => !c.available)
      const named = NAMED[era] ?? []
      expect(lacking.map((c) => c.name).sort()).toEqual([...LACKING[era], ...named].sort())
      for (const { name, missing } of lacking) {
        expect(missing).toMatch(
          named.includes(name)
            ? /\(`subject`\) is not granted .*`auth_user` TO 'reader_\w+'@'127\.0\.0\.1'$/
            : /^comes with \w+, this is \w+$/,
        )
      }
      const refused = new Map(quarantine.map((q) => [`${q.part}: ${q.reason}`, q.rows]))
      expect(
        refused.get('enrollment: student_courseenrollment.course_id: invalid course key'),
      ).toBe(2)
      expect(refused.get('account: auth_user.date_joined: no date from 2000 to 2099')).toBe(1)
      expect(refused.get('role: student_courseaccessrole.course_id: invalid course key')).toBe(1)
      // Without the columns with names, who is known by user name alone is not known.
      expect(refused.get(`role: casbin_rule: ${NOBODY_KNOWN}`)).toBe(era === 'V' ? 3 : undefined)
      expect(refused.get(`role: casbin_rule: ${ROLE_UNKNOWN}`)).toBe(era === 'V' ? 1 : undefined)
      expect(capabilities.find((c) => c.name === 'authz_role')!.note).toBe(
        era === 'V'
          ? 'authz.enable_course_authoring is on for 2 organizations. Roles in both places count.'
          : undefined,
      )
      expect(refused.get('activity: courseware_studentmodule.course_id: invalid course key')).toBe(
        1,
      )
      expect(refused.get('activity: courseware_studentmodule.module_id: invalid block key')).toBe(1)
      expect(
        refused.get('activity: courseware_studentmodule.created: no date from 2000 to 2099'),
      ).toBe(1)
      if (era !== 'G')
        expect(
          refused.get('completion: completion_blockcompletion.course_key: invalid course key'),
        ).toBe(1)
    })

    test('a second reading, and a sweep, find nothing new', async () => {
      const said = async (command: string): Promise<string> => {
        const { out, err } = await lms.run(command)
        return out + err
      }
      expect(await said('ingest --once')).toMatch(/refresh, .* 0 changes/)
      expect(await said('ingest --once --sweep')).toMatch(/sweep, .* 0 changes/)
      expect(await said('ingest --full')).toMatch(/reload, .* 0 changes/)
    })

    test('histories date what happened before the first reading', async () => {
      const table = { G: 'student_historicalcourseenrollment', H: undefined }[era as 'G' | 'H']
      const history = era === 'H' ? undefined : (table ?? 'student_courseenrollment_history')
      const [row] = await lms.rows(
        'unenrollments re_enrollments new_enrollments',
        '--population everyone',
      )
      if (history === undefined) {
        expect(row).toMatchObject({ unenrollments: 0, re_enrollments: 0 })
        return
      }
      const steps = `select is_active, history_type, lag(is_active) over (partition by id order by history_date) as was from ${history}`
      const back = await valueOf(
        admin,
        `select count(*) from (${steps}) as s where was = 0 and is_active = 1`,
      )
      // Where the history began later than the enrollment, its first row may be the end.
      const left = await valueOf(
        admin,
        `select count(*) from (${steps}) as s where is_active = 0 and coalesce(was, history_type = '~') = 1`,
      )
      expect(left).toBeGreaterThan(5)
      const began = await valueOf(
        admin,
        `select timestampdiff(minute, '1970-01-01', min(history_date)) div 15 from ${history}`,
      )
      const { out } = await lms.run('query enrollments --from 2024-01-01 --to 2030-01-01')
      expect(out).toContain(`exact from ${new Date((began + 1) * 900_000).toISOString()}`)
      expect(row).toMatchObject({ unenrollments: left, re_enrollments: back })
    })

    test('companies, scored problems and role changes are those of the tables', async () => {
      const { store } = service
      const kept = async (statement: string): Promise<number> =>
        Number(Object.values((await store.query(raw(statement)))[0]!)[0])
      const companies = 'enterprise_enterprisecustomer'
      expect(await kept('select count(*) from enterprise_listed')).toBe(2)
      expect(await kept('select count(*) from enterprise_member where linked')).toBe(
        await valueOf(
          admin,
          `select count(*) from ${companies}user ${['G', 'H'].includes(era) ? '' : 'where linked = 1'}`,
        ),
      )
      expect(await kept('select count(ended) from enterprise_enrollment')).toBe(
        keepsRoleHistory(era)
          ? await valueOf(
              admin,
              'select count(unenrolled_at) from enterprise_enterprisecourseenrollment',
            )
          : 0,
      )
      expect(await kept('select count(*) from enterprise_enrollment')).toBe(
        await valueOf(admin, 'select count(*) from enterprise_enterprisecourseenrollment'),
      )
      const blocks = await kept('select count(*) from block_scored where graded and points = 1')
      expect(blocks).toBe(await kept('select count(*) from block_scored'))
      expect(blocks).toBeGreaterThan(
        await valueOf(admin, 'select count(*) from grades_visibleblocks'),
      )
      // Each role of the campus was first another one: given, taken away, and given what it is.
      const history = 'student_courseaccessrolehistory'
      const taken = keepsRoleHistory(era)
        ? await valueOf(
            admin,
            `select count(distinct user_id, if(course_id = '', org, ''), course_id) from ${history}
                where action_type = 'updated' and role <> 'beta_testers'`,
          )
        : 0
      expect(taken > 0).toBe(keepsRoleHistory(era))
      expect(await kept('select count(*) from role_change where not given')).toBe(taken)
      expect((await kept('select count(*) from role_change where given')) > 0).toBe(
        keepsRoleHistory(era),
      )
    })

    test('what staff had scored again shows no learning', async () => {
      const tasks = 'instructor_task_instructortask'
      const [found] = await admin.query(
        `select distinct course_id as course, date_format(created, '%Y-%m-%d') as day from ${tasks} order by day`,
      )
      const scored = found as { course: string; day: string }[]
      const during = (at: string): string =>
        `exists (select 1 from ${tasks} as t where t.course_id = m.course_id and ${at} between t.created and t.updated
          and t.task_input like concat('%', m.module_id, '%'))`
      const modules = 'courseware_studentmodule as m'
      const saves = `${database}_csmh.coursewarehistoryextended_studentmodulehistoryextended as h`
      const acts = [
        ['m.student_id', 'm.course_id', 'm.created', modules, 'false'],
        ['m.student_id', 'm.course_id', 'm.modified', modules, during('m.modified')],
        [
          'm.student_id',
          'm.course_id',
          'h.created',
          `${saves} join ${modules} on m.id = h.student_module_id`,
          during('h.created'),
        ],
        ...(era === 'G'
          ? []
          : [['user_id', 'course_key', 'created', 'completion_blockcompletion', 'false']]),
      ].map(
        ([who, course, at, from, staffed]) =>
          `select ${who} as who, ${course} as course, date_format(${at}, '%Y-%m-%d') as day, ${staffed} as staffed from ${from}`,
      )
      const [told] = await admin.query(
        `select course, day, count(distinct if(staffed, null, who)) as n, count(distinct who) as with_staff
          from (${acts.join(' union ')}) as acts group by course, day`,
      )
      // The platform compares keys without case.
      const placed = (course: string, day: string): string => `${course.toLowerCase()} ${day}`
      const people = new Map(
        (told as { course: string; day: string; n: number; with_staff: number }[]).map((r) => [
          placed(r.course, r.day),
          r,
        ]),
      )
      const next = new Date(Date.parse(scored.at(-1)!.day) + 86_400_000).toISOString().slice(0, 10)
      const { out } = await lms.run(
        `query active_learners --from ${scored[0]!.day} --to ${next} --grain day --by course --zone UTC --population everyone --format json`,
      )
      const shown = new Map(
        (JSON.parse(out) as { time: string; course: string; active_learners: number }[]).map(
          (r) => [placed(r.course, r.time), r.active_learners],
        ),
      )
      let noticed = 0
      for (const { course, day } of scored) {
        const { n, with_staff: all } = people.get(placed(course, day)) ?? { n: 0, with_staff: 0 }
        expect(shown.get(placed(course, day)) ?? 0, `${course} on ${day}`).toBe(n)
        noticed += all - n
      }
      expect(noticed).toBeGreaterThan(0)
    })
  },
)

test('native UUIDs and mixed collations change nothing', async () => {
  const admin = await db.admin(nameOf('U'))
  const lms = lmsCli(db.url(nameOf('U')))
  expect((await lms.run('ingest --once')).code).toBe(0)
  for (const change of [
    'enterprise_enterprisecustomer modify uuid uuid not null',
    'enterprise_enterprisecustomeruser modify enterprise_customer_id uuid not null',
    'student_courseenrollment_history modify history_id uuid not null',
    'course_overviews_courseoverview convert to character set utf8mb3 collate utf8mb3_general_ci',
    'student_courseenrollment convert to character set utf8mb4 collate utf8mb4_unicode_ci',
    'courseware_studentmodule convert to character set utf8mb3 collate utf8mb3_unicode_ci',
  ]) {
    await admin.query(`alter table ${change}`)
  }
  const { out, code } = await lms.run('ingest --full')
  expect(out).toMatch(/reload, .* 0 changes/)
  expect(code).toBe(0)
  expect((await lms.run('check')).code).toBe(0)
  await admin.end()
  await lms.close()
})

test('each grant that is missing is named, and what can be read without it still is', async () => {
  const admin = await db.admin(nameOf('V'))
  const { account } = places.get('V')!
  const server = new LmsServer(db.address(nameOf('V'), `${account}:reads`))
  const root = lmsCli(db.url(nameOf('V')))
  const printed = (await root.run(`grants --user ${account}@127.0.0.1`)).out
  await root.close()
  const needed = printed.split('\n').filter((line) => line.startsWith('GRANT'))
  expect(needed.length).toBeGreaterThan(25)
  const rested = new Set<string>()
  for (const grant of needed) {
    const table = /\.`(\w+)` TO/.exec(grant)![1]!
    await admin.query(grant.replace('GRANT', 'REVOKE').replace(' TO ', ' FROM '))
    const seen = await open({ server, pace: USUAL_PACE }).then(
      async ({ session, schema }) => {
        await session.close()
        // What the columns with names are for is missing anyway. What one of two places tells is noted.
        return schema.capabilities
          .filter((c) => c.name !== 'authz_role_history' || table.endsWith('audit'))
          .map((c) => `${c.missing}${c.note ?? ''}`)
          .filter((text) => text.includes('not granted'))
      },
      (error: Error) => [error.message],
    )
    // What few platforms have, and what another table gives as well, is not missed.
    if (seen.length === 0) rested.add(table)
    else expect(seen.join(' ')).toContain(`${table} is not granted or absent`)
    await admin.query(grant)
  }
  expect([...rested].sort()).toEqual([
    'courseware_studentmodulehistory',
    'student_userattribute',
    'student_usersignupsource',
    'waffle_flag',
    'waffle_switch',
    'waffle_utils_waffleflagcourseoverridemodel',
    'waffle_utils_waffleflagorgoverridemodel',
  ])
  await admin.end()
})

test('encryption that is asked for and not to be had is said', async () => {
  const cli = lmsCli(`${db.url(nameOf('U'))}?ssl=maybe`)
  expect((await cli.run('ingest --once')).err).toMatch(
    /FIGURES_LMS_DATABASE_URL has a parameter ssl of an unknown value/,
  )
  const authority = `${db.url(nameOf('U'))}?ssl-ca=/no/such/file.pem`
  expect((await cli.run('ingest --once', { FIGURES_LMS_DATABASE_URL: authority })).err).toMatch(
    /names an authority by ssl-ca whose file cannot be read/,
  )
  const secure = `${db.url(nameOf('U'))}?ssl=true`
  expect((await cli.run('ingest --once', { FIGURES_LMS_DATABASE_URL: secure })).err).toMatch(
    /offers no encrypted connection|certificate of .* is not trusted/,
  )
  await cli.close()
})
