import type { Connection } from 'mysql2/promise'
import { expect, test } from 'vitest'
import { pseudonyms } from '../../src/facts/pseudonym.ts'
import type { LmsRow } from '../../src/sources/campus/lms/row.ts'
import { join, name, raw, sql, type Sql } from '../../src/store/sql.ts'
import { TEST_SECRET } from '../support/campus.ts'
import { sharedMariaDb } from '../support/shared.ts'
import { runStory, type Played } from '../support/story.ts'

/** Odd values in all; `prove` puts a million. */
const COUNT = Number(process.env['ODD_VALUES'] ?? 10_000)
const SEED = Number(process.env['SEED'] ?? 20_261_128)
/** Learners whose rows get odd values, one value a row, in each round. */
const TOUCHED = 110
const UNTOUCHED = 12
const FIRST_TOUCHED = 1_000

const db = sharedMariaDb()
const A = 'course-v1:OrgA+C1+2026'
const BLOCK = 'block-v1:OrgA+C1+2026+type@problem+block@p'
const COMPANY = '0c1d2e3f4a5b4c6d8e7f00112233abcd'
const AT = '2026-03-03 09:00:00'

interface Mutated {
  readonly table: string
  /** Columns that get odd values. */
  readonly columns: readonly string[]
  /** Of `columns`: names a person, whose id no odd value may be. */
  readonly user?: string
  readonly row: (user: number) => LmsRow
  /** How many of the rows show in Figures; absent where several may be one, or none. */
  readonly kept?: (of: Touched) => Sql
  /** SQL of how many of the rows, by their ids, say nothing by what they mean. */
  readonly idle?: string
}

/** What got odd values in a round. */
interface Touched {
  readonly learners: Sql
  readonly ids: readonly number[]
}

/** One row of a fact for each learner. */
const learnersIn =
  (fact: string, where = 'true') =>
  ({ learners }: Touched): Sql =>
    sql`select count(distinct learner) as n from ${name(fact)} where ${raw(where)} and learner in (${learners})`

const dated = { created: AT, modified: AT }

/** Tables with a row for each learner. */
const TABLES: readonly Mutated[] = [
  {
    table: 'auth_user',
    columns: ['date_joined', 'is_active', 'is_staff', 'is_superuser'],
    row: (id) => ({ id, username: `u${id}`, email: `u${id}@x`, is_active: 1, date_joined: AT }),
    kept: learnersIn('learner'),
  },
  {
    table: 'auth_userprofile',
    columns: ['user_id', 'country', 'gender', 'year_of_birth', 'level_of_education'],
    user: 'user_id',
    row: (id) => ({ id, user_id: id, country: 'DE', gender: 'f', year_of_birth: 1990 }),
    kept: learnersIn('demographic'),
  },
  {
    table: 'student_courseenrollment',
    columns: ['user_id', 'course_id', 'created', 'is_active', 'mode'],
    user: 'user_id',
    row: (id) => ({ id, user_id: id, course_id: A, created: AT, is_active: 1, mode: 'audit' }),
    kept: learnersIn('enrollment_change'),
  },
  {
    table: 'courseware_studentmodule',
    columns: ['student_id', 'course_id', 'module_id', 'module_type', 'created', 'modified'],
    user: 'student_id',
    row: (id) => ({
      id,
      student_id: id,
      course_id: A,
      module_id: BLOCK,
      module_type: 'problem',
      ...dated,
    }),
    // Evidence `state` has the fourth place.
    kept: learnersIn('activity', 'evidence = 3'),
  },
  {
    table: 'completion_blockcompletion',
    columns: ['user_id', 'course_key', 'block_key', 'completion', 'created', 'modified'],
    user: 'user_id',
    row: (id) => ({
      id,
      user_id: id,
      course_key: A,
      block_key: BLOCK,
      block_type: 'problem',
      completion: 1,
      ...dated,
    }),
    kept: learnersIn('completion'),
  },
  {
    table: 'grades_persistentcoursegrade',
    columns: ['user_id', 'course_id', 'percent_grade', 'passed_timestamp', 'letter_grade'],
    user: 'user_id',
    row: (id) => ({
      id,
      user_id: id,
      course_id: A,
      percent_grade: 0.5,
      letter_grade: 'Pass',
      passed_timestamp: AT,
      ...dated,
    }),
    kept: learnersIn('course_grade'),
  },
  {
    table: 'grades_persistentsubsectiongrade',
    columns: [
      'user_id',
      'course_id',
      'usage_key',
      'earned_graded',
      'possible_all',
      'first_attempted',
    ],
    user: 'user_id',
    row: (id) => ({
      id,
      user_id: id,
      course_id: A,
      usage_key: BLOCK.replace('problem', 'sequential'),
      earned_graded: 1,
      possible_graded: 2,
      earned_all: 1,
      possible_all: 2,
      first_attempted: AT,
      ...dated,
    }),
    kept: learnersIn('section_grade'),
  },
  {
    table: 'certificates_generatedcertificate',
    columns: ['user_id', 'course_id', 'status', 'created_date'],
    user: 'user_id',
    row: (id) => ({ id, user_id: id, course_id: A, status: 'downloadable', created_date: AT }),
    kept: learnersIn('certificate'),
  },
  {
    table: 'course_groups_cohortmembership',
    columns: ['user_id', 'course_id', 'course_user_group_id'],
    user: 'user_id',
    row: (id) => ({ id, user_id: id, course_id: A, course_user_group_id: 1 }),
    kept: learnersIn('cohort_member'),
  },
  {
    table: 'student_courseaccessrole',
    columns: ['user_id', 'org', 'course_id', 'role'],
    user: 'user_id',
    row: (id) => ({ id, user_id: id, org: 'OrgA', course_id: A, role: 'beta_testers' }),
    kept: learnersIn('role'),
  },
  {
    table: 'student_courseaccessrolehistory',
    columns: ['user_id', 'org', 'course_id', 'role', 'action_type', 'old_values', 'created'],
    user: 'user_id',
    row: (id) => ({
      id,
      user_id: id,
      org: 'OrgA',
      course_id: A,
      role: 'beta_testers',
      action_type: 'created',
      created: AT,
    }),
    kept: learnersIn('role_change'),
  },
  {
    table: 'enterprise_enterprisecustomeruser',
    columns: ['user_id', 'enterprise_customer_id', 'created', 'linked'],
    user: 'user_id',
    row: (id) => ({ id, user_id: id, enterprise_customer_id: COMPANY, created: AT, linked: 1 }),
    kept: learnersIn('enterprise_member'),
  },
  {
    table: 'enterprise_enterprisecourseenrollment',
    columns: ['enterprise_customer_user_id', 'course_id', 'created', 'unenrolled_at'],
    row: (id) => ({ id, enterprise_customer_user_id: id, course_id: A, created: AT }),
    kept: learnersIn('enterprise_enrollment'),
  },
  {
    table: 'student_usersignupsource',
    columns: ['user_id', 'site'],
    user: 'user_id',
    row: (id) => ({ id, user_id: id, site: 's1.example' }),
    kept: learnersIn('learner_site', "site = (select id from site where key = 's1.example')"),
    // Another host is another site's, or nobody's.
    idle: `select count(*) as n from student_usersignupsource
      where id in (?) and coalesce(cast(trim(site) as binary), '') <> 's1.example'`,
  },
  // Lists of the platform: a row for each number, with a key of its own.
  {
    table: 'course_overviews_courseoverview',
    columns: ['display_name', 'org', 'start', 'end', 'self_paced', 'modified'],
    row: (id) => ({ id: `course-v1:OrgL+L${id}+1`, org: 'OrgL', display_name: 'L', ...dated }),
    kept: ({
      ids,
    }) => sql`select count(*) as n from course_run as r join course as c on c.id = r.course
      where c.text in (${join(ids.map((id) => sql`${`course-v1:OrgL+L${id}+1`}`))})`,
  },
  {
    table: 'organizations_organization',
    columns: ['short_name', 'name', 'active'],
    row: (id) => ({ id, short_name: `O${id}`, name: 'O', active: 1 }),
  },
  {
    table: 'django_site',
    columns: ['domain', 'name'],
    row: (id) => ({ id, domain: `s${id}.example`, name: 'S' }),
  },
  {
    table: 'site_configuration_siteconfiguration',
    columns: ['site_id', 'site_values', 'enabled'],
    row: (id) => ({ id, site_id: id, enabled: 1, site_values: '{"TIME_ZONE": "Asia/Tokyo"}' }),
  },
  {
    table: 'grades_visibleblocks',
    columns: ['course_id', 'blocks_json'],
    row: (id) => ({
      id,
      course_id: A,
      blocks_json: `{"blocks": [{"locator": "${BLOCK}${id}", "raw_possible": 1}]}`,
    }),
  },
  {
    table: 'instructor_task_instructortask',
    columns: ['course_id', 'task_input', 'task_state', 'created', 'updated'],
    row: (id) => ({
      id,
      task_type: 'rescore_problem',
      course_id: `course-v1:OrgL+L${id}+1`,
      task_input: '{}',
      task_state: 'SUCCESS',
      created: AT,
      updated: AT,
    }),
  },
]

/** Values that stand in no column of a sound platform. None is the id of a person. */
const ODD: readonly (string | Buffer | null)[] = [
  null,
  '',
  '   ',
  '\0',
  'a\0b',
  'NaN',
  'Infinity',
  '-1',
  '0',
  '1.5',
  '1e300',
  '1e999',
  '-1e300',
  '99999999999999999999999999',
  '18446744073709551615',
  '0x1F',
  'true',
  'None',
  'null',
  '2026-02-30',
  '2026-13-45 99:99:99',
  '0000-00-00 00:00:00',
  '0001-01-01',
  '1000-01-01 00:00:00',
  '1999-12-31 23:59:59',
  '2100-01-01',
  '9999-12-31 23:59:59.999999',
  '838:59:59',
  '🦊'.repeat(300),
  '\u202e\u200f\u0301',
  'ΣΊΣΥΦΟΣ İ ß',
  "'; drop table auth_user; --",
  '\\',
  '"',
  '{"a": [',
  '"{\\"course_org_filter\\": [\\"X\\"]}"',
  '{"blocks": [1, null, {"locator": 5}, {"locator": "x", "raw_possible": 1e999}]}',
  '[[[[[[[[[[[[[[[[',
  'course-v1:',
  'course-v1:A+B',
  'course-v1:A+B+C\0',
  `course-v1:${'x'.repeat(400)}+B+C`,
  'course-v1:Универ+Курс+2026',
  'x'.repeat(70_000),
  Buffer.from([0xff, 0xfe, 0x00, 0x80]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from('курс'),
]

/** The same numbers again for a seed, so that what fails can be played again. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Takes keys and types away, so that a column can hold anything. */
async function relax(lms: Connection, type: string): Promise<void> {
  for (const { table, columns } of TABLES) {
    const [keys] = await lms.query(
      `select distinct index_name as name from information_schema.statistics
        where table_schema = database() and table_name = ? and index_name <> 'PRIMARY'`,
      [table],
    )
    const drops = (keys as { name: string }[]).map((k) => `drop index \`${k.name}\``)
    const modifies = columns.map((c) => `modify \`${c}\` ${type} null`)
    await lms.query(`alter table ${table} ${[...drops, ...modifies].join(', ')}`)
  }
}

const idColumn = (row: LmsRow): string | number => row['id'] as string | number

const firstOf = (round: number): number => FIRST_TOUCHED + round * TOUCHED

/**
 * In the place of the rows of the last round rows of other learners, each with one odd value: what was seen
 * of a row before it was spoiled would stay. Returns how many were put.
 */
async function spoil(
  lms: Connection,
  round: number,
  pick: (below: number) => number,
): Promise<number> {
  let put = 0
  for (const { table, columns, row } of TABLES) {
    const rowsOf = (of: number): LmsRow[] =>
      Array.from({ length: TOUCHED }, (_, n) => row(firstOf(of) + n))
    const rows = rowsOf(round)
    const ids = rows.map(idColumn)
    if (round > 0)
      await lms.query(`delete from ${table} where id in (?)`, [rowsOf(round - 1).map(idColumn)])
    const names = Object.keys(rows[0]!)
    const list = names.map((c) => `\`${c}\``).join(', ')
    await lms.query(`insert into ${table} (${list}) values ?`, [
      rows.map((r) => names.map((c) => r[c])),
    ])
    for (const id of ids) {
      const column = columns[pick(columns.length)]!
      await lms.query(`update ${table} set \`${column}\` = ? where id = ?`, [
        ODD[pick(ODD.length)]!,
        id,
      ])
      put++
    }
  }
  return put
}

const KEPT = [
  'learner',
  'demographic',
  'enrollment_change',
  'enrollment_span',
  'activity',
  'completion',
  'course_grade',
  'section_grade',
  'certificate',
  'cohort_member',
  'role',
  'role_change',
  'enterprise_member',
  'enterprise_enrollment',
  'learner_site',
  'learner_course',
]

/** Everything that is kept of some learners. */
async function keptOf({ store }: Played, learners: Sql): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for (const table of KEPT) {
    const rows = await store.query(
      sql`select * replace (printf('%016x', learner) as learner) from ${name(table)}
        where learner in (${learners})`,
    )
    found[table] = rows.map((r) => JSON.stringify(r)).sort()
  }
  return found
}

function pseudonymsOf(from: number, count: number): Sql {
  const names = pseudonyms(Buffer.from(TEST_SECRET), 'story')
  const hex = Array.from({ length: count }, (_, n) => names.hex(from + n))
  return raw(hex.map((h) => `cast('0x${h}' as ubigint)`).join(', '))
}

test(`${COUNT} odd values: reading ends, each row is accounted for, nobody else is changed`, async () => {
  const pick = numbers(SEED)
  const sound = Object.fromEntries(
    TABLES.map(({ table, row }) => [
      table,
      Array.from({ length: UNTOUCHED }, (_, n) => row(n + 1)),
    ]),
  )
  const { name: database } = await db.database('mutations')
  const played = await runStory(
    db,
    {
      steps: [
        {
          rows: {
            ...sound,
            course_groups_courseusergroup: [
              { id: 1, name: 'Red', course_id: A, group_type: 'cohort' },
            ],
            enterprise_enterprisecustomer: [
              { uuid: COMPANY, name: 'Harbor', slug: 'harbor', active: 1 },
            ],
          },
        },
        { read: 'refresh' },
      ],
    },
    { database },
  )
  try {
    const others = pseudonymsOf(1, UNTOUCHED)
    const before = await keptOf(played, others)
    expect((before['learner'] as unknown[]).length).toBe(UNTOUCHED)
    for (let put = 0, round = 0; put < COUNT; round++) {
      await relax(played.lms, round % 2 === 0 ? 'longblob' : 'longtext character set utf8mb4')
      const touched = pseudonymsOf(firstOf(round), TOUCHED)
      put += await spoil(played.lms, round, pick)
      const { problem } = await played.read('reload')
      expect(problem).toBeUndefined()
      expect(await keptOf(played, others)).toEqual(before)
      const ids = Array.from({ length: TOUCHED }, (_, n) => firstOf(round) + n)
      for (const { table, kept, idle } of TABLES) {
        if (kept === undefined) continue
        const [row] = await played.store.query<{ n: number }>(kept({ learners: touched, ids }))
        const [[silent]] = (await played.lms.query(idle ?? 'select 0 as n', [ids])) as unknown as [
          [{ n: number }],
        ]
        const refused = await played.store.query<{ reason: string; rows: number }>(
          sql`select reason, rows from quarantine`,
        )
        const gone = refused
          .filter((q) => q.reason.startsWith(`${table}.`) || q.reason.startsWith(`${table}:`))
          .filter((q) => !q.reason.endsWith('stays without it'))
          .reduce((sum, q) => sum + q.rows, 0)
        expect({ round, table, accounted: row!.n + gone + silent.n }).toEqual({
          round,
          table,
          accounted: TOUCHED,
        })
      }
    }
  } finally {
    await played.close()
  }
}, 3_600_000)
