import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Check } from '../../src/contract/source.ts'
import { Writing } from '../../src/store/duckdb/writing.ts'
import { Checks } from '../../src/ingest/checks.ts'
import { name, raw, sql } from '../../src/store/sql.ts'
import { sharedMariaDb } from '../support/shared.ts'
import { runStory, type Played, type Story } from '../support/story.ts'

/**
 * The comparison must find what is wrong by itself: on our side, where rows are broken here by hand, and on
 * the side of the reading, where rows of the LMS come in a way that a reading may overlook.
 */
const db = sharedMariaDb()
const A = 'course-v1:OrgA+C1+2026'
const SECTION = 'block-v1:OrgA+C1+2026+type@sequential+block@s1'
const PROBLEM = 'block-v1:OrgA+C1+2026+type@problem+block@p1'
const COMPANY = 'c0ffee00c0ffee00c0ffee00c0ffee00'

const at = (day: string): string => `2026-03-${day}:00`
const account = (id: number) => ({
  id,
  username: `u${id}`,
  email: `u${id}@people.example`,
  is_active: 1,
  date_joined: at('01 08:00'),
})
const STORY: Story = {
  steps: [
    {
      rows: {
        auth_user: [account(1), account(2), { ...account(3), is_staff: 1 }],
        auth_userprofile: [
          { id: 1, user_id: 1, country: 'DE', gender: 'f', year_of_birth: 1990 },
          { id: 2, user_id: 2, country: 'fr', gender: 'x', level_of_education: 'p_se' },
        ],
        user_api_userretirementrequest: [{ id: 1, user_id: 3 }],
        course_overviews_courseoverview: [{ id: A, org: 'OrgA', display_name: 'One' }],
        student_courseaccessrole: [
          { id: 1, user_id: 2, org: 'OrgA', course_id: A, role: 'staff' },
          { id: 2, user_id: 3, org: 'OrgA', course_id: '', role: 'instructor' },
        ],
        course_groups_courseusergroup: [{ id: 1, name: 'Red team', course_id: A }],
        course_groups_cohortmembership: [
          { id: 1, user_id: 1, course_id: A, course_user_group_id: 1 },
        ],
        student_courseenrollment: [
          { id: 1, user_id: 1, course_id: A, created: at('02 08:00'), is_active: 1, mode: 'audit' },
          { id: 2, user_id: 2, course_id: A, created: at('02 08:00'), is_active: 0, mode: 'audit' },
        ],
        student_courseenrollment_history: [
          ['01', 1, 1, '+', '02 08:00'],
          ['02', 2, 1, '+', '02 08:00'],
          ['03', 2, 0, '~', '09 08:00'],
        ].map(([history_id, user, is_active, history_type, date]) => ({
          history_id: String(history_id).padStart(32, '0'),
          id: user as number,
          user_id: user as number,
          course_id: A,
          created: at('02 08:00'),
          is_active: is_active as number,
          mode: 'audit',
          history_type: history_type as string,
          history_date: at(date as string),
        })),
        grades_persistentcoursegrade: [1, 2].map((id) => ({
          id,
          user_id: id,
          course_id: A,
          percent_grade: id === 1 ? 0.7 : 0.1,
          letter_grade: id === 1 ? 'Pass' : '',
          passed_timestamp: id === 1 ? at('10 08:00') : null,
          created: at('10 08:00'),
          modified: at('10 08:00'),
        })),
        grades_persistentsubsectiongrade: [1, 2].map((id) => ({
          id,
          user_id: id,
          course_id: A,
          usage_key: SECTION,
          earned_graded: 1,
          possible_graded: 4,
          earned_all: 1,
          possible_all: 4,
          first_attempted: at('05 08:00'),
          created: at('05 08:00'),
          modified: at('05 08:00'),
        })),
        grades_persistentsubsectiongradeoverride: [
          { id: 1, grade_id: 1, earned_graded_override: 3, earned_all_override: 3 },
        ],
        completion_blockcompletion: [
          {
            id: 1,
            user_id: 1,
            course_key: A,
            block_key: PROBLEM,
            block_type: 'problem',
            completion: 1,
            created: at('05 08:00'),
            modified: at('05 09:00'),
          },
        ],
        certificates_generatedcertificate: [
          {
            id: 1,
            user_id: 1,
            course_id: A,
            status: 'downloadable',
            created_date: at('11 08:00'),
            modified_date: at('11 08:00'),
          },
        ],
        enterprise_enterprisecustomer: [{ uuid: COMPANY, name: 'Company', slug: 'c', active: 1 }],
        enterprise_enterprisecustomeruser: [
          {
            id: 1,
            user_id: 1,
            enterprise_customer_id: COMPANY,
            created: at('01 08:00'),
            linked: 1,
          },
        ],
        enterprise_enterprisecourseenrollment: [
          { id: 1, enterprise_customer_user_id: 1, course_id: A, created: at('02 08:00') },
        ],
        courseware_studentmodule: [1, 2].map((id) => ({
          id,
          student_id: id,
          course_id: A,
          module_id: PROBLEM,
          module_type: 'problem',
          done: 'na',
          created: at('05 08:00'),
          modified: at('05 09:00'),
        })),
        instructor_task_instructortask: [
          {
            id: 1,
            task_type: 'rescore_problem',
            course_id: A,
            task_input: `{"problem_url": "${PROBLEM}"}`,
            task_state: 'SUCCESS',
            created: at('07 08:00'),
            updated: at('07 08:30'),
            requester_id: 3,
          },
        ],
      },
    },
    { read: 'refresh' },
  ],
}

let played: Played
beforeAll(async () => {
  const { name: database } = await db.database('check')
  played = await runStory(db, STORY, { database })
})
afterAll(() => played.close())

/** What the comparison says of one fact, without counts and names. */
function saidOf(check: Check, fact: string): string[] {
  return check.differences
    .filter((d) => d.fact === fact)
    .map((d) => [d.kind, d.row, d.lms, d.figures].map((text) => text ?? '–').join(' | '))
}

test('a store that was read well agrees, and every row of every table is accounted for', async () => {
  const check = await played.check()
  expect(check.differences).toEqual([])
  expect(check.agrees).toBe(true)
  const rows = check.tables.map((t) => [t.what, t.total, t.rows, t.refused, t.addsUp])
  expect(rows).toEqual([
    ['courses', 1, 1, 0, true],
    ['accounts', 3, 3, 0, true],
    ['requests to be forgotten', 1, 1, 0, true],
    ['demographics', 2, 2, 0, true],
    ['roles', 2, 2, 0, true],
    ['cohort members', 1, 1, 0, true],
    ['enrollments', 2, 2, 0, true],
    ['changes of enrollments', 3, 3, 0, true],
    ['course grades', 2, 2, 0, true],
    ['section grades', 2, 2, 0, true],
    ['completions', 1, 1, 0, true],
    ['certificates', 1, 1, 0, true],
    ['company members', 1, 1, 0, true],
    ['company enrollments', 1, 1, 0, true],
    ['acts shown by states', 2, 2, 0, true],
  ])
})

describe('what is broken here is found', () => {
  /** Breaks tables by statements, compares, and puts them back as they were. */
  async function broken(tables: readonly string[], statements: readonly string[]): Promise<Check> {
    const { store } = played
    await store.transaction(async (tx) => {
      for (const table of tables) {
        const held = raw(`held_${table}`)
        await tx.run(sql`create or replace temp table ${held} as select * from ${name(table)}`)
      }
      for (const statement of statements) await tx.run(raw(statement))
    })
    const check = await played.check()
    await store.transaction(async (tx) => {
      for (const table of tables) {
        await tx.run(sql`delete from ${name(table)}`)
        await tx.run(sql`insert into ${name(table)} select * from temp.${raw(`held_${table}`)}`)
      }
    })
    expect(check.agrees).toBe(false)
    return check
  }

  /** What is kept of each fact, the row of the LMS that is looked at, and changes of ours that must show. */
  const KEPT: readonly {
    readonly fact: string
    readonly table?: string
    readonly row: string
    readonly changes: readonly string[]
  }[] = [
    {
      fact: 'course_run',
      row: 'course_overviews_courseoverview',
      changes: ["name = 'Two'", 'self_paced = not self_paced'],
    },
    {
      fact: 'learner',
      row: 'auth_user id 1',
      changes: [
        'active = not active where not global_staff',
        'joined = joined + 1 where not global_staff',
      ],
    },
    { fact: 'demographic', row: 'auth_userprofile id 1', changes: ['birth_year = 1955'] },
    { fact: 'role', row: 'learner ', changes: [] },
    {
      fact: 'cohort_member',
      row: 'course_groups_cohortmembership id 1',
      changes: ['cohort = 77'],
    },
    {
      fact: 'enrollment',
      table: 'enrollment_span',
      row: 'student_courseenrollment id 1',
      changes: ['mode = 77', 'ended = begun'],
    },
    {
      fact: 'enrollment_history',
      table: 'enrollment_change',
      row: 'student_courseenrollment_history id 1',
      changes: [],
    },
    {
      fact: 'course_grade',
      row: 'grades_persistentcoursegrade id 1',
      changes: ['percent = 0.71 where passing', 'passed = passed + 1 where passing'],
    },
    {
      fact: 'section_grade',
      row: 'grades_persistentsubsectiongrade id 1',
      changes: ['earned = 1 where overridden', 'attempted = null'],
    },
    {
      fact: 'completion',
      row: 'completion_blockcompletion id 1',
      changes: ['share = 0', 'last = last + 1'],
    },
    {
      fact: 'certificate',
      row: 'certificates_generatedcertificate id 1',
      changes: ['issued = null', 'status = 1'],
    },
    {
      fact: 'enterprise_member',
      row: 'enterprise_enterprisecustomeruser id 1',
      changes: ['linked = false', 'since = since + 1'],
    },
    {
      fact: 'enterprise_enrollment',
      row: 'enterprise_enterprisecourseenrollment id 1',
      changes: ['ended = since'],
    },
    { fact: 'activity', row: 'courseware_studentmodule id 1', changes: [] },
    { fact: 'retiring', row: 'user_api_userretirementrequest id 1', changes: [] },
  ]

  test.each([0, 1])('other values, round %i', async (round) => {
    const changed = KEPT.filter((k) => k.changes[round] !== undefined)
    const check = await broken(
      changed.map(({ fact, table = fact }) => table),
      changed.map(({ fact, table = fact, changes }) => `update ${table} set ${changes[round]!}`),
    )
    for (const { fact, row } of changed) {
      expect(saidOf(check, fact).join('\n')).toContain(`different | ${row} | `)
    }
    // Of a person it is said what differs, and not how.
    expect(JSON.stringify(check)).not.toContain('1955')
  })

  test('missing rows', async () => {
    const tables = KEPT.map(({ fact, table = fact }) => table)
    const check = await broken(
      tables,
      tables.map((table) => `delete from ${table}`),
    )
    for (const { fact, row } of KEPT) {
      expect(saidOf(check, fact).join('\n')).toContain(`missing | ${row}`)
    }
    // Each is missing in the counts, too.
    const fewer = check.parts.filter((p) => p.lms > p.figures).map((p) => p.name)
    expect([...new Set(fewer)]).toEqual(check.tables.map((t) => t.what))
  })

  test('rows that nobody has', async () => {
    const NOBODY = '18446744073709551615'
    // Of histories and acts Figures keeps more than the LMS; a course is nobody's.
    const apart = ['course_run', 'enrollment_change', 'activity', 'retiring']
    const tables = KEPT.map(({ fact, table = fact }) => table).filter((t) => !apart.includes(t))
    // Of enrollments an open one: one that has ended is no difference.
    const which = (table: string): string =>
      table === 'enrollment_span' ? 'where ended is null and ending is null' : ''
    const changed = ['enrollment_change', ...tables]
    const check = await broken(
      changed,
      changed.map(
        (t) =>
          `insert into ${t} select distinct * replace (${NOBODY} as learner) from ${t} ${which(t)}`,
      ),
    )
    for (const table of tables) {
      expect(saidOf(check, table.replace('_span', '')).join('\n')).toContain(
        'extra | learner ffffffffffffffff',
      )
    }
  })
})

test('readings are committed while the LMS takes its time', async () => {
  const [source] = played.ingest.sources
  const real = source!.truth!.bind(source)
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  const slow = vi.spyOn(source!, 'truth').mockImplementation(async function* (fact, signal) {
    for await (const page of real(fact, signal)) {
      ask()
      await answered
      yield page
    }
  })
  const staged = vi.spyOn(Writing.prototype, 'stage')
  const check = played.check()
  await asked
  const first = await Promise.race([
    played.store.transaction((tx) => tx.run(sql`update run set kind = kind`)),
    sleep(5_000, 'held up', { ref: false }),
  ])
  answer()
  expect((await check).agrees).toBe(true)
  expect(first).toBe(1)
  // Ids of rows come nowhere near learners: the engine writes what does not fit in memory to disk.
  const ids = staged.mock.calls.flatMap(([, columns]) => [...(columns['row_id'] as Float64Array)])
  expect(ids.filter((id) => id > 1_000).length).toBeGreaterThan(10)
  expect(ids.filter((id) => id <= 1_000)).toEqual([])
  slow.mockRestore()
  staged.mockRestore()
})

describe('what a reading may overlook is found', () => {
  /** Changes the LMS, compares without reading, and changes it back. */
  async function changed(there: string | readonly string[], back: string): Promise<Check> {
    for (const statement of [there].flat()) await played.lms.query(statement)
    const check = await played.check()
    for (const statement of back.split(';')) await played.lms.query(statement)
    return check
  }

  const modified = (columns: Readonly<Record<string, string>>): string =>
    `alter table student_courseenrollment ${Object.entries(columns)
      .map(([column, type]) => `modify ${column} ${type}`)
      .join(', ')}`
  const USUAL = modified({
    user_id: 'int not null',
    course_id: 'varchar(255) not null',
    created: 'datetime(6) null',
    is_active: 'tinyint(1) not null',
    mode: 'varchar(100) not null',
  })

  test.each([
    {
      user_id: 'varchar(20) not null',
      course_id: 'varbinary(255) not null',
      created: 'varchar(30) null',
      is_active: 'bit(1) not null',
      mode: 'varbinary(100) null',
    },
    {
      user_id: 'bigint unsigned not null',
      course_id: 'varchar(255) character set latin1 not null',
      created: 'timestamp null',
      is_active: 'decimal(3,1) not null',
      mode: 'varchar(100) character set utf16 not null',
    },
    {
      user_id: 'decimal(20,0) not null',
      course_id: 'varchar(255) collate utf8mb4_bin not null',
      is_active: 'varchar(4) not null',
    },
  ])('as other types: %o', async (types) => {
    const check = await changed(modified(types), USUAL)
    expect(check.differences).toEqual([])
    expect(check.agrees).toBe(true)
  })

  test('flags that a reading took for nothing', async () => {
    const ended = (to: string): Promise<unknown> =>
      played.store.transaction((tx) =>
        tx.run(raw(`update enrollment_span set ended = ${to} where ending is null`)),
      )
    await ended('begun')
    const check = await changed(modified({ is_active: 'bit(1) not null' }), USUAL)
    await ended('null')
    expect(saidOf(check, 'enrollment')).toEqual([
      'different | student_courseenrollment id 1 | active, mode audit | not active',
    ])
    expect(check.agrees).toBe(false)
  })

  const state = (id: number, user: number, created: string, modified: string): string =>
    `insert into courseware_studentmodule (id, student_id, course_id, module_id, module_type, done, created, modified)
      values (${id}, ${user}, '${A}', '${PROBLEM}2', 'problem', 'na', '${created}', '${modified}')`

  test('a state that came after its own time, with a look at what is new in between', async () => {
    await played.lms.query(state(9, 1, at('05 08:00'), at('05 08:20')))
    await played.read('refresh')
    const check = await changed([], 'delete from courseware_studentmodule where id = 9')
    expect(saidOf(check, 'activity')).toEqual([
      'missing | courseware_studentmodule id 9 | – | –',
      'missing | courseware_studentmodule id 9 | – | –',
    ])
    expect(check.differences[0]!.course).toBe(`${A} ${PROBLEM}2 2026-03-05 08:00`)
    expect(check.agrees).toBe(false)
  })

  test('what staff saved on behalf of somebody is no act', async () => {
    const check = await changed(
      `update courseware_studentmodule set modified = '${at('07 08:15')}' where id = 1`,
      `update courseware_studentmodule set modified = '${at('05 09:00')}' where id = 1`,
    )
    expect(check.differences).toEqual([])
  })

  test('two rows that differ only in capitals are one row here, and counted', async () => {
    const check = await changed(
      [
        'alter table completion_blockcompletion modify block_key varchar(255) collate utf8mb4_bin not null',
        `insert into completion_blockcompletion (id, user_id, course_key, block_key, block_type, completion, created, modified)
          select 2, user_id, course_key, replace(block_key, '@p1', '@P1'), block_type, completion, created, modified from completion_blockcompletion`,
      ],
      'delete from completion_blockcompletion where id = 2; alter table completion_blockcompletion modify block_key varchar(255) not null',
    )
    expect(check.differences).toEqual([])
    const table = check.tables.find((t) => t.what === 'completions')!
    expect([table.total, table.rows, table.folded, table.addsUp]).toEqual([2, 2, 1, true])
  })

  test('rows that no reading has refused are counted, and do not add up until it does', async () => {
    const check = await changed(
      `insert into certificates_generatedcertificate (id, user_id, course_id, status, verify_uuid, download_uuid, download_url, grade, \`key\`, distinction, mode, name, created_date, modified_date, error_reason)
        values (9, 2, 'no key', 'downloadable', '', '', '', '', '', 0, '', '', '${at('11 08:00')}', '${at('11 08:00')}', '')`,
      'delete from certificates_generatedcertificate where id = 9',
    )
    const table = check.tables.find((t) => t.what === 'certificates')!
    expect(table).toMatchObject({ total: 2, rows: 1, refused: 1, refusedRead: 0, addsUp: false })
    expect(table.quarantined).toEqual({ 'invalid course key': 1 })
    expect(check.agrees).toBe(false)
  })

  test('a certificate without a date is never overlooked', async () => {
    await played.lms.query("set session sql_mode = ''")
    const check = await changed(
      "update certificates_generatedcertificate set created_date = '0000-00-00'",
      `update certificates_generatedcertificate set created_date = '${at('11 08:00')}'`,
    )
    expect(check.agrees).toBe(false)
  })
})

test('rows that are refused are counted over all pages and readings', async () => {
  const bad = (id: number) => ({
    id,
    user_id: 1,
    course_id: id % 2 === 0 ? `no key ${id}` : `course-v1:OrgA+C${id}+2026`,
    created: at('02 08:00'),
    is_active: 1,
    mode: 'audit',
  })
  const { name: database } = await db.database('refused')
  const rows = { student_courseenrollment: [1, 2, 3, 4, 5, 6, 7, 8, 9].map(bad) }
  const story: Story = {
    steps: [{ rows: { ...rows, auth_user: [account(1)] } }, { read: 'refresh' }],
  }
  const small = await runStory(db, story, { database, pace: { page: 2, batchRows: 2 } })
  const counted = async () => {
    const { total, rows, refused, refusedRead, addsUp } = (await small.check()).tables.find(
      (t) => t.what === 'enrollments',
    )!
    return { total, rows, refused, refusedRead, addsUp }
  }
  try {
    const first = { total: 9, rows: 5, refused: 4, refusedRead: 4, addsUp: true }
    expect(await counted()).toEqual(first)
    await small.lms.query(
      "insert into student_courseenrollment (id, user_id, course_id, created, is_active, mode) values (20, 1, 'no key', now(), 1, 'audit')",
    )
    await small.read('refresh')
    const then = { total: 10, rows: 5, refused: 5, refusedRead: 5, addsUp: true }
    expect(await counted()).toEqual(then)
    await small.read('full sweep')
    expect(await counted()).toEqual(then)
    await small.lms.query('delete from student_courseenrollment where id in (2, 4)')
    await small.read('full sweep')
    expect(await counted()).toEqual({ total: 8, rows: 5, refused: 3, refusedRead: 3, addsUp: true })
  } finally {
    await small.close()
  }
})

test('whoever stops Figures does not wait for a comparison under way', async () => {
  const stopped = await runStory(db, STORY, { database: 'check_stopped' })
  const { lms, ingest, store } = stopped
  await lms.query('lock tables course_overviews_courseoverview write')
  const compared = stopped.check()
  void compared.catch(() => undefined)
  await sleep(300)
  await ingest.stop()
  await store.close()
  await expect(compared).rejects.toThrow('The reading thread has ended')
  await lms.query('unlock tables')
  await stopped.close()
}, 60_000)

test('a comparison that is stopped says so', async () => {
  const checks = new Checks(played.ingest, Date.now)
  const running = checks.run(false)
  checks.stop()
  await expect(running).rejects.toThrow('Figures is being stopped')
  expect(checks.last()).toMatchObject({ running: null, check: null })
})

test('a key with a zero byte is refused by the check as by the reading', async () => {
  const steps = [
    ...STORY.steps,
    { sql: `update student_courseaccessrole set course_id = concat('${A}', char(0)) where id = 1` },
    { read: 'refresh' },
  ] as const
  const played = await runStory(db, { ...STORY, steps }, { database: 'check_zero' })
  const { agrees, differences } = await played.check()
  expect(differences).toEqual([])
  expect(agrees).toBe(true)
  await played.close()
})
