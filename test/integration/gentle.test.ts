import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../../src/sources/lms-database/connect.ts'
import { lagOf } from '../../src/sources/lms-database/replica.ts'
import { LmsServer } from '../../src/sources/lms-database/server.ts'
import { fillSmall, lmsCli } from '../support/lms.ts'
import type { MariaDb } from '../support/mariadb.ts'
import { ownMariaDbs } from '../support/shared.ts'

/** Figures beside an LMS whose server has a replica, limits and other work. */
const own = ownMariaDbs()
let primary: MariaDb
let replica: MariaDb
beforeAll(async () => {
  primary = await own.start(['--server-id=1', '--log-bin'])
  replica = await own.start(['--server-id=2'])
  const [main, copy] = [await primary.admin(), await replica.admin()]
  const [[at]] = (await main.query('show master status')) as unknown as [
    [{ File: string; Position: number }],
  ]
  const login = new URL(primary.url('edxapp'))
  await copy.query(
    `change master to master_host = '127.0.0.1', master_port = ${primary.port}, master_user = 'root',
      master_password = '${login.password}', master_log_file = '${at.File}', master_log_pos = ${at.Position},
      master_connect_retry = 1`,
  )
  await copy.query('start slave')
  await fillSmall(primary.url('edxapp'), 60)
  await main.query('create table edxapp.filled (id int)')
  for (;;) {
    const [found] = await copy.query("show tables from edxapp like 'filled'").catch(() => [[]])
    if ((found as unknown[]).length > 0) break
    await sleep(100)
  }
  await main.end()
  await copy.end()
})

describe('a replica', () => {
  test('that is behind is read up to where it is', async () => {
    const lms = lmsCli(replica.url('edxapp'))
    expect((await lms.run('ingest --once')).code).toBe(0)
    const before = JSON.parse((await lms.run('status --json')).out)
    expect(before.sources[0].lagSeconds).toBeLessThan(60)
    const copy = await replica.admin()
    await copy.query('stop slave')
    await copy.query('change master to master_delay = 3600')
    await copy.query('start slave')
    const main = await primary.admin('edxapp')
    await main.query('insert into filled values (1)')
    await main.end()
    await sleep(3_000)
    const session = await connect(new LmsServer(replica.address('edxapp')))
    const lag = await lagOf(session)
    await session.close()
    expect(lag).toBeGreaterThanOrEqual(2_000)
    expect((await lms.run('ingest --once')).code).toBe(0)
    const after = JSON.parse((await lms.run('status --json')).out)
    const readAt = Date.parse(after.sources[0].readAt)
    expect(Date.now() - readAt).toBeGreaterThanOrEqual(2_000)
    await copy.end()
    await lms.close()
  })

  test('that has stopped is said, instead of passing for fresh', async () => {
    const copy = await replica.admin()
    await copy.query('stop slave')
    const lms = lmsCli(replica.url('edxapp'))
    const { code, err } = await lms.run('ingest --once')
    expect(err).toMatch(/is a replica that has stopped replicating\. Start replication again/)
    expect(code).toBe(1)
    await copy.query('start slave')
    await copy.end()
    await lms.close()
  })

  test('whose lag the account may not see is taken as it is', async () => {
    const copy = await replica.admin()
    await copy.query("create user reader@'127.0.0.1' identified by 'reads'")
    await copy.query("grant select on edxapp.* to reader@'127.0.0.1'")
    await copy.end()
    const session = await connect(new LmsServer(replica.address('edxapp', 'reader:reads')))
    expect(await lagOf(session)).toBe(0)
    await session.close()
  })
})

test('an account that may have one connection reads over one', async () => {
  const main = await primary.admin()
  await main.query(
    "create user single@'127.0.0.1' identified by 'reads' with max_user_connections 1",
  )
  await main.query("grant select on edxapp.* to single@'127.0.0.1'")
  await main.end()
  const lms = lmsCli(primary.url('edxapp', 'single:reads'))
  const { code, err } = await lms.run('ingest --once', { FIGURES_LMS_CONNECTIONS: '2' })
  expect(err).not.toContain('connections')
  expect(code).toBe(0)
  expect((await lms.run('check')).out).toContain('agrees with the platform, row by row')
  await lms.close()
})

test('a pause is kept after each page', async () => {
  const session = await connect(new LmsServer(primary.address('edxapp')), 300)
  const started = performance.now()
  await session.rows('select id from courseware_studentmodule order by id limit 500')
  expect(performance.now() - started).toBeGreaterThanOrEqual(300)
  await session.close()
})
