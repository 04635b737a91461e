import { expect, test } from 'vitest'
import { fillSmall, lmsCli } from '../support/lms.ts'
import { ownMariaDbs } from '../support/shared.ts'

const own = ownMariaDbs()

test('a server in another time zone shifts nothing; another platform under the same name is refused', async () => {
  const db = await own.start()
  await fillSmall(db.url('edxapp'), 60)
  await fillSmall(db.url('other'), 10)
  const root = await db.admin()
  const here = lmsCli(db.url('edxapp'))
  expect((await here.run('ingest --once')).code).toBe(0)
  await root.query("set global time_zone = '+05:30'")
  const there = lmsCli(db.url('edxapp'))
  expect((await there.run('ingest --once')).code).toBe(0)
  // Up to midnight: an hour may end between the two answers.
  const today = new Date().toISOString().slice(0, 10)
  const query = `query active_learners new_enrollments --grain hour --from 2026-01-01 --to ${today} --format csv`
  expect((await there.run(query)).out).toBe((await here.run(query)).out)
  await root.query(
    `set global time_zone = 'SYSTEM';
      update other.django_migrations set applied = '2019-05-05';
      update other.auth_user set date_joined = date_joined - interval id * 1237 second;
      update other.django_site set domain = concat('other.', domain)`,
  )
  const moved = await here.run('ingest --once', { FIGURES_LMS_DATABASE_URL: db.url('other') })
  expect(moved.code).toBe(1)
  expect(moved.err).toMatch(/'other' belongs to another platform. .*FIGURES_PLATFORM/)
  await here.close()
  await there.close()
  await root.end()
})
