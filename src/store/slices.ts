import { integer, sql, type Sql } from './sql.ts'
import type { Reader } from './store.ts'

/** So many rows are told apart and put in order within the memory of the smallest service. */
const ROWS = 1_500_000

/**
 * Conditions that part the learners of a table, each with rows that fit in memory. `learner` is the column
 * that they are put on.
 */
export async function learnerSlices(
  reader: Reader,
  table: Sql,
  learner: Sql,
): Promise<readonly Sql[]> {
  const [counted] = await reader.query<{ rows: number }>(sql`select count(*) as rows from ${table}`)
  const parts = Math.max(1, Math.ceil(counted!.rows / ROWS))
  return Array.from(
    { length: parts },
    (_, i) => sql`${learner} % ${integer(parts)} = ${integer(i)}`,
  )
}
