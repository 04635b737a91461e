import { activity, EVIDENCES } from '../facts/activity.ts'
import { FACTS } from '../facts/catalogue.ts'
import { completion } from '../facts/completion.ts'
import { codeOf, type Fact } from '../facts/fact.ts'
import type { Batch } from '../sources/source.ts'
import type { Dialect } from '../store/dialect.ts'
import { uniteDoubled, unitedOf } from '../store/doubled.ts'
import { integer, join, name, raw, sql, type Sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'
import type { Kept } from './checkpoint.ts'
import { remakeRollUps } from './roll-up.ts'
import { followFact } from './learner-course.ts'
import { changedTable } from './merge.ts'

/**
 * Whether rows of a batch that are sent for the first time may be added without being looked for: while
 * the first load of its part goes on that began with empty tables. A part that has lost its checkpoint, or
 * whose rows an earlier version has read, finds its rows there: they are merged.
 */
export async function addsUnlooked(
  tx: Transaction,
  batch: Batch,
  kept: Kept | undefined,
): Promise<boolean> {
  if (kept !== undefined) return kept.unlooked === true
  const rows = batch.writes.flatMap((w) => rowsThere(w.fact))
  if (rows.length === 0) return false
  const [found] = await tx.query<{ some: boolean }>(
    sql`select exists (${join(rows, ' union all ')}) as some`,
  )
  return !found!.some
}

/** The note that a part's first load goes on; none once the part has been read to its end. */
export function stillUnlooked(batch: Batch, unlooked: boolean): true | null {
  const ended = batch.readAt !== undefined && batch.completeFrom === undefined
  return unlooked && !ended ? true : null
}

/** The rows that a first load could double: of activity, those that show the same evidence. */
function rowsThere(fact: string): readonly Sql[] {
  const acts = (evidence: (typeof EVIDENCES)[number]): Sql =>
    sql`select 1 from activity where evidence = ${integer(codeOf(EVIDENCES, evidence))}`
  if (fact === activity.name) return [acts('state')]
  if (fact === completion.name) return [raw('select 1 from completion'), acts('completion')]
  const known = FACTS.find((f) => f.name === fact)
  return known?.merge === 'latest' ? [sql`select 1 from ${name(fact)}`] : []
}

/**
 * Unites rows of one key, and derives anew what rests on them. They come in different batches of a first
 * load where the platform tells rows apart by spellings that are one here. Returns how many went.
 */
export async function healDoubled(tx: Transaction, dialect: Dialect, fact: Fact): Promise<number> {
  const doubled = await uniteDoubled(tx, dialect, fact)
  if (doubled === 0) return 0
  await tx.run(sql`create or replace temp table ${changedTable(fact)} as
    select * from ${unitedOf(fact)}`)
  const acts = fact === completion ? await uniteDoubled(tx, dialect, activity) : 0
  if (acts > 0) await remakeRollUps(tx)
  else await followFact(tx, fact, { complete: false, first: false })
  return doubled
}
