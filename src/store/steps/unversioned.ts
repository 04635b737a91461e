import { sql } from '../sql.ts'
import type { Transaction } from '../store.ts'
import { foundTables, type Step } from './step.ts'

/** The codes of `state` and `earlier state` among the evidences. */
const [STATE, EARLIER_STATE] = [3, 4]

/**
 * Stores of 0.1.0 and of the commits after it had no version. What tells them apart: their tables, and
 * the parts that they have read.
 */
export const unversioned: Step = {
  to: 1,
  what: 'a version; keys told apart once more; roll-ups made anew; states that 0.1.0 read are read again',
  async run(tx) {
    const have = await foundTables(tx)
    // A column of one day: since when a capability was known.
    if (have.get('capability')?.has('since') === true) {
      await tx.run(sql`alter table capability drop column since`)
    }
    if (have.has('checkpoint') && (await begunByFirst(tx))) await readAnew(tx)
    await staleRollUps(tx)
  },
}

/** Whether 0.1.0 began the store: it had no part `identity`, which is read before all others since. */
async function begunByFirst(tx: Transaction): Promise<boolean> {
  const [found] = await tx.query<{ old: boolean }>(sql`
    select count(*) > 0 as old from checkpoint as a
    where a.source = 'lms-database' and a.part = 'account' and not exists (
      select 1 from checkpoint as i where i.source = a.source and i.part = 'identity'
        and (i.first_read <= a.first_read or a.first_read = 0))`)
  return found!.old
}

/**
 * 0.1.0 did not read what lies beside a row, such as its history, and did not note enough to find that
 * out: its tables are read once more, beside the rows that there are. Nor did it know which states an
 * instructor's task had changed, and took rescores for learning: states are read from the beginning. What
 * it read of them counts until the commit in which all have been read again.
 */
async function readAnew(tx: Transaction): Promise<void> {
  await tx.run(sql`update checkpoint set state = '{}'
    where source = 'lms-database' and part in ('account', 'enrollment', 'course_grade', 'activity')`)
  await tx.run(sql`update activity set evidence = ${EARLIER_STATE} where evidence = ${STATE}`)
}

/** What derived of doubled rows, or by another rule, is made anew: version 0 of it is there. */
async function staleRollUps(tx: Transaction): Promise<void> {
  await tx.run(sql`create table if not exists roll_up (name varchar not null)`)
  await tx.run(sql`update roll_up set name = split_part(name, ' ', 1) || ' 0'`)
  await tx.run(sql`insert into roll_up (name) values ('enrollment_span 0'), ('team_member 0')`)
}
