import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { silentLog } from '../src/kernel/effects.ts'
import { METRICS } from '../src/metrics/catalogue.ts'
import { openService, type Service } from '../src/service.ts'
import { sql } from '../src/store/sql.ts'
import { NOON, TEST_SECRET } from './support/campus.ts'

const MINUTE = 60_000
const HOURS = 24
/** Readings come on a schedule, and not: every so many minutes in turn. `prove` reads three times as often. */
const STRETCH = Number(process.env['DAY_STRETCH'] ?? 3)
const PAUSES = [2, 15, 1, 40, 7, 25].map((minutes) => minutes * STRETCH)

const folders: string[] = []
const services: Service[] = []
afterAll(async () => {
  for (const service of services) await service.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

async function campus(clock: { now: number }): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'figures-day-'))
  folders.push(folder)
  const environment = {
    FIGURES_CAMPUS_ACCOUNTS: '1500',
    FIGURES_SECRET: TEST_SECRET,
    FIGURES_MEMORY: '256',
  }
  const service = await openService({
    config: await loadConfig(environment, folder),
    environment,
    effects: { now: () => clock.now, log: silentLog },
    folder,
  })
  services.push(service)
  return service
}

async function read(service: Service, depth: 'refresh' | 'full sweep' = 'refresh'): Promise<void> {
  const [result] = await service.ingest.readAll(depth)
  if (result?.problem !== undefined) throw result.problem
}

/** Every metric in every course, by the hour of the day that was lived through where it has hours. */
async function figures(service: Service): Promise<unknown[]> {
  const all: unknown[] = []
  for (const metric of METRICS) {
    for (const grain of metric.grains.includes('hour') ? ['hour', 'all'] : ['all']) {
      const by = metric.dimensions.includes('course') ? '&by=course' : ''
      const answer = await service.app.inject({
        url: `/api/v2/query?metrics=${metric.name}&grain=${grain}&from=2026-11-22&to=2026-11-24&zone=Asia/Kolkata${by}`,
        headers: { host: 'localhost' },
      })
      expect(answer.statusCode).toBe(200)
      all.push({ metric: metric.name, grain, rows: answer.json<{ rows: unknown }>().rows })
    }
  }
  return all
}

test(`${HOURS} hours of readings leave the figures of a fresh load`, async () => {
  const clock = { now: NOON }
  const lived = await campus(clock)
  const end = NOON + HOURS * 60 * MINUTE
  for (let i = 0; clock.now < end; i++) {
    await read(lived)
    // Answers are remembered while it goes on: none may outlive its data.
    if (i % 20 === 0) await figures(lived)
    clock.now = Math.min(end, clock.now + PAUSES[i % PAUSES.length]! * MINUTE)
  }
  await read(lived, 'full sweep')
  const [checkpoint] = await lived.store.query<{ state: string }>(
    sql`select state from checkpoint where part = 'campus'`,
  )
  const { opened } = JSON.parse(checkpoint!.state) as { opened: string }

  // The same campus, told from its beginning at once.
  const fresh = await campus(clock)
  const state = JSON.stringify({ opened, until: end, told: 0 })
  await fresh.store.transaction((tx) =>
    tx.run(sql`insert into checkpoint (source, part, state, read_at, first_read, complete_from)
      values ('campus', 'campus', ${state}, 0, 0, null)`),
  )
  await read(fresh)
  expect(await figures(lived)).toEqual(await figures(fresh))
  const standings = sql`select printf('%016x', l.learner) as learner, c.text as course,
      l.* exclude (learner, course, mode) from learner_course as l join course as c on c.id = l.course
    order by all`
  expect(await lived.store.query(standings)).toEqual(await fresh.store.query(standings))
})
