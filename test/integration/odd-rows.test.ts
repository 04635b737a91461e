import { expect, test } from 'vitest'
import { sql } from '../../src/store/sql.ts'
import { sharedMariaDb } from '../support/shared.ts'
import { runStory } from '../support/story.ts'

const db = sharedMariaDb()
const COURSE = 'course-v1:OrgA+C1+2026'
const PERIOD = { from: '2026-03-01', to: '2026-04-01', zone: 'UTC' }

/** Two accounts, and a course. */
const PLATFORM = [
  `insert into auth_user (id, username, email, is_active, date_joined) values
    (2, 'u2', 'u2@people.example', 1, '2026-01-01'), (3, 'u3', 'u3@people.example', 1, '2026-01-01')`,
  `insert into course_overviews_courseoverview (id, org, display_name, modified) values ('${COURSE}', 'OrgA', 'One', '2026-03-01')`,
]

test.each([0, -7])(
  'rows of id %i, as dumps and scripts bring them, are read and compared like any other',
  async (id) => {
    const { name: database } = await db.database('odd_zero')
    const block = `${COURSE.replace('course-', 'block-')}+type@problem+block@p`
    const statements = [
      ...PLATFORM,
      "set session sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
      `insert into student_courseenrollment (id, user_id, course_id, created, is_active, mode) values
      (${id}, 2, '${COURSE}', '2026-03-01', 1, 'audit'), (1, 3, '${COURSE}', '2026-03-01', 1, 'audit')`,
      `insert into courseware_studentmodule (id, student_id, course_id, module_id, module_type, created, modified)
      values (0, 2, '${COURSE}', '${block}', 'problem', '2026-03-02 09:00', '2026-03-02 09:00')`,
      `insert into courseware_studentmodulehistory (id, student_module_id, created) values (${id}, 0, '2026-03-04 09:00')`,
      `insert into certificates_generatedcertificate (id, user_id, course_id, status, created_date)
      values (${id}, 2, '${COURSE}', 'downloadable', '2026-03-05')`,
      `insert into casbin_rule (id, ptype, v0, v1, v2)
      values (${id}, 'g', 'user^u3', 'role^course_staff', 'course-v1^${COURSE}')`,
    ]
    const steps = [{ sql: statements }, { read: 'refresh' as const }]
    const played = await runStory(db, { era: 'V', steps }, { database })
    try {
      const metrics = ['enrollments', 'certificates']
      expect(await played.query({ metrics, ...PERIOD })).toMatchObject([
        { enrollments: 1, certificates: 1 },
      ])
      const everyone = await played.query({ metrics, ...PERIOD, population: 'everyone' })
      expect(everyone).toMatchObject([{ enrollments: 2, certificates: 1 }])
      const days = await played.query({ metrics: ['active_learners'], ...PERIOD, grain: 'day' })
      const active = days.filter((day) => day['active_learners'] === 1).map((day) => day['time'])
      expect(active).toEqual(['2026-03-02', '2026-03-04'])
      expect(await played.check()).toMatchObject({ agrees: true, differences: [] })
      await played.lms.query('delete from student_courseenrollment where user_id = 2')
      await played.lms.query(`insert into auth_user (id, username, email, is_active, date_joined)
      values (-2, 'nobody', 'nobody@people.example', 1, '2026-01-01')`)
      await played.read('nightly sweep')
      const refused = await played.store.query(sql`select reason, rows from quarantine`)
      expect(refused).toEqual([{ reason: 'auth_user.id: not the id of a user', rows: 1 }])
      expect(await played.check()).toMatchObject({ agrees: true, differences: [] })
    } finally {
      await played.close()
    }
  },
)

test('a sign-up names its site in whatever case', async () => {
  const { name: database } = await db.database('odd_sign_up')
  const statements = [
    ...PLATFORM,
    "insert into django_site (id, domain, name) values (1, 'Campus.Example', 'c'), (2, 'other.example', 'o')",
    "insert into student_usersignupsource (user_id, site) values (2, 'OTHER.example'), (3, 'gone.example')",
    "insert into student_userattribute (user_id, name, value) values (2, 'created_on_site', 'campus.example')",
  ]
  const steps = [{ sql: statements }, { read: 'refresh' as const }]
  const played = await runStory(db, { era: 'V', steps }, { database })
  try {
    const rows = await played.query({
      metrics: ['registered_accounts'],
      ...PERIOD,
      by: ['site'],
    })
    expect(rows.map((row) => [row['site'], row['registered_accounts']])).toEqual(
      expect.arrayContaining([
        ['Campus.Example', expect.anything()],
        ['other.example', 1],
      ]),
    )
  } finally {
    await played.close()
  }
})

test('an enrollment made in the future began when it was read, one made before 2000 is refused', async () => {
  const { name: database } = await db.database('odd_created')
  const other = COURSE.replace('C1', 'C2')
  const statements = [
    ...PLATFORM,
    `insert into student_courseenrollment (id, user_id, course_id, created, is_active, mode) values
      (1, 2, '${COURSE}', '2099-01-01', 1, 'audit'), (2, 3, '${COURSE}', '2099-01-01', 0, 'audit'),
      (3, 2, '${other}', '1999-12-31', 1, 'audit')`,
  ]
  const at = '2026-03-10T12:00:00Z'
  const steps = [{ sql: statements }, { read: 'refresh' as const, at }]
  const played = await runStory(db, { era: 'V', steps }, { database })
  try {
    const spans = await played.store.query(
      sql`select begun, ended, ending from enrollment_span order by ending nulls first`,
    )
    const read = Date.parse(at) / 900_000
    expect(spans).toEqual([
      { begun: read, ended: null, ending: null },
      { begun: read, ended: null, ending: 2 },
    ])
    const metrics = ['enrollments', 'new_enrollments']
    expect(await played.query({ metrics, ...PERIOD }, at)).toMatchObject([
      { enrollments: 1, new_enrollments: 2 },
    ])
    expect(await played.check()).toMatchObject({ agrees: true, differences: [] })
  } finally {
    await played.close()
  }
})
