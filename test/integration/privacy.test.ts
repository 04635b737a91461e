import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Connection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore } from '../../src/store/duckdb/store.ts'
import { name, sql } from '../../src/store/sql.ts'
import { fillSmall, lmsCli } from '../support/lms.ts'
import { sharedMariaDb } from '../support/shared.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const db = sharedMariaDb()
let lms: ReturnType<typeof lmsCli>
let admin: Connection

beforeAll(async () => {
  const { name: database, url } = await db.database('privacy')
  await fillSmall(url)
  lms = lmsCli(url)
  admin = await db.admin(database)
})
afterAll(async () => {
  await lms.close()
  await admin.end()
})

/** Everything under the folder, as bytes. */
function everything(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((f) =>
    f.isFile(),
  )
  return Buffer.concat(files.map((f) => readFileSync(join(f.parentPath, f.name))))
}

/** Every text that the store holds, whatever its table. */
async function textsOf(folder: string): Promise<string> {
  const store = await openStore({ folder, memory: 128 })
  const columns = await store.query<{ table_name: string; column_name: string }>(
    sql`select table_name, column_name from information_schema.columns where data_type = 'VARCHAR'`,
  )
  const texts: string[] = []
  for (const { table_name, column_name } of columns) {
    const rows = await store.query<{ text: string | null }>(
      sql`select distinct ${name(column_name)} as text from ${name(table_name)}`,
    )
    texts.push(...rows.map((row) => row.text ?? ''))
  }
  await store.close()
  return texts.join('\n')
}

test('no name, e-mail, user name or secret stays on disk or in a log', async () => {
  // Rows that are refused must leave nothing of themselves either.
  await admin.query(
    "insert into student_courseenrollment (course_id, created, is_active, mode, user_id) values ('amara_abernathy@people.example', utc_timestamp(6), 1, 'audit', 5)",
  )
  const service = spawn(process.execPath, ['bin/figures.mjs', 'start'], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...lms.environment,
      FIGURES_DATA: join(lms.folder, 'data'),
      FIGURES_REFRESH: '1s',
      FIGURES_SWEEP: '2s',
    },
  })
  let log = ''
  service.stdout.on('data', (text: Buffer) => (log += text.toString()))
  service.stderr.on('data', (text: Buffer) => (log += text.toString()))
  // The service is killed while its files are as they are in the middle of work.
  await expect.poll(() => log, { timeout: 60_000, interval: 100 }).toMatch(/"kind":"sweep"/)
  const address = /Figures +(http:\S+)/.exec(log)![1]!
  await fetch(`${address}api/v2/query?metrics=active_learners&course=amara_abernathy_7`)
  expect((await lms.run('backup copy.duckdb')).code).toBe(0)
  const running = everything(lms.folder)
  service.kill('SIGKILL')
  await new Promise((done) => service.once('exit', done))
  for (const command of ['status', 'check', 'query enrollments --by course', 'ingest --full']) {
    const { out, err } = await lms.run(command)
    log += out + err
  }
  writeFileSync(join(lms.folder, 'log'), log)
  // The engine compresses texts: what a search of its file could miss is written out.
  writeFileSync(join(lms.folder, 'texts'), await textsOf(join(lms.folder, 'data/lms-of-the-tests')))
  const all = Buffer.concat([running, everything(lms.folder)])
  const [people] = await admin.query('select username, email, first_name, last_name from auth_user')
  const known = (people as Record<string, string>[]).flatMap((p) => [
    p['username']!,
    p['email']!,
    `${p['first_name']} ${p['last_name']}`,
  ])
  // Who was forgotten has no name left: the blank between two empty names is no name.
  const named = known.filter((text) => text.trim() !== '')
  const found = [...new Set([...named, 'people.example', lms.environment.FIGURES_SECRET])].filter(
    (text) => all.includes(text),
  )
  expect(all.length).toBeGreaterThan(100_000)
  expect(found).toEqual([])
})
