import { activity, EVIDENCES, statePair } from '../facts/activity.ts'
import { completion } from '../facts/completion.ts'
import { codeOf } from '../facts/fact.ts'
import { integer, name, raw, sql, type Sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'
import { remakeVisits } from './activity.ts'
import { goneOf, stageOf } from './merge.ts'
import { remakeRollUps } from './roll-up.ts'

const evidence = (word: (typeof EVIDENCES)[number]): Sql => integer(codeOf(EVIDENCES, word))
/** What states and the histories beside them show. */
const byStates = sql`evidence in (${evidence('state')}, ${evidence('earlier state')}, ${evidence('history')})`
const byCompletions = sql`evidence = ${evidence('completion')}`

const among = (pairs: Sql): Sql =>
  sql`exists (select 1 from ${pairs} as p where p.learner = a.learner and p.course = a.course)`

/**
 * Acts that states have shown go when the learner has no state left in that course, now that all have been
 * read: the account was merged into another, or her states were deleted. With them go the acts of
 * completions, unless some of those are left. Returns how many acts went.
 */
export async function dropActsWithoutStates(tx: Transaction): Promise<number> {
  await tx.run(sql`create or replace temp table lost_pair as
    select distinct learner, course from ${name(activity.name)} as a
    where a.${byStates} and not ${among(stageOf(statePair))}`)
  return drop(
    tx,
    sql`(a.${byStates} or (a.${byCompletions} and not ${among(name(completion.name))}))`,
  )
}

/**
 * Acts that completions have shown go with the last completion of a learner in a course, unless she has
 * saved state there: then somebody took back what she had done, and she did it all the same.
 */
export async function dropActsWithoutCompletions(tx: Transaction): Promise<number> {
  await tx.run(sql`create or replace temp table lost_pair as
    select distinct a.learner, a.course from ${goneOf(completion)} as a
    where not ${among(name(completion.name))}
      and not exists (select 1 from ${name(activity.name)} as s
        where s.learner = a.learner and s.course = a.course and s.${byStates})`)
  return drop(tx, sql`a.${byCompletions}`)
}

/** Drops what Figures 0.1.0 made of states, now that all have been read again. Returns how many acts went. */
export async function dropEarlierStates(tx: Transaction): Promise<number> {
  const gone = await tx.run(
    sql`delete from ${name(activity.name)} where evidence = ${evidence('earlier state')}`,
  )
  if (gone > 0) await remakeRollUps(tx)
  return gone
}

async function drop(tx: Transaction, which: Sql): Promise<number> {
  const lost = raw('temp.lost_pair')
  const gone = await tx.run(
    sql`delete from ${name(activity.name)} as a where ${which} and ${among(lost)}`,
  )
  if (gone > 0) await remakeVisits(tx, lost)
  return gone
}
