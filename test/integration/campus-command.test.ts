import type { Connection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HISTORY_TABLE, tablesOf } from '../../src/sources/campus/lms/eras.ts'
import { lmsCli } from '../support/lms.ts'
import { sharedMariaDb } from '../support/shared.ts'

/** The campus never gets among people of others by a slip of the hand. */
const db = sharedMariaDb()
let admin: Connection
beforeAll(async () => {
  admin = await db.admin()
})
afterAll(() => admin.end())

const cli = lmsCli('mysql://nobody@127.0.0.1:1/nothing')
afterAll(() => cli.close())

const SMALL = '--accounts 10 --courses 1'

async function accountsIn(name: string): Promise<number> {
  const [[row]] = (await admin.query(
    `select count(*) as n from \`${name}\`.auth_user`,
  )) as unknown as [[{ n: number }]]
  return row.n
}

async function withPeople(prefix: string): Promise<string> {
  const { name } = await db.database(prefix)
  await admin.query(`use \`${name}\``)
  await admin.query("set session sql_mode = ''")
  for (const { statement } of tablesOf('U')) await admin.query(statement)
  await admin.query(
    "insert into auth_user (username, email, password) values ('real', 'real@company.example', 'pbkdf2')",
  )
  return name
}

test('a database with accounts of others is refused before anything is written', async () => {
  const name = await withPeople('campus_real')
  const { code, out, err } = await cli.run(`campus --mysql ${db.url(name)} ${SMALL}`)
  expect(code).toBe(2)
  expect(err).toMatch(
    new RegExp(
      `^campus: database '${name}' at 127\\.0\\.0\\.1:\\d+ has 1 account \\(1 not of the campus\\), 0 courses, 0 enrollments\\. 10 accounts of the campus will be added\\.`,
    ),
  )
  expect(err).toMatch(/1 account that the campus did not make\. Nothing was written\./)
  expect(err).toContain(`--into-existing ${name}`)
  expect(out).toBe('')
  expect(await accountsIn(name)).toBe(1)
  const [sites] = await admin.query('select id from django_site')
  expect(sites).toEqual([])
})

test('accounts whose e-mail is not set are those of others', async () => {
  const name = await withPeople('campus_null')
  await admin.query(
    'alter table auth_user modify email varchar(254) null, modify password varchar(128) null',
  )
  await admin.query('update auth_user set email = null, password = null')
  const { code, err } = await cli.run(`campus --mysql ${db.url(name)} ${SMALL}`)
  expect(err).toContain('has 1 account (1 not of the campus)')
  expect(code).toBe(2)
  expect(await accountsIn(name)).toBe(1)
})

test('what is of others without any account is refused, too, and the server itself always', async () => {
  const refusal = async (name: string): Promise<string> => {
    const { code, err, out } = await cli.run(`campus --mysql ${db.url(name)} ${SMALL}`)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    return err
  }
  const tablesOfServer = async (): Promise<unknown> =>
    (
      await admin.query(
        "select table_name from information_schema.tables where table_schema = 'mysql'",
      )
    )[0]
  const before = await tablesOfServer()
  expect(await refusal('mysql')).toContain("'mysql' belongs to the database server")
  expect(await tablesOfServer()).toEqual(before)

  const { name: blog } = await db.database('campus_blog')
  await admin.query(`create table \`${blog}\`.wp_users (id int)`)
  expect(await refusal(blog)).toContain('has 1 table, and none of them is auth_user')

  const empty = await withPeople('campus_courses')
  await admin.query('delete from auth_user')
  await admin.query(
    "insert into course_overviews_courseoverview (id, org, display_name) values ('course-v1:A+B+1', 'A', 'B')",
  )
  expect(await refusal(empty)).toContain('has 1 course and 0 enrollments without any account')

  const { name: fresh } = await db.database('campus_saves')
  await admin.query(`create database \`${fresh}_csmh\``)
  await admin.query(`create table \`${fresh}_csmh\`.${HISTORY_TABLE} (id int)`)
  await admin.query(`insert into \`${fresh}_csmh\`.${HISTORY_TABLE} values (1), (2)`)
  expect(await refusal(fresh)).toContain(`has 2 saves of others beside it, in '${fresh}_csmh'`)

  const many = await cli.run(`campus --mysql ${db.url(fresh)} --accounts 1e12`)
  expect(many.err).toContain(
    "--accounts is '1e12', which is not a number above 0 and up to 10,000,000",
  )
})

test('it is filled when it is named, and by no other name', async () => {
  const name = await withPeople('campus_named')
  const asked = `campus --mysql ${db.url(name)} ${SMALL} --into-existing`
  const other = await cli.run(`${asked} edxapp`)
  expect(other.err).toMatch(/--into-existing names 'edxapp', but the address names/)
  expect(other.code).toBe(2)
  expect(await accountsIn(name)).toBe(1)
  expect((await cli.run(`${asked} ${name}`)).code).toBe(0)
  expect(await accountsIn(name)).toBeGreaterThan(5)
})

test('an empty database is filled, and the campus may come once more; the environment gives the address', async () => {
  const { name } = await db.database('campus_empty')
  const url = new URL(db.url(name))
  const password = url.password
  url.password = ''
  const environment = { FIGURES_MYSQL: url.href, FIGURES_MYSQL_PASSWORD: password }
  const first = await cli.run(`campus ${SMALL}`, environment)
  expect(first.err).toMatch(/has 0 accounts \(0 not of the campus\)/)
  expect(first.code).toBe(0)
  const accounts = await accountsIn(name)
  expect((await cli.run(`campus ${SMALL} --mess`, environment)).code).toBe(0)
  expect(await accountsIn(name)).toBeGreaterThan(accounts)
  expect((await cli.run(`campus ${SMALL}`, environment)).code).toBe(0)
  const grants = await cli.run("grants --user figures@'%'", environment)
  expect(grants.out).toContain(`ON \`${name}\`.\`auth_user\``)
  expect(grants.err + first.err + first.out).not.toContain(password)
})

test('without an address nothing is guessed, and a wrong one is said in time', async () => {
  // Never the LMS that is configured for reading.
  expect((await cli.run(`campus ${SMALL}`)).err).toMatch(/No database was given\. Give --mysql/)
  const refused = await cli.run(`campus --mysql mysql://root:no@127.0.0.1:${db.port}/x ${SMALL}`)
  expect(refused.err).toMatch(/refuses user 'root' with this password/)
  const nothing = await cli.run(`campus --mysql mysql://root:no@127.0.0.1:1/x ${SMALL}`)
  expect(nothing.err).toMatch(/Nothing answers as a database at 127\.0\.0\.1:1/)
  const postgres = await cli.run(`grants --mysql postgres://root:no@127.0.0.1/x`)
  expect(postgres.err).toMatch(
    /--mysql names a PostgreSQL server, which Figures does not support yet/,
  )
})
