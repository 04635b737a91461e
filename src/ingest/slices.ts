import { integer, sql, type Sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'

/** So many rows are told apart and put in order within the memory of the smallest service. */
const ROWS = 1_500_000

/**
 * Conditions that part the learners of a table, each with rows that fit in memory. `learner` is the column
 * that they are put on.
 */
export async function learnerSlices(
  tx: Transaction,
  table: Sql,
  learner: Sql,
): Promise<readonly Sql[]> {
  const [counted] = await tx.query<{ rows: number }>(sql`select count(*) as rows from ${table}`)
  const parts = Math.max(1, Math.ceil(counted!.rows / ROWS))
  return Array.from(
    { length: parts },
    (_, i) => sql`${learner} % ${integer(parts)} = ${integer(i)}`,
  )
}
