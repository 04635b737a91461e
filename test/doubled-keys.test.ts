import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { main } from '../src/cli/main.ts'
import type { Check, Sources } from '../src/contract/source.ts'
import { openStore } from '../src/store/duckdb/store.ts'
import { sql } from '../src/store/sql.ts'
import { NOON, TEST_SECRET } from './support/campus.ts'

const folder = mkdtempSync(join(tmpdir(), 'figures-doubled-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function figures(args: string): Promise<{ code: number; out: string }> {
  let out = ''
  const code = await main(args.split(' '), {
    environment: {
      FIGURES_CAMPUS_ACCOUNTS: '60',
      FIGURES_SECRET: TEST_SECRET,
      FIGURES_MEMORY: '256',
    },
    folder,
    out: (text) => (out += text),
    err: () => undefined,
    interactive: false,
    now: () => NOON,
  })
  return { code, out }
}

let rows: number
beforeAll(async () => {
  expect((await figures('ingest --once')).code).toBe(0)
  const before = await figures('check --json')
  expect(JSON.parse(before.out)).toMatchObject({
    agrees: true,
    doubled: [],
  } satisfies Partial<Check>)
  const store = await openStore({ folder: join(folder, 'data', 'campus'), memory: 128 })
  rows = await store.transaction(async (tx) => {
    await tx.run(sql`insert into store_loss (noticed, commits, since, until)
      values (${NOON - 1000}, 3, ${NOON - 7_200_000}, ${NOON - 3_600_000}),
        (${NOON - 40 * 86_400_000}, 9, 0, ${NOON - 41 * 86_400_000})`)
    return tx.run(sql`insert into course_grade select * from course_grade`)
  })
  await store.close()
})

test('a key that stands twice is found by the check, which then does not agree', async () => {
  expect(rows).toBeGreaterThan(0)
  const { code, out } = await figures('check --json')
  expect(code).toBe(1)
  expect(JSON.parse(out)).toMatchObject({
    agrees: false,
    doubled: [{ table: 'course_grade', rows }],
  } satisfies Partial<Check>)
  expect((await figures('check')).out).toContain(
    `course_grade: ${rows} rows have the key of another row and count twice. Fix: figures ingest --full`,
  )
})

test('what was found missing in the last 30 days stands in the status', async () => {
  const { out } = await figures('status --json')
  const iso = (ms: number): string => new Date(ms).toISOString()
  expect((JSON.parse(out) as Sources).losses).toEqual([
    {
      noticed: iso(NOON - 1000),
      commits: 3,
      since: iso(NOON - 7_200_000),
      until: iso(NOON - 3_600_000),
    },
  ])
  expect((await figures('status')).out).toContain(
    `Missing: 3 changes of the store, made between ${iso(NOON - 7_200_000)}`,
  )
})
