import { activity, EVIDENCES, KINDS, LEARNING_KINDS } from '../facts/activity.ts'
import { completion } from '../facts/completion.ts'
import { codeOf } from '../facts/fact.ts'
import { integer, join, raw, sql } from '../store/sql.ts'
import type { Write } from '../sources/source.ts'
import type { Transaction } from '../store/store.ts'
import type { Dialect } from '../store/dialect.ts'
import { mergeStaged, stageOf } from './merge.ts'

const learning = join(LEARNING_KINDS.map((k) => integer(codeOf(KINDS, k))))

/**
 * Keeps the roll-up in step: adds the quarters in which the staged acts show that somebody learned. A
 * first load makes it whole at its end, in the order of time, so that questions about recent days need
 * not read all of it; until then answers come from the acts themselves.
 */
export async function rollUpActivity(
  tx: Transaction,
  staged: { readonly changed: boolean; readonly first: Write['first'] },
): Promise<void> {
  if (staged.first === 'more') return
  if (staged.first === 'end') {
    await tx.run(sql`delete from active_quarter`)
    await tx.run(sql`insert into active_quarter (learner, course, quarter)
      select distinct learner, course, quarter from activity where kind in (${learning})
      order by quarter, course`)
  } else if (staged.changed) {
    await tx.run(sql`insert into active_quarter (learner, course, quarter)
      select distinct s.learner, s.course, s.quarter from ${stageOf(activity)} as s
      where s.kind in (${learning}) and not exists (select 1 from active_quarter as a
        where a.learner = s.learner and a.course = s.course and a.quarter = s.quarter)`)
  }
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
  const acts = sql`select learner, course, first, ${kind}, block, ${evidence}, 1 from ${stageOf(completion)}
    union select learner, course, last, ${kind}, block, ${evidence}, 1 from ${stageOf(completion)} where share > 0`
  const [begun] = await tx.query(sql`select 1 as one from active_quarter limit 1`)
  if (first !== undefined && begun === undefined) {
    // Sent for the first time they need not be looked for, and the roll-up is made whole by the states.
    await tx.run(sql`insert into activity ${fields} ${acts}`)
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
