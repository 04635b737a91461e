import { activeQuarter, activity, EVIDENCES, KINDS, LEARNING_KINDS } from '../facts/activity.ts'
import { completion } from '../facts/completion.ts'
import { codeOf } from '../facts/fact.ts'
import { integer, join, raw, sql, type Sql } from '../store/sql.ts'
import type { Write } from '../sources/source.ts'
import type { Transaction } from '../store/store.ts'
import type { Dialect } from '../store/dialect.ts'
import { mergeStaged, stageOf } from './merge.ts'

const learning = join(LEARNING_KINDS.map((k) => integer(codeOf(KINDS, k))))

/**
 * Keeps the roll-up in step: adds the quarters in which the staged acts show that somebody learned. Until
 * it has been made there is nothing to keep, and what a first load still brings of years before is added
 * when all of it is there.
 */
export async function rollUpActivity(
  tx: Transaction,
  staged: { readonly changed: boolean; readonly first: Write['first'] },
): Promise<void> {
  if (staged.first === 'more' || !(await isRolledUp(tx))) return
  if (staged.first === 'end') return makeRollUp(tx)
  if (!staged.changed) return
  await addQuarters(
    tx,
    sql`select learner, course, quarter from ${stageOf(activity)} where kind in (${learning})`,
  )
}

async function addQuarters(tx: Transaction, learned: Sql): Promise<void> {
  await tx.run(sql`insert into active_quarter (learner, course, quarter)
    select distinct s.learner, s.course, s.quarter from (${learned}) as s
    where not exists (select 1 from active_quarter as a
      where a.learner = s.learner and a.course = s.course and a.quarter = s.quarter)`)
}

/**
 * Makes the roll-up when a source has been read for the first time; answers come from the acts until then.
 * Before, it would have to be kept in step with every batch of the load.
 */
export async function beginRollUp(tx: Transaction): Promise<void> {
  if (await isRolledUp(tx)) return
  await makeRollUp(tx)
  await tx.run(sql`insert into roll_up (name) values (${activeQuarter.name})`)
}

/** In the order of time: questions about recent days need not read all of it. */
async function makeRollUp(tx: Transaction): Promise<void> {
  await tx.run(sql`delete from active_quarter`)
  await tx.run(sql`insert into active_quarter (learner, course, quarter)
    select distinct learner, course, quarter from activity where kind in (${learning})
    order by quarter, course`)
}

async function isRolledUp(tx: Transaction): Promise<boolean> {
  const found = await tx.query(sql`select name from roll_up where name = ${activeQuarter.name}`)
  return found.length > 0
}

/**
 * A completion shows learning when it was first recorded, and when it last changed unless it was taken
 * back then. The staged completions become acts.
 */
export async function completionsAsActivity(
  tx: Transaction,
  dialect: Dialect,
  first: Write['first'],
): Promise<void> {
  const kind = integer(codeOf(KINDS, 'completion'))
  const evidence = integer(codeOf(EVIDENCES, 'completion'))
  const fields = raw('(learner, course, quarter, kind, block, evidence, times)')
  const staged = stageOf(completion)
  const acts = sql`select learner, course, first, ${kind}, block, ${evidence}, 1 from ${staged}
    union all select learner, course, last, ${kind}, block, ${evidence}, 1 from ${staged}
      where share > 0 and last <> first`
  if (first !== undefined) {
    // Sent for the first time they need not be looked for: no other source tells this evidence.
    await tx.run(sql`insert into activity ${fields} ${acts}`)
    if (await isRolledUp(tx)) {
      await addQuarters(
        tx,
        sql`select learner, course, first as quarter from ${staged}
        union all select learner, course, last from ${staged} where share > 0 and last <> first`,
      )
    }
    return
  }
  const none = { learner: new Uint32Array(), rest: new Int32Array() }
  const empty = Object.keys(activity.columns).map((c) => [
    c,
    c === 'learner' ? none.learner : none.rest,
  ])
  await tx.stage(activity.name, Object.fromEntries(empty), 0)
  await tx.run(sql`insert into ${stageOf(activity)} ${fields} ${acts}`)
  const changed = (await mergeStaged(tx, dialect, activity)) > 0
  await rollUpActivity(tx, { changed, first: undefined })
}
