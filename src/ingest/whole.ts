import { activeDay } from '../facts/active-day.ts'
import { FACTS } from '../facts/catalogue.ts'
import { rollUpMark, type Fact } from '../facts/fact.ts'
import { sql } from '../store/sql.ts'
import type { Reader, Transaction } from '../store/store.ts'

/** Whether a roll-up has been made and is kept in step; before, there is nothing to keep. */
export async function isWhole(tx: Transaction, fact: Fact): Promise<boolean> {
  const found = await tx.query(sql`select name from roll_up where name = ${rollUpMark(fact)}`)
  return found.length > 0
}

export async function markWhole(tx: Transaction, fact: Fact): Promise<void> {
  await tx.run(sql`delete from roll_up where split_part(name, ' ', 1) = ${fact.name}`)
  await tx.run(sql`insert into roll_up (name) values (${rollUpMark(fact)})`)
}

/** Marks of roll-ups that an older version has made by other rules. */
export async function staleFacts(store: Reader): Promise<readonly string[]> {
  const marks = await store.query<{ name: string }>(sql`select name from roll_up`)
  const current = FACTS.map(rollUpMark)
  // The days of a zone carry what else they rest on behind their mark.
  const days = `${rollUpMark(activeDay)} `
  return marks.map((m) => m.name).filter((m) => !current.includes(m) && !m.startsWith(days))
}

/** Whether an older version has made a roll-up, so that one of today is due. */
export async function isStale(tx: Transaction, fact: Fact): Promise<boolean> {
  const stale = await staleFacts(tx)
  return stale.some((mark) => mark.split(' ')[0] === fact.name)
}
