import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { LmsRow } from '../../src/sources/campus/lms/row.ts'
import { sharedMariaDb } from '../support/shared.ts'
import { runStory, type Story } from '../support/story.ts'

/** Pages so small that rows of one learner and course never come together. */
const PACE = { page: 1, background: { page: 1, rest: 0 }, batchRows: 1, slice: 0 }
const db = sharedMariaDb()

test('rows of one learner and course are told whole, however they are paged', async () => {
  const file = join(import.meta.dirname, '..', 'golden-lms', 'row_made_again', 'story.json')
  const story = JSON.parse(readFileSync(file, 'utf8')) as Story
  const { name } = await db.database('several')
  const played = await runStory(db, story, { database: name, pace: PACE })
  try {
    for (const { rows, got } of played.asked) expect(got).toEqual(rows)
    expect(played.results.slice(-3).map((r) => r.changed)).toEqual([0, 0, 0])
  } finally {
    await played.close()
  }
})

const enrollment = (id: number, course_id: string, is_active: number): LmsRow => ({
  id,
  user_id: 2,
  course_id,
  created: '2026-03-01 10:00:00',
  is_active,
  mode: 'audit',
})
const people: Readonly<Record<string, readonly LmsRow[]>> = {
  auth_user: [
    { id: 2, username: 'u2', email: 'u2@people.example', is_active: 1, date_joined: '2026-01-01' },
    { id: 3, username: 'u3', email: 'u3@people.example', is_active: 1, date_joined: '2026-01-01' },
  ],
  course_overviews_courseoverview: [{ id: 'course-v1:A+C+1', org: 'A', display_name: 'One' }],
}
const now = {
  metrics: ['enrollments', 'unenrollments', 're_enrollments'],
  from: '2026-03-01',
  to: 'tomorrow',
  grain: 'all' as const,
}

test.each([
  ['with histories', undefined],
  ['without histories', ['student_courseenrollment_history']],
] as const)('two spellings of one key are one enrollment, %s', async (_, without) => {
  const { name } = await db.database('spellings')
  const story: Story = {
    ...(without === undefined ? {} : { without }),
    steps: [
      {
        rows: {
          ...people,
          student_courseenrollment: [
            enrollment(1, 'course-v1:A+C+1', 0),
            enrollment(2, 'course-v1:A%2BC%2B1', 1),
            { ...enrollment(3, 'course-v1:A+C+1', 1), user_id: 3 },
          ],
        },
      },
      { read: 'refresh' },
      { read: 'sweep' },
      { sql: "update student_courseenrollment set mode = 'verified' where id = 1" },
      { read: 'sweep' },
      { read: 'refresh' },
    ],
  }
  const played = await runStory(db, story, { database: name, pace: PACE })
  try {
    const [row] = await played.query(now)
    expect(row).toMatchObject({ enrollments: 2, unenrollments: 0, re_enrollments: 0 })
    expect(played.results.at(-1)!.changed).toBe(0)
  } finally {
    await played.close()
  }
})

test('an account is merged into another: whose history says so changes then, whose does not at the reading', async () => {
  const { name } = await db.database('merged')
  const past = (id: number, date: string, user_id: number, type: string): LmsRow => ({
    ...enrollment(id, 'course-v1:A+C+1', 1),
    user_id,
    history_id: `${id} ${date}`,
    history_type: type,
    history_date: `${date} 10:00:00`,
  })
  const story: Story = {
    steps: [
      {
        rows: {
          ...people,
          student_courseenrollment: [enrollment(1, 'course-v1:A+C+1', 1)],
          student_courseenrollment_history: [past(1, '2026-03-01', 2, '+')],
        },
      },
      { read: 'refresh' },
      { sql: 'update student_courseenrollment set user_id = 3' },
      { rows: { student_courseenrollment_history: [past(1, '2026-06-01', 3, '~')] } },
      { read: 'sweep' },
      { read: 'full sweep' },
    ],
  }
  const played = await runStory(db, story, { database: name, pace: PACE })
  try {
    const by = await played.query({ ...now, grain: 'month', to: '2026-08-01' })
    expect(by.map((r) => [r['enrollments'], r['unenrollments']])).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
      [1, 1],
      [1, 0],
    ])
  } finally {
    await played.close()
  }
})
