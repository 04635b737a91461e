import { activity, KINDS, LEARNING_KINDS } from '../facts/activity.ts'
import { codeOf } from '../facts/fact.ts'
import { integer, join, sql } from '../store/sql.ts'
import type { Write } from '../sources/source.ts'
import type { Transaction } from '../store/store.ts'
import { stageOf } from './merge.ts'

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
