import { afterEach, describe, expect, test } from 'vitest'
import { sql } from '../../src/store/sql.ts'
import { sharedMariaDb } from '../support/shared.ts'
import { runStory, type Played, type Step } from '../support/story.ts'

const db = sharedMariaDb()
const A = 'course-v1:OrgA+C1+2026'
const BLOCK = 'block-v1:OrgA+C1+2026+type@problem+block@p'

let played: Played | undefined
afterEach(async () => {
  await played?.close()
  played = undefined
})

async function play(steps: readonly Step[]): Promise<Played> {
  const { name } = await db.database('odd')
  played = await runStory(db, { steps }, { database: name })
  return played
}

const account = (id: number) => ({
  id,
  username: `u${id}`,
  email: `u${id}@people.example`,
  is_active: 1,
  date_joined: '2026-01-01 00:00:00',
})
const enrollment = (id: number, user: number, more: object = {}) => ({
  id,
  user_id: user,
  course_id: A,
  created: '2026-03-01 08:00:00',
  is_active: 1,
  mode: 'audit',
  ...more,
})
const state = (id: number, user: number, more: object = {}) => ({
  id,
  student_id: user,
  course_id: A,
  module_id: BLOCK,
  module_type: 'problem',
  created: '2026-03-03 09:00:00',
  modified: '2026-03-03 10:00:00',
  ...more,
})
const listed = { id: A, org: 'OrgA', display_name: 'One' }
const PEOPLE = { auth_user: [2, 3, 4].map(account), course_overviews_courseoverview: [listed] }
const read: Step = { read: 'refresh' }

/** One figure of March 2026, of everybody. */
async function figure(metric: string, more: object = {}): Promise<unknown> {
  const [row] = await played!.query({
    metrics: [metric],
    from: '2026-03-01',
    to: '2026-04-01',
    zone: 'UTC',
    population: 'everyone',
    ...more,
  })
  return row![metric]
}

async function refused(): Promise<Record<string, number>> {
  const rows = await played!.store.query<{ part: string; reason: string; rows: number }>(
    sql`select part, reason, rows from quarantine order by part, reason`,
  )
  return Object.fromEntries(rows.map((r) => [`${r.part}: ${r.reason}`, r.rows]))
}

const REST = ': no date from 2000 to 2099'
const STAYS = `${REST}; the row stays without it`

describe('instants', () => {
  const ODD = [
    '9999-12-31 23:59:59',
    '2100-01-01 00:00:00',
    '1999-12-31 23:59:59',
    '1000-01-01 00:00:00',
    '0000-00-00 00:00:00',
  ]
  const certificate = (id: number, date: string | null) => ({
    id,
    user_id: id,
    course_id: A,
    status: 'downloadable',
    created_date: date,
  })

  test('one that no fact can have takes its row with it, one that describes is not set', async () => {
    const key = (n: number) => `course-v1:OrgA+D${n}+2026`
    await play([
      { sql: 'alter table certificates_generatedcertificate modify created_date datetime(6) null' },
      {
        rows: {
          auth_user: [
            ...PEOPLE.auth_user,
            ...ODD.map((odd, n) => ({ ...account(5 + n), date_joined: odd })),
          ],
          course_overviews_courseoverview: ODD.map((odd, n) => ({
            ...listed,
            id: key(n),
            start: odd,
            end: odd,
          })),
          completion_blockcompletion: ODD.map((odd, n) => ({
            id: n + 1,
            user_id: 2,
            course_key: key(n),
            block_key: BLOCK,
            block_type: 'problem',
            completion: 1,
            created: odd,
            modified: '2026-03-03 00:00:00',
          })),
          grades_persistentcoursegrade: ODD.map((odd, n) => ({
            id: n + 1,
            user_id: 2,
            course_id: key(n),
            percent_grade: 0.5,
            letter_grade: 'Pass',
            passed_timestamp: odd,
            created: '2026-03-03 00:00:00',
            modified: '2026-03-03 00:00:00',
          })),
          certificates_generatedcertificate: [
            ...ODD.map((_, n) => certificate(n + 5, '2026-03-05 00:00:00')),
            certificate(2, null),
          ],
          certificates_certificatedateoverride: ODD.map((date, n) => ({
            id: n + 1,
            generated_certificate_id: n + 5,
            date,
          })),
          certificates_historicalgeneratedcertificate: ODD.map((odd, n) => ({
            id: n + 5,
            history_id: n + 1,
            status: 'downloadable',
            history_date: odd,
          })),
          student_courseenrollment: [
            ...ODD.map((created, n) => enrollment(n + 1, 2, { course_id: key(n), created })),
            enrollment(9, 3),
          ],
          courseware_studentmodule: [
            state(1, 2, { modified: '9999-12-31 00:00:00' }),
            state(2, 3),
            state(3, 4, { created: '9999-12-31 00:00:00', modified: '0001-01-01 00:00:00' }),
          ],
        },
      },
      read,
    ])
    const without = 'certificates_generatedcertificate: no date from 2000 to 2099 at all'
    expect(await refused()).toEqual({
      [`account: auth_user.date_joined${REST}`]: 5,
      [`activity: courseware_studentmodule.created${REST}`]: 1,
      [`activity: courseware_studentmodule.modified${STAYS}`]: 1,
      [`course: course_overviews_courseoverview.start${STAYS}`]: 5,
      [`course: course_overviews_courseoverview.end${STAYS}`]: 5,
      [`completion: completion_blockcompletion.created${REST}`]: 5,
      [`course_grade: grades_persistentcoursegrade.passed_timestamp${STAYS}`]: 5,
      [`certificate: certificates_certificatedateoverride.date${STAYS}`]: 5,
      [`certificate: certificates_historicalgeneratedcertificate.history_date${STAYS}`]: 5,
      [`certificate: ${without}`]: 1,
      // A zero date is one that was not recorded: such an enrollment began when it was first read.
      [`enrollment: student_courseenrollment.created${REST}`]: 4,
      [`enrollment: student_courseenrollment.created${STAYS}`]: 1,
    })
    expect(await figure('registered_accounts')).toBe(3)
    expect(await figure('average_grade')).toBe(50)
    expect(await figure('passing_learners')).toBe(0)
    expect(await figure('new_certificates')).toBe(5)
    expect(await figure('active_learners')).toBe(2)
    const check = await played!.check()
    expect(check.differences).toEqual([])
    const table = check.tables.find((t) => t.table === 'certificates_generatedcertificate')
    expect(table!.quarantined[without]).toBe(1)
  })
})

describe('types as servers and drivers give them', () => {
  test('a mode that is null is refused; keys as bytes are keys', async () => {
    await play([
      {
        sql: [
          'alter table student_courseenrollment modify mode varchar(100) null, modify course_id varbinary(255) not null',
          'alter table courseware_studentmodule modify course_id varbinary(255), modify module_id varbinary(255)',
        ],
      },
      {
        rows: {
          ...PEOPLE,
          student_courseenrollment: [enrollment(1, 2), enrollment(2, 3, { mode: null })],
          courseware_studentmodule: [state(1, 2)],
        },
      },
      read,
    ])
    expect(await figure('enrollments')).toBe(1)
    expect(await figure('active_learners', { filter: { course: [A] } })).toBe(1)
    expect(await refused()).toEqual({ 'enrollment: student_courseenrollment.mode: empty': 1 })
    expect((await played!.check()).differences).toEqual([])
  })

  test('flags as bits, texts or decimals, and numbers as anything, mean the same', async () => {
    await play([
      {
        sql: [
          'alter table student_courseenrollment modify is_active bit(1) not null, modify user_id decimal(20,2)',
          'alter table auth_user modify is_active varchar(9), modify is_staff bit(8), modify is_superuser decimal(3,1)',
          'alter table course_overviews_courseoverview modify self_paced varbinary(5)',
          'alter table grades_persistentcoursegrade modify percent_grade varchar(40), modify user_id bigint unsigned',
          'alter table grades_persistentsubsectiongrade modify earned_graded decimal(12,4), modify possible_graded varbinary(20)',
          'alter table completion_blockcompletion modify completion decimal(6,3), modify created varchar(40)',
          'alter table courseware_studentmodule modify student_id varchar(20), modify created varbinary(40), modify modified varchar(30)',
        ],
      },
      {
        rows: {
          course_overviews_courseoverview: [{ ...listed, self_paced: 1 }],
          completion_blockcompletion: [
            {
              id: 1,
              user_id: 4,
              course_key: A,
              block_key: BLOCK,
              block_type: 'problem',
              completion: 1,
              created: '2026-03-04 00:00:00',
              modified: '2026-03-04 00:00:00',
            },
          ],
          grades_persistentcoursegrade: [
            {
              id: 1,
              user_id: 2,
              course_id: A,
              percent_grade: '0.25',
              letter_grade: '',
              created: '2026-03-03 00:00:00',
              modified: '2026-03-03 00:00:00',
            },
          ],
          courseware_studentmodule: [state(1, 2)],
        },
      },
      {
        sql: [
          `insert into auth_user (id, username, email, password, first_name, last_name, is_active, is_staff, is_superuser, date_joined) values
            (2, 'a', 'a@people.example', '', '', '', '1', b'1', 0, '2026-01-01'), (3, 'b', 'b@people.example', '', '', '', '0', b'0', 1, '2026-01-01'),
            (4, 'c', 'c@people.example', '', '', '', '1', b'0', 0, '2026-01-01')`,
          `insert into student_courseenrollment (id, user_id, course_id, created, is_active, mode) values
            (1, 2, '${A}', '2026-03-01', b'1', 'audit'), (2, 3, '${A}', '2026-03-01', b'1', 'audit'), (3, 4, '${A}', '2026-03-01', b'0', 'audit')`,
        ],
      },
      read,
    ])
    expect(await refused()).toEqual({})
    expect(await figure('enrollments')).toBe(2)
    expect(await figure('enrollments', { population: 'course' })).toBe(0)
    expect(await figure('registered_accounts', { population: 'course' })).toBe(1)
    expect(await figure('average_grade')).toBe(25)
    expect(await figure('active_learners')).toBe(2)
    expect((await played!.check()).differences).toEqual([])
  })

  test('companies are known by 16 bytes, 32 digits or dashes', async () => {
    const id = '0c1d2e3f-4a5b-4c6d-8e7f-00112233abcd'
    for (const type of ['binary(16)', 'char(32)', 'char(36)', 'uuid']) {
      const value =
        type === 'binary(16)'
          ? `unhex(replace('${id}', '-', ''))`
          : type === 'char(32)'
            ? `replace('${id}', '-', '')`
            : `'${id}'`
      await play([
        {
          sql: [
            `alter table enterprise_enterprisecustomer modify uuid ${type} not null`,
            `alter table enterprise_enterprisecustomeruser modify enterprise_customer_id ${type} not null`,
          ],
        },
        {
          rows: {
            ...PEOPLE,
            enterprise_enterprisecourseenrollment: [
              {
                id: 1,
                enterprise_customer_user_id: 1,
                course_id: A,
                created: '2026-03-02 00:00:00',
              },
            ],
          },
        },
        {
          sql: [
            `insert into enterprise_enterprisecustomer set uuid = ${value}, name = 'Harbor', slug = 'harbor', active = 1`,
            `insert into enterprise_enterprisecustomeruser set id = 1, user_id = 2, enterprise_customer_id = ${value}, created = '2026-03-01', linked = 1`,
          ],
        },
        read,
      ])
      const rows = await played!.store.query(sql`select e.key, l.name from enterprise_listed as l
        join enterprise as e on e.id = l.enterprise join enterprise_member as m on m.enterprise = e.id
        join enterprise_enrollment as n on n.enterprise = e.id`)
      expect([type, rows]).toEqual([type, [{ key: id.replaceAll('-', ''), name: 'Harbor' }]])
      await played!.close()
      played = undefined
    }
  })
})
