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
import { learnerCourse } from '../facts/learner-course.ts'
import { integer, join, raw, sql, type Sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'
import type { Dialect } from '../store/dialect.ts'
import { followActiveDays } from './active-day.ts'
import { narrowActivity, widenActivity } from './learner-course.ts'
import { changedOf, mergeStaged, stageOf, toldOf } from './merge.ts'
import { learnerSlices } from '../store/slices.ts'
import { followTeacherVisits } from './teachers.ts'
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
  const latest = (await isWhole(tx, learnerCourse))
    ? raw('select learner, course, last_act from learner_course where last_act is not null')
    : raw('select learner, course, last_act from learner_course where false')
  // Nearly always people go on: then what was before is known, and nobody's order changes. Of two visits of
  // one quarter hour it does not matter which comes first: one of them has the other before it.
  await tx.run(sql`create or replace temp table last_visit as
    select l.* from (${latest}) as l
    where exists (select 1 from temp.new_quarter as n where n.learner = l.learner)`)
  await tx.run(sql`create or replace temp table new_visit as
    with anywhere as (select learner, max(last_act) as last_act from temp.last_visit group by learner),
    ordered as (select *, ${befores} from temp.new_quarter)
    select n.learner, n.course, n.quarter, n.observed,
      coalesce(n.before_here, here.last_act) as before_here,
      coalesce(n.before, anywhere.last_act) as before
    from ordered as n
      left join temp.last_visit as here on here.learner = n.learner and here.course = n.course
      left join anywhere on anywhere.learner = n.learner`)
  const added = await tx.run(sql`insert into active_quarter
      (learner, course, quarter, observed, before_here, before) select * from temp.new_visit`)
  if (added === 0) return
  await tx.run(sql`create or replace temp table visit_change as
    select course, quarter, observed, before_here, before, 1 as sign from temp.new_visit`)
  await orderLateVisits(tx)
  await followTeacherVisits(tx)
  await followActiveDays(tx)
  await widenActivity(tx, raw('temp.new_quarter'))
}

/** Each visit's quarter before it, in the course and anywhere. */
const befores =
  raw(`lag(quarter) over (partition by learner, course order by quarter, observed) as before_here,
  lag(quarter) over (partition by learner order by quarter, course, observed) as before`)

/** Says anew what was before each visit of learners of whom a visit came late, or whose last is not known. */
async function orderLateVisits(tx: Transaction): Promise<void> {
  const known = await isWhole(tx, learnerCourse)
  await tx.run(sql`create or replace temp table late_learner as
    select distinct n.learner from temp.new_quarter as n
      left join (select learner, max(last_act) as last_act from temp.last_visit group by learner) as l
        on l.learner = n.learner
    where ${raw(known ? 'n.quarter < l.last_act' : 'true')}`)
  const [late] = await tx.query<{ learners: number }>(
    sql`select count(*) as learners from temp.late_learner`,
  )
  if (late!.learners === 0) return
  await tx.run(sql`create or replace temp table ordered_visit as
    select * from (
      select place, course, quarter, observed, old_here, old, ${befores} from (
        select rowid as place, learner, course, quarter, observed,
          before_here as old_here, before as old
        from active_quarter as a
        where exists (select 1 from temp.late_learner as n where n.learner = a.learner))) as v
    where v.before_here is distinct from v.old_here or v.before is distinct from v.old`)
  await tx.run(sql`update active_quarter as a set before_here = v.before_here, before = v.before
    from temp.ordered_visit as v where v.place = a.rowid`)
  await tx.run(sql`insert into temp.visit_change
    select course, quarter, observed, old_here, old, -1 from temp.ordered_visit
    union all select course, quarter, observed, before_here, before, 1 from temp.ordered_visit`)
}

/** The visits of some learners anew, of whom acts have gone, with what counts them. */
export async function remakeVisits(tx: Transaction, learners: Sql): Promise<void> {
  if (!(await isWhole(tx, activeQuarter))) return
  await tx.run(sql`create or replace temp table late_learner as
    select distinct learner from ${learners}`)
  const theirs = raw('learner in (select learner from temp.late_learner)')
  await tx.run(sql`create or replace temp table visit_change as
    select course, quarter, observed, before_here, before, -1 as sign
    from active_quarter where ${theirs}`)
  await tx.run(sql`delete from active_quarter where ${theirs}`)
  await tx.run(sql`create or replace temp table new_visit as
    select learner, course, quarter, observed, ${befores}
    from (${learned(sql`(select * from activity where ${theirs})`)})`)
  await tx.run(sql`insert into active_quarter
      (learner, course, quarter, observed, before_here, before) select * from temp.new_visit`)
  await tx.run(sql`insert into temp.visit_change
    select course, quarter, observed, before_here, before, 1 from temp.new_visit`)
  await followTeacherVisits(tx)
  await followActiveDays(tx)
  await narrowActivity(tx, learners)
}

/**
 * Anew from all acts, some learners at a time, of these in the order of time: questions about recent days
 * need not read all of it.
 */
export async function makeActiveQuarters(tx: Transaction): Promise<void> {
  await tx.empty(activeQuarter.name)
  for (const slice of await learnerSlices(tx, raw('activity'), raw('learner'))) {
    const acts = sql`(select * from activity where ${slice})`
    await tx.run(sql`insert into active_quarter (learner, course, quarter, observed, before_here, before)
      select learner, course, quarter, observed, ${befores}
      from (${learned(acts)}) order by quarter, course`)
  }
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
