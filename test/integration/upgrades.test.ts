import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keptStores, loadLms } from '../../testing/stores/stores.ts'
import { integer, join as list, sql, type Sql } from '../../src/store/sql.ts'
import { EVIDENCES, KINDS, LEARNING_KINDS } from '../../src/facts/activity.ts'
import { codeOf } from '../../src/facts/fact.ts'
import { doubledKeys } from '../../src/ingest/doubled-keys.ts'
import { figuresOf, openKept, rowsOf, type KeptStore } from '../support/kept.ts'
import { sharedMariaDb } from '../support/shared.ts'

const db = sharedMariaDb()
const byStates = sql`evidence = ${integer(codeOf(EVIDENCES, 'state'))}`
const learning = sql`kind in (${list(LEARNING_KINDS.map((k) => integer(codeOf(KINDS, k))))})`
let url: string
let fresh: KeptStore
let rows: Awaited<ReturnType<typeof rowsOf>>
let figures: Awaited<ReturnType<typeof figuresOf>>

beforeAll(async () => {
  const lms = await db.database('kept')
  const folder = mkdtempSync(join(tmpdir(), 'figures-lms-'))
  const admin = await db.admin()
  // The server drops it together with the LMS's.
  await admin.query(`create database ${lms.name}_csmh character set utf8mb4`)
  await admin.end()
  loadLms(db, lms.name, folder)
  rmSync(folder, { recursive: true })
  url = lms.url
  fresh = await openKept(url)
  await fresh.read()
  rows = await rowsOf(fresh.service.store)
  figures = await figuresOf(fresh.service)
})
afterAll(async () => {
  await fresh.close()
})

test.each(keptStores())(
  'a store of %s is brought up: every row, key and figure is that of a fresh load',
  async (name) => {
    const kept = await openKept(url, name)
    try {
      // Until the LMS has been read again, what the store knew counts.
      const known = await visitsOf(kept, sql`true`)
      const shown = await visitsOf(fresh, byStates)
      expect(shown.length).toBeGreaterThan(1_000)
      expect(without(shown, known)).toEqual([])
      await readTogether(kept)
      const upgraded = await rowsOf(kept.service.store)
      const differ = Object.entries(rows).flatMap(([table, wanted]) => {
        const found = upgraded[table]!
        const [extra, missing] = [without(found, wanted), without(wanted, found)]
        const same = extra.length + missing.length === 0 && found.length === wanted.length
        return same ? [] : [{ table, rows: found.length, wanted: wanted.length, extra, missing }]
      })
      expect(differ).toEqual([])
      expect(await doubledKeys(kept.service.store)).toEqual([])
      expect(await figuresOf(kept.service)).toEqual(figures)
    } finally {
      await kept.close()
    }
  },
)

/** The quarter hours in which learners learned, as some acts show. */
async function visitsOf(kept: KeptStore, acts: Sql): Promise<string[]> {
  const rows = await kept.service.store.query<{ visit: string }>(sql`
    select distinct concat_ws(' | ', f.learner, c.text, f.quarter) as visit
    from activity as f join course as c on c.id = f.course where ${acts} and ${learning}`)
  return rows.map((r) => r.visit)
}

/** Reads; what is as of the last reading is so as of the same quarter hour in both stores. */
async function readTogether(kept: KeptStore): Promise<void> {
  await kept.read()
  while ((await kept.readQuarter()) !== (await fresh.readQuarter())) {
    await fresh.read()
    figures = await figuresOf(fresh.service)
    await kept.read()
  }
}

/** The first few rows of some that are not among others. */
function without(some: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others)
  return some.filter((row) => !known.has(row)).slice(0, 3)
}
