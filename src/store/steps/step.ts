import { sql } from '../sql.ts'
import type { Reader, Transaction } from '../store.ts'

/** Takes a store from the version before to `to`. */
export interface Step {
  readonly to: number
  /** What changes, for the log and whoever reads the list. */
  readonly what: string
  /**
   * Whatever the declarations cannot say: columns that go, rows that were wrong, what has to be read or
   * derived anew. Tables and columns that are new are made afterwards, from the declarations; so a step
   * names tables and columns as they were and never imports a fact, which later versions change.
   */
  run(tx: Transaction): Promise<void>
}

/** The tables that there are, each with its columns. */
export async function foundTables(
  reader: Reader,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = await reader.query<{ table_name: string; column_name: string }>(
    sql`select table_name, column_name from information_schema.columns where table_schema = 'main'`,
  )
  const have = new Map<string, Set<string>>()
  for (const row of found) {
    const columns = have.get(row.table_name) ?? new Set()
    have.set(row.table_name, columns.add(row.column_name))
  }
  return have
}
