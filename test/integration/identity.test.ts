import type { Connection } from 'mysql2/promise'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createHash, createHmac } from 'node:crypto'
import { Problem } from '../../src/kernel/problem.ts'
import { tablesOf } from '../../src/sources/campus/lms/eras.ts'
import { connect } from '../../src/sources/lms-database/connect.ts'
import { knownAgain } from '../../src/sources/lms-database/identity.ts'
import { readSchema } from '../../src/sources/lms-database/schema.ts'
import { LmsServer } from '../../src/sources/lms-database/server.ts'
import { fillSmall, lmsCli } from '../support/lms.ts'
import { sharedMariaDb } from '../support/shared.ts'

/** A platform is known again after ordinary upkeep; two are told apart; a doubt is asked about. */
const db = sharedMariaDb()
let name: string
let lms: Connection
beforeAll(async () => {
  ;({ name } = await db.database('identity'))
  lms = await db.admin(name)
  await lms.query("set session sql_mode = '', time_zone = '+00:00'")
  for (const { statement } of tablesOf('U')) await lms.query(statement)
})
afterAll(() => lms.end())

const stamp = (ms: number): string => new Date(ms).toISOString().slice(0, 23).replace('T', ' ')
const INSTALLED = Date.parse('2021-03-04T10:11:12.987Z')

beforeEach(async () => {
  for (const table of ['django_migrations', 'auth_user', 'django_site']) {
    await lms.query(`delete from ${table}`)
    await lms.query(`alter table ${table} auto_increment = 1`)
  }
  for (let i = 0; i < 50; i++) {
    await lms.query('insert into django_migrations (app, name, applied) values (?, ?, ?)', [
      ['student', 'grades', 'courseware'][i % 3],
      `00${i}_step`,
      stamp(INSTALLED + i * 1_733),
    ])
  }
  for (let i = 0; i < 45; i++) {
    await lms.query('insert into auth_user (username, email, date_joined) values (?, ?, ?)', [
      `u${i}`,
      `u${i}@x.example`,
      stamp(INSTALLED + 3_600_000 + i * 7_654_321),
    ])
  }
  await lms.query("insert into django_site (domain, name) values ('lms.example', 'LMS')")
})

/** Looks once; the checkpoint that is kept, or the problem. */
async function look(
  saved: string | undefined,
  more: { same?: boolean; database?: string; user?: string } = {},
): Promise<string> {
  const server = new LmsServer(db.address(more.database ?? name, more.user))
  const session = await connect(server)
  try {
    const schema = await readSchema(session)
    const mark = (text: string): string =>
      createHmac('sha256', 'of the test').update(text).digest('base64url').slice(0, 12)
    const now = Date.parse('2026-11-28T10:00:00Z')
    const request = { session, schema, now, mark, saved, same: more.same === true }
    for await (const { checkpoint } of knownAgain(request)) return checkpoint
    throw new Error('nothing is kept')
  } finally {
    await session.close()
  }
}

const problemOf = (saved: string): Promise<Problem> =>
  look(saved).then(
    () => expect.fail('it passes for the same'),
    (error: Problem) => error,
  )

const MIGRATED =
  "update django_migrations set applied = '2026-11-01 08:09:10.5' + interval id * 7 second"
const PEOPLE =
  "update auth_user set date_joined = '2024-05-06 07:08:09' + interval id * 1237 minute + interval id second"
const DOMAIN = "update django_site set domain = 'other.example'"

describe('the same platform', () => {
  test.each([
    ['as it is', []],
    [
      'whose first migration was taken out and faked again',
      [
        'delete from django_migrations where id = 1',
        "insert into django_migrations (app, name, applied) values ('student', '000_step', utc_timestamp(6))",
      ],
    ],
    [
      'restored without fractions of seconds',
      [
        'update django_migrations set applied = cast(applied as datetime)',
        'update auth_user set date_joined = date_add(cast(date_joined as datetime), interval 1 second)',
      ],
    ],
    [
      'with dates in another zone',
      [
        'update django_migrations set applied = applied + interval 330 minute',
        'update auth_user set date_joined = date_joined - interval 585 minute',
      ],
    ],
    [
      'with migrations squashed and accounts deleted',
      [
        'delete from django_migrations where id between 3 and 11',
        "insert into django_migrations (app, name, applied) values ('student', '0001_squashed', utc_timestamp(6))",
        'delete from auth_user where id between 2 and 9',
      ],
    ],
    ['with all migrations faked anew', [MIGRATED]],
    ['at another address', [DOMAIN]],
    [
      'at another address, with a third of its migrations faked anew',
      [DOMAIN, `${MIGRATED} where id < 8`],
    ],
  ])('%s', async (_, statements) => {
    const saved = await look(undefined)
    for (const statement of statements) await lms.query(statement)
    const kept = await look(saved)
    expect(JSON.parse(kept)).toMatchObject({ version: 2, confirmed: [] })
    // By and by everything may change: each look keeps what it has seen.
    await lms.query('delete from django_migrations where id < 15')
    expect(JSON.parse(await look(kept))).toMatchObject({ confirmed: [] })
  })

  test('under another name of its database', async () => {
    const saved = await look(undefined)
    const moved = await db.database('identity_moved')
    for (const { table, statement } of tablesOf('U')) {
      await lms.query(
        statement.replace(`not exists ${table}`, `not exists \`${moved.name}\`.${table}`),
      )
      await lms.query(`insert into \`${moved.name}\`.${table} select * from ${table}`)
    }
    expect(JSON.parse(await look(saved, { database: moved.name })).confirmed).toEqual([])
  })

  test('that no longer grants its migrations', async () => {
    const saved = await look(undefined)
    const user = db.account('identity')
    await lms.query(`create user ${user}@'127.0.0.1' identified by 'reads'`)
    for (const { table } of tablesOf('U').filter((t) => t.table !== 'django_migrations')) {
      await lms.query(`grant select on \`${name}\`.${table} to ${user}@'127.0.0.1'`)
    }
    const kept = await look(saved, { user: `${user}:reads` })
    expect(JSON.parse(kept).migrations).toEqual(JSON.parse(saved).migrations)
    await lms.query(PEOPLE)
    await lms.query(DOMAIN)
    await expect(look(kept, { user: `${user}:reads` })).rejects.toThrow(
      /belongs to another platform/,
    )
  })

  test('that an earlier version has read', async () => {
    const [rows] = await lms.query({
      sql: 'select app, name, date_format(applied, "%Y-%m-%d %H:%i:%s.%f") from django_migrations order by id limit 20',
      rowsAsArray: true,
    })
    const former = JSON.stringify(createHash('sha256').update(JSON.stringify(rows)).digest('hex'))
    expect(JSON.parse(await look(former))).toMatchObject({ version: 2 })
    await lms.query('update django_migrations set applied = cast(applied as datetime)')
    expect((await problemOf(former)).code).toBe('doubtful-lms')
    expect(JSON.parse(await look(former, { same: true }))).toMatchObject({ version: 2 })
  })
})

describe('another platform', () => {
  test('is refused', async () => {
    const saved = await look(undefined)
    for (const statement of [MIGRATED, PEOPLE, DOMAIN]) await lms.query(statement)
    const problem = await problemOf(saved)
    expect(problem.code).toBe('other-lms')
    expect(problem.line).toMatch(/belongs to another platform\. .*FIGURES_PLATFORM/)
  })

  test('installed from the same image, with people of its own, is asked about', async () => {
    const saved = await look(undefined)
    for (const statement of [PEOPLE, DOMAIN]) await lms.query(statement)
    const problem = await problemOf(saved)
    expect(problem.code).toBe('doubtful-lms')
    expect(problem.line).toMatch(
      /may belong to another platform: its first accounts were made at other times, its sites have other domains\. .*figures ingest --same-platform/,
    )
  })

  test('is the same when somebody says so, which is kept', async () => {
    const saved = await look(undefined)
    for (const statement of [MIGRATED, DOMAIN]) await lms.query(statement)
    expect((await problemOf(saved)).line).toMatch(/its first migrations ran at other times/)
    const kept = await look(saved, { same: true })
    expect(JSON.parse(kept).confirmed).toEqual([Date.parse('2026-11-28T10:00:00Z')])
    expect(JSON.parse(await look(kept)).confirmed).toHaveLength(1)
  })

  test('leaves no date, name or address in what is kept', async () => {
    const kept = await look(undefined)
    expect(kept).not.toMatch(/lms\.example|student|step|2021|x\.example/)
    for (const marks of Object.values(JSON.parse(kept) as Record<string, string[]>)) {
      if (Array.isArray(marks)) expect(marks.every((m) => /^[\w-]{12}$/.test(m))).toBe(true)
    }
  })
})

test('a doubt stops reading until the command line says that it is the same', async () => {
  const { name: filled, url } = await db.database('identity_cli')
  await fillSmall(url, 20)
  const cli = lmsCli(url)
  const admin = await db.admin(filled)
  try {
    expect((await cli.run('ingest --once')).code).toBe(0)
    await admin.query("update django_migrations set applied = '2020-02-02'")
    await admin.query("update django_site set domain = concat('new.', domain)")
    const stopped = await cli.run('ingest --once')
    expect(stopped.err).toMatch(/may belong to another platform: its first migrations/)
    expect(stopped.code).not.toBe(0)
    expect((await cli.run('status')).out).toMatch(/lms-database: failing/)
    expect((await cli.run('ingest --same-platform')).code).toBe(0)
    expect((await cli.run('ingest --once')).code).toBe(0)
    expect((await cli.run('status')).out).toMatch(/lms-database: fresh/)
  } finally {
    await cli.close()
    await admin.end()
  }
})

test('a database at a new address is asked about before a new folder is begun', async () => {
  const { url } = await db.database('identity_here')
  const { url: elsewhere } = await db.database('identity_there')
  await fillSmall(url, 10)
  const cli = lmsCli(url)
  try {
    const unnamed = { FIGURES_PLATFORM: '' }
    expect((await cli.run('ingest --once', unnamed)).code).toBe(0)
    const moved = { ...unnamed, FIGURES_LMS_DATABASE_URL: elsewhere }
    const { code, err } = await cli.run('ingest --once', moved)
    expect(code).not.toBe(0)
    const [, kept] = /set FIGURES_PLATFORM=([\w.-]*identity_here[\w.-]*)\./.exec(err)!
    const back = await cli.run('status', { ...moved, FIGURES_PLATFORM: kept! })
    expect(back.out).toContain(`Platform ${kept!} `)
  } finally {
    await cli.close()
  }
})
