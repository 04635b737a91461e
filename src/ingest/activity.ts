import {
  activeQuarter,
  activity,
  EVIDENCES,
  FULL_EVIDENCES,
  KINDS,
  LEARNING_KINDS,
} from '../facts/activity.ts'
import { completion } from '../facts/completion.ts'
import { codeOf } from '../facts/fact.ts'
import { integer, join, raw, sql, type Sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'
import type { Dialect } from '../store/dialect.ts'
import { widenActivity } from './learner-course.ts'
import { changedOf, mergeStaged, stageOf, toldOf } from './merge.ts'
import { isWhole } from './whole.ts'

const learning = join(LEARNING_KINDS.map((k) => integer(codeOf(KINDS, k))))
const full = join(FULL_EVIDENCES.map((e) => integer(codeOf(EVIDENCES, e))))

/** The quarters in which acts show that somebody learned. */
const learned = (acts: Sql): Sql => sql`
  select distinct learner, course, quarter, evidence in (${full}) as observed
  from ${acts} where kind in (${learning})`

/**
 * Keeps the roll-up in step: adds the quarters in which the acts just merged show that somebody learned.
 * Until it has been made there is nothing to keep.
 */
export async function rollUpActivity(tx: Transaction): Promise<void> {
  await addQuarters(tx, learned(changedOf(activity)))
}

async function addQuarters(tx: Transaction, quarters: Sql): Promise<void> {
  if (!(await isWhole(tx, activeQuarter))) return
  await tx.run(sql`create or replace temp table new_quarter as
    select s.* from (${quarters}) as s
    where not exists (select 1 from active_quarter as a
      where a.learner = s.learner and a.course = s.course and a.quarter = s.quarter
        and a.observed = s.observed)`)
  const added = await tx.run(sql`insert into active_quarter (learner, course, quarter, observed)
    select learner, course, quarter, observed from temp.new_quarter`)
  if (added === 0) return
  await orderVisits(tx)
  await widenActivity(tx, raw('temp.new_quarter'))
}

/** Each visit's quarter before it, in the course and anywhere. */
const befores =
  raw(`lag(quarter) over (partition by learner, course order by quarter, observed) as before_here,
  lag(quarter) over (partition by learner order by quarter, course, observed) as before`)

/** Says anew what was before each visit of the learners who have new ones. */
async function orderVisits(tx: Transaction): Promise<void> {
  await tx.run(sql`create or replace temp table ordered_visit as
    select * from (
      select place, old_here, old, ${befores} from (
        select rowid as place, learner, course, quarter, observed,
          before_here as old_here, before as old
        from active_quarter as a
        where exists (select 1 from temp.new_quarter as n where n.learner = a.learner))) as v
    where v.before_here is distinct from v.old_here or v.before is distinct from v.old`)
  await tx.run(sql`update active_quarter as a set before_here = v.before_here, before = v.before
    from temp.ordered_visit as v where v.place = a.rowid`)
}

/** Anew from all acts, in the order of time: questions about recent days need not read all of it. */
export async function makeActiveQuarters(tx: Transaction): Promise<void> {
  await tx.run(sql`delete from active_quarter`)
  await tx.run(sql`insert into active_quarter (learner, course, quarter, observed, before_here, before)
    select learner, course, quarter, observed, ${befores}
    from (${learned(raw('activity'))}) order by quarter, course`)
}

/** The acts that completions show: when first recorded, and when last changed unless taken back then. */
const actsOf = (done: Sql): Sql => sql`
  select learner, course, first as quarter, block from ${done}
  union all select learner, course, last, block from ${done} where share > 0 and last <> first`

/** The completions just merged become acts. */
export async function completionsAsActivity(tx: Transaction, dialect: Dialect): Promise<void> {
  const none = { learner: new Uint32Array(), rest: new Int32Array() }
  const empty = Object.keys(activity.columns).map((c) => [
    c,
    c === 'learner' ? none.learner : none.rest,
  ])
  await tx.stage(activity.name, Object.fromEntries(empty), 0)
  await addActs(tx, stageOf(activity), actsOf(changedOf(completion)))
  if ((await mergeStaged(tx, dialect, activity)) > 0) await rollUpActivity(tx)
}

/**
 * The completions just staged become acts. Sent for the first time they need not be looked for: no other
 * source tells this evidence.
 */
export async function firstCompletionsAsActivity(tx: Transaction, dialect: Dialect): Promise<void> {
  const acts = actsOf(sql`(${toldOf(dialect, completion)})`)
  await addActs(tx, raw('activity'), acts)
  await addQuarters(
    tx,
    sql`select distinct learner, course, quarter, false as observed from (${acts})`,
  )
}

async function addActs(tx: Transaction, table: Sql, acts: Sql): Promise<void> {
  const kind = integer(codeOf(KINDS, 'completion'))
  const evidence = integer(codeOf(EVIDENCES, 'completion'))
  await tx.run(sql`insert into ${table} (learner, course, quarter, kind, block, evidence, times)
    select learner, course, quarter, ${kind}, block, ${evidence}, 1 from (${acts})`)
}
