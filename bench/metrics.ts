import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EVIDENCES, KINDS } from '../src/facts/activity.ts'
import { CERTIFICATE_STATUSES } from '../src/facts/certificate.ts'
import { codeOf } from '../src/facts/fact.ts'
import { QUERY, type QueryInput } from '../src/contract/query.ts'
import { beginRollUps } from '../src/ingest/roll-up.ts'
import { deriveRelations } from '../src/ingest/relations.ts'
import { answer } from '../src/metrics/answer.ts'
import { METRICS, MetricCatalogue } from '../src/metrics/catalogue.ts'
import { engineMemory } from '../src/store/duckdb/memory.ts'
import { openStore } from '../src/store/duckdb/store.ts'
import { integer, sql } from '../src/store/sql.ts'
import type { Store, Transaction } from '../src/store/store.ts'
import { knowingAll } from '../test/support/store.ts'
import type { Line } from './service.ts'

/** A platform made in the store itself, a year long, in sessions of ten acts as people leave them. */
interface Size {
  readonly name: string
  readonly people: number
  readonly courses: number
  readonly enrollments: number
  readonly sessions: number
  readonly bar: number
}

const quick = process.env['BENCH_QUICK'] !== undefined
const SIZES: readonly Size[] = [
  {
    name: '2,000,000 acts',
    people: 50_000,
    courses: 200,
    enrollments: 150_000,
    sessions: 200_000,
    bar: 100,
  },
  {
    name: '100,000,000 acts',
    people: 750_000,
    courses: 1_000,
    enrollments: 3_000_000,
    sessions: quick ? 500_000 : 10_000_000,
    bar: 500,
  },
]

const DAY = 96
const NOW = Date.UTC(2026, 10, 22, 11)
const LAST = Math.floor(NOW / 900_000)
const FIRST = LAST - 365 * DAY
const YEAR = { from: '2025-11-23', to: '2026-11-23', zone: 'Europe/Berlin' }
/** As a service of the usual settings has it. */
const MEMORY_MB = engineMemory(512)

/** Every metric by course and by day over a year, as the first to ask waits for it and as the next. */
export async function benchMetrics(
  say: (text: string) => void,
): Promise<{ setting: string; lines: Line[] }> {
  const lines: Line[] = []
  for (const size of SIZES) {
    const folder = mkdtempSync(join(tmpdir(), 'figures-bench-metrics-'))
    try {
      say(`Making ${size.name} …`)
      const made = await openStore({ folder, memory: 8_000, readers: 1 })
      await fill(made, size)
      await made.close()
      const store = await openStore({ folder, memory: MEMORY_MB, readers: 2 })
      lines.push(...(await measure(store, size, say)))
      await store.close()
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  return { setting: `One reader; a year; zone ${YEAR.zone}, the usual one of the service`, lines }
}

async function measure(store: Store, size: Size, say: (text: string) => void): Promise<Line[]> {
  const times: { what: string; cold: number; warm: number }[] = []
  const clock = async (query: QueryInput): Promise<number> => {
    const began = performance.now()
    await answer(
      {
        store,
        catalogue: new MetricCatalogue(METRICS),
        knowledge: knowingAll(NOW, YEAR.zone),
        scope: { everything: true },
        zone: 'UTC',
        now: NOW,
      },
      QUERY.parse(query),
    )
    return performance.now() - began
  }
  for (const metric of METRICS) {
    const asked: QueryInput[] = []
    if (metric.dimensions.includes('course')) {
      asked.push({ metrics: [metric.name], by: ['course'], ...YEAR })
    }
    if (metric.grains.includes('day')) asked.push({ metrics: [metric.name], grain: 'day', ...YEAR })
    for (const query of asked) {
      const cold = await clock(query)
      const warm = Math.min(await clock(query), await clock(query))
      const what = `${metric.name} by ${query.grain ?? 'course'}`
      times.push({ what, cold, warm })
      say(`  ${what}: ${cold.toFixed(0)} ms first, ${warm.toFixed(0)} ms then`)
    }
  }
  const line = (name: string, of: (t: (typeof times)[number]) => number): Line => {
    const sorted = times.toSorted((a, b) => of(a) - of(b))
    const p95 = of(sorted[Math.ceil(sorted.length * 0.95) - 1]!)
    const worst = sorted.at(-1)!
    const value = `p95 ${p95.toFixed(0)} ms of ${times.length} questions; slowest ${worst.what}, ${of(worst).toFixed(0)} ms`
    return {
      what: `every metric by course and by day, ${size.name}, ${name}`,
      value,
      bar: `< ${size.bar} ms`,
      holds: p95 < size.bar,
    }
  }
  const lines = [line('asked first', (t) => t.cold), line('asked again', (t) => t.warm)]
  for (const l of lines) say(`${l.holds ? '✓' : '✗'} ${l.what}: ${l.value} (bar ${l.bar})`)
  return lines
}

async function fill(store: Store, size: Size): Promise<void> {
  await store.transaction(async (tx) => {
    await fillPlatform(tx, size)
    await fillActs(tx, size)
  })
  await store.transaction((tx) => beginRollUps(tx, YEAR.zone))
  store.touch()
}

async function fillPlatform(tx: Transaction, size: Size): Promise<void> {
  const { people, courses, enrollments } = size
  const start = integer(FIRST)
  await tx.run(
    sql`insert into site (id, key, text) values (0, 'one.example', 'one.example'), (1, 'two.example', 'two.example')`,
  )
  await tx.run(sql`insert into organization (id, key, text) values (0, 'a', 'A'), (1, 'b', 'B')`)
  await tx.run(
    sql`insert into mode (id, key, text) values (0, 'audit', 'audit'), (1, 'verified', 'verified')`,
  )
  await tx.run(
    sql`insert into site_listed (site, name, zone, by_default) values (0, 'One', null, true), (1, 'Two', null, false)`,
  )
  await tx.run(sql`insert into organization_site (organization, site) values (0, 0), (1, 1)`)
  await tx.run(sql`insert into course (id, key, text)
    select i, printf('course-v1:a+c%d+r', i), printf('course-v1:A+C%d+R', i) from range(${integer(courses)}) as t(i)`)
  await tx.run(sql`insert into course_run (course, organization, name, starts, ends, self_paced, published)
    select i, i % 2, printf('Course %d', i), ${start}, null, true, null from range(${integer(courses)}) as t(i)`)
  await tx.run(sql`insert into learner (learner, joined, active, global_staff)
    select hash(i), ${start} + i % ${integer(365 * DAY)}, true, i % 1000 = 0 from range(${integer(people)}) as t(i)`)
  // Pairs of learner and course: all different, some courses larger than others.
  await tx.run(sql`create or replace temp table pair as
    select distinct on (learner, course) hash(i % ${integer(people)}) as learner,
      cast(pow(hash(i, 1) % 10000 / 10000.0, 2) * ${integer(courses)} as integer) % ${integer(courses)} as course,
      ${start} + cast(hash(i, 2) % ${integer(300 * DAY)} as integer) as begun, row_number() over () as n
    from range(${integer(enrollments)}) as t(i)`)
  await tx.run(sql`insert into enrollment_span (learner, course, mode, begun, ended, beginning, ending)
    select learner, course, n % 2, begun, case when n % 10 = 0 then begun + 2000 end, 0,
      case when n % 10 = 0 then 0 end from temp.pair`)
  await tx.run(sql`insert into course_grade (learner, course, percent, passed, passing)
    select learner, course, hash(n) % 100 / 100.0, case when n % 4 = 0 then begun + 4000 end, n % 4 = 0
    from temp.pair where n % 2 = 0`)
  const status = integer(codeOf(CERTIFICATE_STATUSES, 'downloadable'))
  await tx.run(sql`insert into certificate (learner, course, status, issued, exact)
    select learner, course, ${status}, begun + 4100, true from temp.pair where n % 4 = 0`)
  await tx.run(sql`insert into section_grade
      (learner, course, block, earned, possible, earned_all, possible_all, attempted, overridden)
    select learner, course, b, hash(n, b) % 5, 4, hash(n, b) % 5, 4, begun, false
    from temp.pair, range(3) as t(b) where n % 3 = 0`)
  // Twenty blocks in five subsections of two sections.
  await tx.run(sql`insert into block_structure
      (block, course, parent, place, type, name, graded, format, completable, visible, starts)
    select b, c.id, 100 + b // 4, b, 'html', null, false, null, true, true, null from course as c, range(20) as t(b)
    union all
    select 100 + b, c.id, 200 + b // 3, b, 'sequential', null, false, null, false, true, null from course as c, range(5) as t(b)
    union all
    select 200 + b, c.id, null, b, 'chapter', null, false, null, false, true, null from course as c, range(2) as t(b)`)
  await tx.run(sql`insert into completion (learner, course, block, share, first, last)
    select learner, course, b, 1, begun + b * 100, begun + b * 100
    from temp.pair, range(20) as t(b) where n % 5 = 0`)
  await deriveRelations(tx)
}

async function fillActs(tx: Transaction, size: Size): Promise<void> {
  const event = integer(codeOf(EVIDENCES, 'event'))
  const kinds = integer(KINDS.length)
  // Sessions come in the order of time, as they are recorded.
  await tx.run(sql`insert into activity (learner, course, quarter, kind, block, evidence, times)
    select p.learner, p.course, s.quarter + k // 5, hash(s.i, k) % ${kinds}, hash(s.i, k, 1) % 500, ${event}, 1
    from (select i, ${integer(FIRST)} + cast(i * ${integer(365 * DAY)} // ${integer(size.sessions)} as integer) as quarter,
        hash(i, 3) % ${integer(size.enrollments)} as pick from range(${integer(size.sessions)}) as t(i)) as s
      join temp.pair as p on p.n = s.pick, range(10) as t(k)`)
}
