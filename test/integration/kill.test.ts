import type { Connection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { killedAfter } from '../support/killed.ts'
import { fillSmall, lmsCli } from '../support/lms.ts'
import { sharedMariaDb } from '../support/shared.ts'

const KILLS = Number(process.env['KILLS'] ?? 4)
const ACCOUNTS = KILLS > 4 ? 3000 : 600

const db = sharedMariaDb()
let url: string
let admin: Connection
beforeAll(async () => {
  const database = await db.database('kill')
  url = database.url
  await fillSmall(url, ACCOUNTS)
  admin = await db.admin(database.name)
})
afterAll(async () => {
  await admin.end()
})

const METRICS =
  'active_learners enrollments new_enrollments unenrollments passing_learners new_passing active_courses'

async function allFigures(cli: ReturnType<typeof lmsCli>): Promise<unknown> {
  return [
    await cli.rows(METRICS, '--grain month --population everyone'),
    await cli.rows('enrollments active_learners new_passing', '--by course,mode'),
    await cli.rows('registered_accounts new_accounts', '--by site --grain month'),
  ].map((rows) =>
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).filter(([k]) => !k.endsWith('_state') || k === 'course_state'),
      ),
    ),
  )
}

async function change(): Promise<void> {
  await admin.query("update student_courseenrollment set mode = 'verified' where id % 97 = 3")
  await admin.query(
    'update courseware_studentmodule set modified = utc_timestamp(6) where id % 13 = 1',
  )
  await admin.query(
    "update grades_persistentcoursegrade set letter_grade = '', modified = utc_timestamp(6) where id % 50 = 2",
  )
}

test(`killed ${KILLS} times in first load and refresh, the figures are those of an undisturbed run`, async () => {
  const disturbed = lmsCli(url)
  const calm = lmsCli(url)
  let killed = 0
  try {
    const started = Date.now()
    expect((await calm.run('ingest --once')).code).toBe(0)
    const whole = Date.now() - started
    const env = { ...disturbed.environment, FIGURES_DATA: `${disturbed.folder}/data` }
    // Starting takes its time as well; kills are spread over all of the reading.
    const kill = async (args: string[]): Promise<void> => {
      if (await killedAfter(350 + Math.random() * whole, args, env)) killed++
    }
    const half = Math.ceil(KILLS / 2)
    for (let i = 0; i < half; i++) await kill(['ingest', '--once'])
    await disturbed.run('ingest --once')
    await change()
    for (let i = half; i < KILLS; i++) await kill(['ingest', i % 2 === 0 ? '--sweep' : '--full'])
    expect((await disturbed.run('ingest --sweep')).code).toBe(0)
    expect((await calm.run('ingest --sweep')).code).toBe(0)
    expect((await disturbed.run('check')).code).toBe(0)
    expect(await allFigures(disturbed)).toEqual(await allFigures(calm))
    expect(killed).toBeGreaterThan(0)
  } finally {
    await disturbed.close()
    await calm.close()
  }
})
