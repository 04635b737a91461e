import { expect, test } from 'vitest'
import type { RunResult } from '../../src/ingest/run.ts'
import type { Depth } from '../../src/sources/source.ts'
import { connect } from '../../src/sources/lms-database/connect.ts'
import { pagesById } from '../../src/sources/lms-database/reading.ts'
import { LmsServer } from '../../src/sources/lms-database/server.ts'
import { sql } from '../../src/store/sql.ts'
import { sharedMariaDb } from '../support/shared.ts'
import { runStory, type Played } from '../support/story.ts'

const db = sharedMariaDb()
const ROWS = 10
const COURSE = 'course-v1:OrgA+C1+2026'
const AT = '2026-03-04 00:00:00'
/** Every table is large, and each piece of it is three rows. */
const PACE = { page: 2, background: { page: 2, rest: 0 }, batchRows: 3, slice: 0, small: 0 }

const completion = (id: number) => ({
  id,
  user_id: 1,
  course_key: COURSE,
  block_key: `block-v1:OrgA+C1+2026+type@html+block@b${id}`,
  block_type: 'html',
  completion: 1,
  created: AT,
  modified: AT,
})
const person = (id: number) => ({
  id,
  username: `u${id}`,
  email: `u${id}@people.example`,
  is_active: 1,
  date_joined: '2026-01-01 00:00:00',
})
const state = (id: number) => ({
  id,
  student_id: 1,
  course_id: COURSE,
  module_id: `block-v1:OrgA+C1+2026+type@html+block@b${id}`,
  module_type: 'html',
  created: AT,
  modified: AT,
})
const task = (id: number, course: string) => ({
  id,
  task_type: 'rescore_problem',
  course_id: course,
  task_input: '{}',
  task_state: 'SUCCESS',
  created: AT,
  updated: AT,
})
/** A server that minds no user. */
const ANY_USER = 'alter table completion_blockcompletion modify user_id int null'
const numbers = Array.from({ length: ROWS }, (_, n) => n + 1)

/** Reads until nothing is left; the readings that it took. */
async function readOut(played: Played, first: Depth): Promise<RunResult[]> {
  const readings: RunResult[] = []
  for (let depth = first, left = true; left; depth = 'refresh') {
    const [result] = await played.ingest.readAll(depth)
    expect(result!.problem).toBeUndefined()
    readings.push(result!)
    left = result!.left
  }
  return readings
}

test('refreshes between the pieces of a large table count no row twice', async () => {
  const { name } = await db.database('pieces')
  const rows = {
    auth_user: [person(1)],
    completion_blockcompletion: [
      ...numbers.slice(1).map(completion),
      { ...completion(1), user_id: null },
    ],
    courseware_studentmodule: numbers.map(state),
    instructor_task_instructortask: [task(1, COURSE), task(2, 'no course')],
  }
  const steps = [{ sql: ANY_USER }, { rows }, { read: 'refresh' as const }]
  const played = await runStory(db, { steps }, { database: name, pace: PACE })
  try {
    await played.ingest.readAll('full sweep')
    // What comes between two pieces is refused by a refresh, and once more by a later piece.
    await played.lms.query(`update completion_blockcompletion set user_id = 0 where id in (9, 10);
      update courseware_studentmodule set student_id = 0, modified = utc_timestamp(6) where id in (9, 10)`)
    expect((await readOut(played, 'refresh')).length).toBeGreaterThan(1)
    const refused = await played.store.query(
      sql`select reason, rows from quarantine order by reason`,
    )
    expect(refused).toEqual([
      { reason: 'completion_blockcompletion.user_id: not the id of a user', rows: 3 },
      { reason: 'courseware_studentmodule.student_id: not the id of a user', rows: 2 },
      { reason: 'instructor_task_instructortask.course_id: invalid course key', rows: 1 },
    ])
    const [saved] = await played.store.query<{ state: string }>(
      sql`select state from checkpoint where part = 'completion'`,
    )
    const { ranges } = JSON.parse(saved!.state) as { ranges: Record<string, readonly number[]> }
    expect(ranges['0']![0]).toBe(ROWS)
  } finally {
    await played.close()
  }
})

/** What is left of a checkpoint, and how deep the reading is that finds it. */
const LEFT: readonly [string, Depth, (state: object) => object][] = [
  ['the highest id, after an upgrade', 'sweep', () => ({ maxId: ROWS, form: 1 })],
  ['nothing, after an upgrade', 'refresh', () => ({})],
  [
    'a piece, by a process that has ended',
    'nightly sweep',
    (state) => ({ ...state, ranges: {}, again: { after: 4, begun: 1, process: 'another' } }),
  ],
]

test('a large table of which little is remembered is read in pieces, and what has gone goes', async () => {
  const { name } = await db.database('upgraded_pieces')
  const rows = {
    auth_user: [person(1)],
    completion_blockcompletion: numbers.map(completion),
  }
  const steps = [{ rows }, { read: 'refresh' as const }]
  // As large as the server says, where digests tell nothing.
  const played = await runStory(db, { steps }, { database: name, pace: { ...PACE, small: 4 } })
  try {
    for (const [n, [why, depth, left]] of LEFT.entries()) {
      const [saved] = await played.store.query<{ state: string }>(
        sql`select state from checkpoint where part = 'completion'`,
      )
      const state = JSON.stringify(left(JSON.parse(saved!.state) as object))
      await played.store.transaction((tx) =>
        tx.run(sql`update checkpoint set state = ${state} where part = 'completion'`),
      )
      await played.lms.query('delete from completion_blockcompletion where id = ?', [n + 5])
      await played.lms.query('analyze table completion_blockcompletion')
      const readings = await readOut(played, depth)
      const [kept] = await played.store.query<{ n: number }>(
        sql`select count(*) as n from completion`,
      )
      expect({ why, kept: kept!.n }).toEqual({ why, kept: ROWS - n - 1 })
      expect({ why, isInPieces: readings.length > 2 }).toEqual({ why, isInPieces: true })
    }
    // Read once more, and not once more again.
    expect(await readOut(played, 'nightly sweep')).toHaveLength(1)
  } finally {
    await played.close()
  }
})

test('a large table of enrollments is read again in pieces; what no piece brought has ended', async () => {
  const { name } = await db.database('enrollment_pieces')
  const enrollment = (id: number) => ({
    id,
    user_id: id,
    course_id: COURSE,
    created: AT,
    is_active: 1,
    mode: 'audit',
  })
  const rows = {
    auth_user: numbers.map(person),
    student_courseenrollment: numbers.map(enrollment),
  }
  const steps = [{ rows }, { read: 'refresh' as const }]
  const played = await runStory(db, { steps }, { database: name, pace: PACE })
  try {
    await played.lms.query('delete from student_courseenrollment where id = 7')
    await played.lms.query('update student_courseenrollment set user_id = 7 where id = 8')
    await played.lms.query("update student_courseenrollment set mode = 'verified' where id = 9")
    await played.ingest.readAll('full sweep')
    const [saved] = await played.store.query<{ state: string }>(
      sql`select state from checkpoint where part = 'enrollment'`,
    )
    expect(JSON.parse(saved!.state)).toMatchObject({ again: { after: 4 } })
    await readOut(played, 'refresh')
    const spans = await played.store.query<{ mode: string; open: number; ended: number }>(
      sql`select m.key as mode, count(*) filter (where ended is null) as open,
          count(*) filter (where ended is not null) as ended
        from enrollment_span as e join mode as m on m.id = e.mode group by 1 order by 1`,
    )
    expect(spans).toEqual([
      { mode: 'audit', open: 8, ended: 2 },
      { mode: 'verified', open: 1, ended: 0 },
    ])
    expect((await played.check()).agrees).toBe(true)
  } finally {
    await played.close()
  }
})

test('a reading that stops between two pieces leaves nothing under way on its connection', async () => {
  const { name } = await db.database('stopped_pieces')
  const lms = await db.admin(name)
  await lms.query('create table owner (id int primary key); create table owned (owner_id int)')
  await lms.query('insert into owner values (1), (2), (3); insert into owned values (1), (2), (3)')
  const session = await connect(new LmsServer(db.address(name)))
  try {
    const owned = { table: 'owned', key: 'owner_id', select: [], watched: ['owner_id'] }
    for (const rest of [0, 1000]) {
      const of = { after: 0, stride: { page: 1, rest } }
      const pages = pagesById(session, { table: 'owner', select: [], besides: [owned] }, of)
      for await (const { rows } of pages) {
        expect(rows).toEqual([[1]])
        break
      }
      const asked = session.statements
      expect(await session.rows('select @@in_transaction')).toEqual([[0]])
      expect(session.statements).toBe(asked + 1)
    }
  } finally {
    await session.close()
    await lms.end()
  }
})
