import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FACTS } from '../../src/facts/catalogue.ts'
import { DIMENSIONS } from '../../src/facts/fact.ts'
import type { Ledger } from '../../src/ingest/commit.ts'
import { Keys } from '../../src/ingest/keys.ts'
import type { Knowledge } from '../../src/metrics/knowledge.ts'
import { openStore } from '../../src/store/duckdb/store.ts'
import { name, sql } from '../../src/store/sql.ts'

/** A real store in a folder of its own, gone when closed. */
export async function testStore(): Promise<{
  ledger: Ledger
  folder: string
  close: () => Promise<void>
}> {
  const folder = mkdtempSync(join(tmpdir(), 'figures-store-'))
  const store = await openStore({ folder, memory: 256, readers: 2 })
  return {
    ledger: { store, keys: new Keys(), zone: 'UTC' },
    folder,
    close: async () => {
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Empties every table, so that a test of many cases opens one store. */
export async function emptied(ledger: Ledger): Promise<Ledger> {
  await ledger.store.transaction(async (tx) => {
    // Most are empty; the engine knows which without looking.
    const filled = await tx.query<{ table: string }>(
      sql`select table_name as "table" from duckdb_tables() where estimated_size > 0`,
    )
    const known = new Set(filled.map((f) => f.table))
    for (const table of [...FACTS.map((f) => f.name), ...DIMENSIONS]) {
      if (known.has(table)) await tx.run(sql`delete from ${name(table)}`)
    }
  })
  return { ...ledger, keys: new Keys() }
}

/** Everything is known up to an instant, from the beginning. */
export function knowingAll(asOf: number, daysIn: string | null = null): Knowledge {
  const knowing = {
    source: 'campus',
    available: true,
    missing: '',
    asOf,
    completeFrom: null,
    watchedFrom: null,
  }
  return { of: () => knowing, isWhole: () => true, daysIn, stamp: String(asOf), now: asOf }
}
