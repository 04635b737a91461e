import { rollUpMark, type Fact } from '../facts/fact.ts'
import { sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'

/** Whether a roll-up has been made and is kept in step; before, there is nothing to keep. */
export async function isWhole(tx: Transaction, fact: Fact): Promise<boolean> {
  const found = await tx.query(sql`select name from roll_up where name = ${rollUpMark(fact)}`)
  return found.length > 0
}

export async function markWhole(tx: Transaction, fact: Fact): Promise<void> {
  await tx.run(sql`insert into roll_up (name) values (${rollUpMark(fact)})`)
}
