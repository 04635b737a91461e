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
    expect(table).toMatchObject({ refused: 1, refusedRead: 1, addsUp: true })
    expect(check.agrees).toBe(true)
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

  test('flags as enums are their texts, whatever place these have', async () => {
    await play([
      {
        sql: [
          "alter table student_courseenrollment modify is_active enum('0', '1') not null",
          "alter table auth_user modify is_staff enum('0', '1') not null default '0', modify is_superuser enum('1', '0') not null default '0'",
        ],
      },
      {
        rows: {
          course_overviews_courseoverview: [listed],
          auth_user: [2, 3, 4].map((id) => ({
            ...account(id),
            is_staff: '0',
            is_superuser: id === 4 ? '1' : '0',
          })),
          student_courseenrollment: [
            enrollment(1, 2, { is_active: '1' }),
            enrollment(2, 3, { is_active: '0' }),
            enrollment(3, 4, { is_active: '1' }),
          ],
        },
      },
      read,
    ])
    expect(await figure('enrollments')).toBe(2)
    expect(await figure('enrollments', { population: 'course' })).toBe(1)
    const check = await played!.check()
    expect(check.differences).toEqual([])
    expect(check.agrees).toBe(true)
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

describe('instants as texts', () => {
  const READ: readonly (readonly [written: string, utc: string])[] = [
    ['2026-03-01T08:00:00+02:00', '2026-03-01T06:00:00Z'],
    ['2026-03-01 08:00:00+02', '2026-03-01T06:00:00Z'],
    ['2026-03-01T08:00:00.123456-0530', '2026-03-01T13:30:00Z'],
    ['2026-03-01T00:30:00,5+05:45', '2026-02-28T18:45:00Z'],
    ['2026-03-01t08:00z', '2026-03-01T08:00:00Z'],
    ['2026-03-01 08:00:00 UTC', '2026-03-01T08:00:00Z'],
    [' 2026-03-01 08:00:00 ', '2026-03-01T08:00:00Z'],
    ['2026-03-01', '2026-03-01T00:00:00Z'],
  ]
  const REFUSED = [
    '1712011530',
    '20260301',
    '01/03/2026',
    'Mar 1, 2026',
    '2026-03-01 08:00:00 or so',
    '2026-03-01T08:00:00+2',
    '2026-02-30T08:00:00Z',
    '2026-03-01T25:00:00',
    '2000-01-01T00:00:00+02:00',
  ]

  test('have their offset from UTC; what is no instant is refused', async () => {
    const written = [...READ.map(([text]) => text), ...REFUSED]
    const block = (n: number) => `block-v1:OrgA+C1+2026+type@html+block@b${n}`
    await play([
      {
        sql: 'alter table completion_blockcompletion modify created varchar(60), modify modified varbinary(60)',
      },
      {
        rows: {
          ...PEOPLE,
          completion_blockcompletion: written.map((text, n) => ({
            id: n + 1,
            user_id: 2,
            course_key: A,
            block_key: block(n),
            block_type: 'html',
            completion: 1,
            created: text,
            modified: text,
          })),
        },
      },
      read,
    ])
    const kept = await played!.store.query<{ block: string; first: number; last: number }>(
      sql`select b.text as block, c.first, c.last from completion as c join block as b on b.id = c.block order by 1`,
    )
    const quarters = READ.map(([, utc]) => Date.parse(utc) / 900_000)
    expect(kept).toEqual(quarters.map((q, n) => ({ block: block(n), first: q, last: q })))
    expect(await refused()).toEqual({
      [`completion: completion_blockcompletion.created${REST}`]: REFUSED.length,
    })
    const check = await played!.check()
    expect(check.differences).toEqual([])
    expect(check.agrees).toBe(true)
  })
})

test('bytes that are no text are refused, or leave their row without them, and become no other text', async () => {
  const LATIN = 'Latin'
  const TEXT = 'longblob null'
  await play([
    {
      sql: [
        `alter table student_courseenrollment modify mode ${TEXT}`,
        `alter table course_groups_courseusergroup drop index if exists name, modify name ${TEXT}`,
        `alter table course_overviews_courseoverview modify display_name ${TEXT}, modify org ${TEXT}`,
        `alter table student_courseaccessrole modify org ${TEXT}`,
        `alter table certificates_generatedcertificate modify status ${TEXT}`,
        `alter table completion_blockcompletion modify block_key ${TEXT}`,
      ],
    },
    {
      rows: {
        auth_user: PEOPLE.auth_user,
        course_overviews_courseoverview: [{ id: A, org: LATIN, display_name: LATIN }],
        // What the platform itself shows as a damaged character is its text.
        student_courseenrollment: [
          enrollment(1, 2, { mode: LATIN }),
          enrollment(2, 3, { mode: 'M\ufffdnchen' }),
          enrollment(3, 4, { mode: 'Gebühr' }),
        ],
        course_groups_courseusergroup: [
          { id: 1, name: LATIN, course_id: A, group_type: 'cohort' },
          { id: 2, name: 'München', course_id: A, group_type: 'cohort' },
        ],
        course_groups_cohortmembership: [1, 2].map((n) => ({
          id: n,
          user_id: n + 1,
          course_id: A,
          course_user_group_id: n,
        })),
        student_courseaccessrole: [{ id: 1, user_id: 2, org: LATIN, course_id: '', role: 'staff' }],
        certificates_generatedcertificate: [
          { id: 1, user_id: 2, course_id: A, status: LATIN, created_date: '2026-03-03 00:00:00' },
        ],
        completion_blockcompletion: [
          {
            id: 1,
            user_id: 2,
            course_key: A,
            block_key: LATIN,
            block_type: 'problem',
            completion: 1,
            created: '2026-03-04 00:00:00',
            modified: '2026-03-04 00:00:00',
          },
        ],
      },
    },
    {
      sql: [
        ...[
          ['student_courseenrollment', 'mode'],
          ['course_groups_courseusergroup', 'name'],
          ['course_overviews_courseoverview', 'display_name'],
          ['course_overviews_courseoverview', 'org'],
          ['student_courseaccessrole', 'org'],
          ['certificates_generatedcertificate', 'status'],
        ].map(
          ([table, name]) =>
            `update ${table} set ${name} = unhex('4dfc6e6368656e') where ${name} = '${LATIN}'`,
        ),
        `update completion_blockcompletion set block_key = concat('${BLOCK}', unhex('fc'))`,
      ],
    },
    read,
  ])
  const LEFT = 'not text in UTF-8; the row stays without it'
  expect(await refused()).toEqual({
    'enrollment: student_courseenrollment.mode: not text in UTF-8': 1,
    'cohort: course_groups_cohortmembership.course_user_group_id: not text in UTF-8': 1,
    'completion: completion_blockcompletion.block_key: invalid block key': 1,
    [`course: course_overviews_courseoverview.display_name: ${LEFT}`]: 1,
    [`course: course_overviews_courseoverview.org: ${LEFT}`]: 1,
    [`role: student_courseaccessrole.org: ${LEFT}`]: 1,
    [`certificate: certificates_generatedcertificate.status: ${LEFT}`]: 1,
  })
  const words = await played!.store.query(
    sql`select text from mode union all select text from cohort order by text`,
  )
  expect(words.map((w) => w['text'])).toEqual(['Gebühr', 'München', 'M\ufffdnchen'])
  const check = await played!.check()
  expect(check.differences).toEqual([])
  expect(check.agrees).toBe(true)
})

describe('what people type', () => {
  const HOSTILE = [
    "Red\0team '; drop table learner; --",
    '\u0000',
    '🦊 Füchse \u202e',
    'Σίσυφος',
    '   ',
    '{"a": [',
    'x'.repeat(5_000),
    '\\',
    '%2B %00 ${x} {{y}}',
    'null',
  ]
  const TEXT = 'longtext character set utf8mb4 null'

  test('stops no reading, and nobody else is lost', async () => {
    const key = (n: number) => `course-v1:OrgA+T${n}+2026`
    await play([
      {
        sql: [
          `alter table course_groups_courseusergroup drop index if exists name, modify name ${TEXT}`,
          `alter table student_courseenrollment modify mode ${TEXT}`,
          `alter table student_courseaccessrole modify org ${TEXT}, modify role ${TEXT}`,
          `alter table organizations_organization drop index if exists short_name, modify short_name ${TEXT}, modify name ${TEXT}`,
          `alter table django_site drop index if exists domain, modify name ${TEXT}`,
          `alter table learning_sequences_coursesection modify title ${TEXT}`,
          `alter table enterprise_enterprisecustomer modify name ${TEXT}, modify slug ${TEXT}`,
          `alter table auth_userprofile modify country ${TEXT}, modify gender ${TEXT}, modify level_of_education ${TEXT}, modify year_of_birth ${TEXT}`,
          `create table course_modes_coursemode (id int primary key, mode_slug ${TEXT})`,
        ],
      },
      {
        rows: {
          auth_user: [...PEOPLE.auth_user, ...HOSTILE.map((_, n) => account(20 + n))],
          auth_userprofile: HOSTILE.map((text, n) => ({
            id: n + 1,
            user_id: 20 + n,
            country: text,
            gender: text,
            level_of_education: text,
            year_of_birth: text,
          })),
          course_overviews_courseoverview: [
            listed,
            ...HOSTILE.map((text, n) => ({ id: key(n), org: text, display_name: text })),
          ],
          student_courseenrollment: [
            enrollment(1, 2),
            ...HOSTILE.map((text, n) => enrollment(2 + n, 20 + n, { mode: text })),
          ],
          course_groups_courseusergroup: HOSTILE.map((text, n) => ({
            id: n + 1,
            name: text,
            course_id: A,
            group_type: 'cohort',
          })),
          course_groups_cohortmembership: HOSTILE.map((_, n) => ({
            id: n + 1,
            user_id: 20 + n,
            course_id: A,
            course_user_group_id: n + 1,
          })),
          student_courseaccessrole: HOSTILE.flatMap((text, n) => [
            { id: 2 * n + 1, user_id: 20 + n, org: text, course_id: '', role: 'staff' },
            { id: 2 * n + 2, user_id: 20 + n, org: '', course_id: text.slice(0, 255), role: text },
          ]),
          organizations_organization: HOSTILE.map((text, n) => ({
            id: n + 1,
            short_name: text,
            name: text,
            active: 1,
          })),
          django_site: HOSTILE.map((text, n) => ({
            id: n + 1,
            domain: text.slice(0, 90),
            name: text,
          })),
          instructor_task_instructortask: HOSTILE.map((text, n) => ({
            id: n + 1,
            task_type: 'rescore_problem',
            course_id: n === 0 ? A : key(n),
            task_input: text.slice(0, 200),
            task_state: 'SUCCESS',
            created: '2026-02-01 00:00:00',
            updated: '2026-02-01 00:01:00',
          })),
          course_modes_coursemode: HOSTILE.map((text, n) => ({ id: n + 1, mode_slug: text })),
          courseware_studentmodule: [state(1, 2)],
        },
      },
      read,
      { read: 'full sweep' },
    ])
    // Of ten texts two are empty: nothing but a zero byte, and blanks.
    expect(await figure('enrollments')).toBe(9)
    expect((await refused())['enrollment: student_courseenrollment.mode: empty']).toBe(2)
    expect(await figure('active_learners')).toBe(1)
    const rows = await played!.query({
      metrics: ['enrollments'],
      by: ['cohort'],
      from: '2026-03-01',
      to: '2026-04-01',
      population: 'everyone',
    })
    expect(rows.map((r) => r['cohort'])).toContain("Redteam '; drop table learner; --")
    expect(rows.map((r) => r['cohort'])).toContain('🦊 Füchse \u202e')
    expect(Math.max(...rows.map((r) => String(r['cohort'] ?? '').length))).toBe(1_000)
  })

  test('is spelled as the platform lists it, whenever that is read', async () => {
    await play([
      { sql: 'create table course_modes_coursemode (id int primary key, mode_slug varchar(100))' },
      {
        rows: {
          auth_user: PEOPLE.auth_user,
          student_courseenrollment: [
            enrollment(1, 2, { course_id: 'course-v1:orga+c1+2026', mode: 'AUDIT' }),
          ],
        },
      },
      read,
      {
        rows: {
          course_overviews_courseoverview: [listed],
          organizations_organization: [{ id: 1, short_name: 'OrgA', name: 'A', active: 1 }],
          course_modes_coursemode: [{ id: 1, mode_slug: 'audit' }],
        },
      },
      read,
    ])
    const [row] = await played!.query({
      metrics: ['enrollments'],
      by: ['course', 'mode', 'organization'],
      from: '2026-03-01',
      to: '2026-04-01',
    })
    expect(row).toMatchObject({ course: A, mode: 'audit', organization: 'OrgA', enrollments: 1 })
  })
})

test('one odd site, and one table that cannot be read, lose no others', async () => {
  const site = (id: number, text: string) => [
    { id, site_id: id, enabled: 1, site_values: text },
    { id, domain: `s${id}.example`, name: `Site ${id}` },
  ]
  const inner = JSON.stringify({ course_org_filter: ['OrgA'], TIME_ZONE: 'Asia/Tokyo' })
  const settings = [
    site(1, inner),
    site(2, JSON.stringify(inner)),
    site(3, '[1, 2]'),
    site(4, '{"course_org_filter": ['),
    site(5, JSON.stringify({ course_org_filter: [7, 'OrgB'], TIME_ZONE: 'Mars/Olympus' })),
    site(6, JSON.stringify({ platform_name: 'a\ud800b' })),
  ]
  await play([
    {
      rows: {
        ...PEOPLE,
        student_courseenrollment: [enrollment(1, 2)],
        django_site: settings.map(([, row]) => row!),
        site_configuration_siteconfiguration: settings.map(([row]) => row!),
        completion_blockcompletion: [
          {
            id: 1,
            user_id: 2,
            course_key: A,
            block_key: BLOCK,
            block_type: 'problem',
            completion: 1,
            created: '2026-03-04 00:00:00',
            modified: '2026-03-04 00:00:00',
          },
        ],
      },
    },
    {
      sql: [
        'rename table course_groups_cohortmembership to kept_aside',
        `create view course_groups_cohortmembership as select id, user_id, course_group_id_of() as course_user_group_id, course_id from kept_aside`.replace(
          'course_group_id_of()',
          '(select g.id from auth_user as g)',
        ),
        `insert into kept_aside (id, user_id, course_id, course_user_group_id) values (1, 2, '${A}', 1)`,
      ],
    },
  ])
  await expect(played!.read('refresh')).rejects.toMatchObject({
    code: 'parts-not-read',
    message: expect.stringMatching(
      /^cohort \(.*course_groups_cohortmembership.*\) could not be read: .* All else was read\.$/,
    ) as string,
  })
  expect(await figure('enrollments')).toBe(1)
  expect(await figure('active_learners')).toBe(1)
  const sites = await played!.store.query(sql`select s.text, l.zone, l.name, o.text as organization
    from site_listed as l join site as s on s.id = l.site
      left join organization_site as w on w.site = l.site
      left join organization as o on o.id = w.organization order by s.text`)
  const named = (n: number, zone: string | null, organization: string | null) => ({
    text: `s${n}.example`,
    zone,
    name: n === 6 ? 'a\ufffdb' : `Site ${n}`,
    organization,
  })
  expect(sites).toEqual([
    named(1, 'Asia/Tokyo', 'OrgA'),
    named(2, 'Asia/Tokyo', 'OrgA'),
    named(3, null, null),
    named(4, null, null),
    named(5, null, 'OrgB'),
    named(6, null, null),
  ])
  const settingsTable = 'course: site_configuration_siteconfiguration.site_values'
  expect(await refused()).toEqual({
    [`${settingsTable}: not a JSON object; the site stays without it`]: 2,
    [`${settingsTable}: course_org_filter lists something other than names of organizations`]: 1,
    [`${settingsTable}: TIME_ZONE is not a time zone`]: 1,
  })
})

test.each([
  ['damaged', 1194],
  ['locked', 1205],
  ['changed', 1054],
])('a table that is %s loses no others', async (_what, errno) => {
  await play([{ rows: { ...PEOPLE, student_courseenrollment: [enrollment(1, 2)] } }])
  await played!.lms.query('rename table course_groups_cohortmembership to kept_aside')
  await played!.lms.query(`create function fails() returns int deterministic
    begin signal sqlstate '45000' set mysql_errno = ${errno}; return 1; end`)
  await played!.lms.query(`create view course_groups_cohortmembership as
    select id, user_id, fails() as course_user_group_id, course_id from kept_aside`)
  await played!.lms.query(
    `insert into kept_aside (id, user_id, course_id, course_user_group_id) values (1, 2, '${A}', 1)`,
  )
  await expect(played!.read('refresh')).rejects.toMatchObject({ code: 'parts-not-read' })
  expect(await figure('enrollments')).toBe(1)
})
