import { describe, expect, test } from 'vitest'
import type { QueryInput } from '../../src/contract/query.ts'
import { tablesOf } from '../../src/sources/campus/lms/eras.ts'
import type { LmsRow } from '../../src/sources/campus/lms/row.ts'
import { sharedMariaDb } from '../support/shared.ts'
import { runStory, type Step } from '../support/story.ts'

/**
 * What several tables of a platform can tell is told by any of them, and united: each family is played
 * without its tables, with each alone, and with all. What each table alone adds to the answer is worked out by hand beside it.
 */
const db = sharedMariaDb()

const COURSE = 'course-v1:A+C+1'
const made = (table: string, statement: string): Record<string, string> => ({ [table]: statement })

/** Tables that the newest release does not have: of Ginkgo, of a fork. */
const OTHERS: Readonly<Record<string, string>> = {
  ...made(
    'student_historicalcourseenrollment',
    tablesOf('G').find((t) => t.table === 'student_historicalcourseenrollment')!.statement,
  ),
  ...made(
    'organizations_organization_sites',
    'create table organizations_organization_sites (id int primary key, organization_id int not null, site_id int not null)',
  ),
  ...made(
    'organizations_userorganizationmapping',
    'create table organizations_userorganizationmapping (id int primary key, user_id int not null, organization_id int not null)',
  ),
}

interface Family {
  readonly name: string
  /** The capability that any of the tables gives; undefined where figures can do without all of them. */
  readonly capability: string
  readonly rows: Readonly<Record<string, readonly LmsRow[]>>
  /** Each way: the tables that it takes, and what it adds to the answer. */
  readonly ways: readonly { readonly tables: readonly string[]; readonly adds: number }[]
  readonly query: QueryInput
  readonly metric: string
  /** The answer without any of the tables; null where there is none. */
  readonly without: number | null
}

const account = (id: number): LmsRow => ({
  id,
  username: `u${id}`,
  email: `u${id}@people.example`,
  is_active: 1,
  date_joined: '2026-01-01 00:00:00',
})
const enrollment = {
  id: 1,
  user_id: 2,
  course_id: COURSE,
  created: '2026-01-05 10:00:00',
  is_active: 1,
  mode: 'audit',
}
const past = (historyId: string | number, date: string, active: number): LmsRow => ({
  ...enrollment,
  history_id: historyId,
  history_type: '~',
  history_date: `${date} 10:00:00`,
  is_active: active,
})
const whole = { from: '2026-01-01', to: '2026-11-01', grain: 'all' } as const

const FAMILIES: readonly Family[] = [
  {
    // State saved on March 1 and 9; other saves on March 3 in one table, on March 4 and 5 in the other.
    name: 'saves of problems',
    capability: 'activity_history',
    rows: {
      courseware_studentmodule: [
        {
          id: 7,
          student_id: 2,
          course_id: COURSE,
          module_id: 'block-v1:A+C+1+type@problem+block@p1',
          module_type: 'problem',
          created: '2026-03-01 10:00:00',
          modified: '2026-03-09 10:00:00',
        },
      ],
      courseware_studentmodulehistory: [
        { id: 1, student_module_id: 7, created: '2026-03-03 10:00:00' },
      ],
      coursewarehistoryextended_studentmodulehistoryextended: [
        { id: 1, student_module_id: 7, created: '2026-03-04 10:00:00' },
        { id: 2, student_module_id: 7, created: '2026-03-05 10:00:00' },
      ],
    },
    ways: [
      { tables: ['courseware_studentmodulehistory'], adds: 0.25 },
      { tables: ['coursewarehistoryextended_studentmodulehistoryextended'], adds: 0.5 },
    ],
    query: { metrics: ['hours_on_course'], ...whole },
    metric: 'hours_on_course',
    without: null,
  },
  {
    // Left and came back once in the old table, twice in the new one.
    name: 'histories of enrollments',
    capability: 'enrollment_history',
    rows: {
      student_courseenrollment: [enrollment],
      student_historicalcourseenrollment: [past(1, '2026-02-01', 0), past(2, '2026-03-01', 1)],
      student_courseenrollment_history: [
        past('a', '2026-04-01', 0),
        past('b', '2026-05-01', 1),
        past('c', '2026-06-01', 0),
        past('d', '2026-07-01', 1),
      ],
    },
    ways: [
      { tables: ['student_historicalcourseenrollment'], adds: 1 },
      { tables: ['student_courseenrollment_history'], adds: 2 },
    ],
    query: { metrics: ['re_enrollments'], ...whole },
    metric: 're_enrollments',
    without: 0,
  },
  {
    // Of four accounts one signed up at two.example by each table; nobody else belongs there.
    name: 'sign-ups',
    capability: 'sign_up',
    rows: {
      django_site: [
        { id: 1, domain: 'one.example', name: 'One' },
        { id: 2, domain: 'two.example', name: 'Two' },
      ],
      student_usersignupsource: [{ user_id: 2, site: 'two.example' }],
      student_userattribute: [{ user_id: 3, name: 'created_on_site', value: 'two.example' }],
      organizations_organization: [{ id: 5, name: 'Acme', short_name: 'Acme', active: 1 }],
      organizations_organization_sites: [{ id: 1, organization_id: 5, site_id: 2 }],
      organizations_userorganizationmapping: [{ id: 1, user_id: 4, organization_id: 5 }],
    },
    ways: [
      { tables: ['student_usersignupsource'], adds: 1 },
      { tables: ['student_userattribute'], adds: 1 },
      {
        tables: ['organizations_organization_sites', 'organizations_userorganizationmapping'],
        adds: 1,
      },
    ],
    query: {
      metrics: ['registered_accounts'],
      ...whole,
      filter: { site: ['two.example'] },
    },
    metric: 'registered_accounts',
    without: 0,
  },
]

/** None of some things, each alone, and all. */
const choices = <T>(all: readonly T[]): readonly (readonly T[])[] => [
  [],
  ...all.map((one) => [one]),
  all,
]

describe.each(FAMILIES)('$name', (family) => {
  const all = family.ways.flatMap(({ tables }) => tables)

  test.each(choices(family.ways).map((ways) => ({ ways, title: titleOf(ways) })))(
    'told by $title',
    async ({ ways }) => {
      const there = ways.flatMap(({ tables }) => tables)
      const steps: Step[] = [
        { sql: there.flatMap((table) => OTHERS[table] ?? []) },
        {
          rows: {
            auth_user: [2, 3, 4, 5].map(account),
            course_overviews_courseoverview: [{ id: COURSE, org: 'A', display_name: 'One' }],
            ...family.rows,
          },
        },
        { read: 'refresh' },
        { ask: [{ why: family.name, query: family.query, rows: [] }] },
      ]
      const { name } = await db.database('given')
      const without = all.filter((table) => !there.includes(table))
      const played = await runStory(db, { steps, without }, { database: name })
      try {
        const [source] = played.ingest.sources
        const capability = (await source!.capabilities()).find((c) => c.name === family.capability)
        expect(capability?.available).toBe(ways.length > 0)
        // What is missing is said with all tables of which one would do, and with none otherwise.
        const usual = all.filter((t) => OTHERS[t] === undefined)
        if (ways.length > 0) expect(capability?.missing).toBe('')
        else for (const table of usual) expect(capability?.missing).toContain(table)
        const right = ways.reduce<number | null>(
          (sum, way) => (sum ?? 0) + way.adds,
          family.without,
        )
        expect(played.asked[0]!.got[0]?.[family.metric]).toBe(right)
      } finally {
        await played.close()
      }
    },
  )
})

function titleOf(ways: Family['ways']): string {
  return ways.length === 0 ? 'no table' : ways.map(({ tables }) => tables.join(' + ')).join(', ')
}
