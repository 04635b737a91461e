import { activity, KINDS, LEARNING_KINDS } from '../facts/activity.ts'
import { codeOf } from '../facts/fact.ts'
import { integer, join, sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'
import { stageOf } from './merge.ts'

/** Adds to the roll-up the quarters in which the staged acts show that somebody learned. */
export async function rollUpActivity(tx: Transaction): Promise<void> {
  const stage = stageOf(activity)
  const learning = join(LEARNING_KINDS.map((k) => integer(codeOf(KINDS, k))))
  await tx.run(sql`insert into active_quarter (learner, course, quarter)
    select distinct s.learner, s.course, s.quarter from ${stage} as s
    where s.kind in (${learning}) and not exists (select 1 from active_quarter as a
      where a.learner = s.learner and a.course = s.course and a.quarter = s.quarter)`)
}
