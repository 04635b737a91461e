import {
  BEGINNINGS,
  CHANGE_EVIDENCE,
  ENDS,
  enrollmentChange,
  enrollmentSeen,
  enrollmentTold,
} from '../facts/enrollment.ts'
import { codeOf, NO_INT } from '../facts/fact.ts'
import type { Quarter } from '../kernel/time.ts'
import { integer, join, name, raw, sql, type Sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'
import { stageOf } from './merge.ts'

const evidence = (word: (typeof CHANGE_EVIDENCE)[number]): Sql =>
  integer(codeOf(CHANGE_EVIDENCE, word))
const beginning = (word: (typeof BEGINNINGS)[number]): Sql => integer(codeOf(BEGINNINGS, word))
const ending = (word: (typeof ENDS)[number]): Sql => integer(codeOf(ENDS, word))

/** The last change known of each enrollment that a condition names. */
const lastKnown = (where: Sql): Sql => sql`
  select c.learner, c.course, max(c.step) as step,
    arg_max(c.active, c.step) as active, arg_max(c.mode, c.step) as mode
  from enrollment_change as c where ${where} group by c.learner, c.course`

/**
 * Compares the staged enrollments with what is known and records a change for each difference, dated
 * at the reading. One first seen active opens at `created`; one first seen inactive began at
 * `created` and ended some time before the reading. With `complete`, enrollments that did not come
 * have been deleted on the platform and end at the reading.
 */
export async function observeEnrollments(
  tx: Transaction,
  look: { readonly readAt: Quarter; readonly complete: boolean },
): Promise<number> {
  const stage = stageOf(enrollmentSeen)
  const read = integer(look.readAt)
  await tx.run(sql`create or replace temp table enrollment_new as
    with seen as (
      select learner, course, min(nullif(created, ${integer(NO_INT)})) as created,
        bool_or(active) as active, max(case when active then mode end) as active_mode, max(mode) as mode
      from ${stage} group by learner, course),
    last as (${lastKnown(sql`exists (select 1 from ${stage} as s
      where s.learner = c.learner and s.course = c.course)`)}),
    paired as (
      select s.learner, s.course, s.created, s.active, coalesce(s.active_mode, s.mode) as mode,
        l.step, l.active as was_active, l.mode as was_mode
      from seen as s left join last as l on l.learner = s.learner and l.course = s.course)
    select learner, course, 0 as step, least(coalesce(created, ${read}), ${read}) as quarter, true as active, mode,
      case when created is null then ${evidence('between reads')} else ${evidence('created')} end as evidence
      from paired where step is null
    union all
    select learner, course, 1, ${read}, false, mode, ${evidence('unknown past')}
      from paired where step is null and not active
    union all
    select learner, course, step + 1, ${read}, active, mode, ${evidence('between reads')}
      from paired where step is not null
        and (active <> was_active or (active and mode <> was_mode))`)
  if (look.complete) {
    await tx.run(sql`insert into temp.enrollment_new
      select l.learner, l.course, l.step + 1, ${read}, false, l.mode, ${evidence('between reads')}
      from (${lastKnown(raw('true'))}) as l
      where l.active and not exists (select 1 from ${stage} as s
        where s.learner = l.learner and s.course = l.course)`)
  }
  const fields = raw(Object.keys(enrollmentChange.columns).join(', '))
  const changed = await tx.run(
    sql`insert into enrollment_change (${fields}) select ${fields} from temp.enrollment_new`,
  )
  if (changed > 0) await deriveSpans(tx, name('temp', 'enrollment_new'))
  return changed
}

/**
 * Adds the staged changes that are not known yet. What was guessed before the history could be read gives
 * way to it; what was seen between two readings stays. Changes of an enrollment are numbered in time.
 */
export async function tellEnrollments(tx: Transaction): Promise<number> {
  const stage = stageOf(enrollmentTold)
  const same = sql`c.learner = s.learner and c.course = s.course and c.quarter = s.quarter
    and c.active = s.active and c.mode = s.mode and c.evidence = s.evidence`
  const guessed = join([evidence('created'), evidence('unknown past')])
  // That an enrollment is gone is dated by the reading that noticed it, if it was known before.
  await tx.run(sql`delete from ${stage} as s where not s.active and s.evidence = ${evidence('unknown past')}
    and exists (select 1 from enrollment_change as c where c.learner = s.learner and c.course = s.course)
    and not exists (select 1 from enrollment_change as c where ${same})`)
  await tx.run(sql`create or replace temp table enrollment_touched as
    select distinct learner, course from ${stage} as s
      where not exists (select 1 from enrollment_change as c where ${same})
    union
    select distinct c.learner, c.course from enrollment_change as c
      join (select distinct learner, course from ${stage}) as p on p.learner = c.learner and p.course = c.course
      where c.evidence in (${guessed}) and not exists (select 1 from ${stage} as s where ${same})`)
  const isTouched = (table: Sql): Sql => sql`exists (select 1 from temp.enrollment_touched as t
    where t.learner = ${table}.learner and t.course = ${table}.course)`
  const fields = raw(Object.keys(enrollmentChange.columns).join(', '))
  await tx.run(sql`create or replace temp table enrollment_new as
    with every as (
      select learner, course, quarter, active, mode, evidence, step, 0 as later from ${stage} as s where ${isTouched(raw('s'))}
      union all
      select learner, course, quarter, active, mode, evidence, step, 1 as later from enrollment_change as c
        where ${isTouched(raw('c'))} and evidence not in (${guessed})
          and not exists (select 1 from ${stage} as s where ${same}))
    select learner, course, row_number() over (partition by learner, course
        order by quarter, evidence = ${evidence('between reads')}, step, later) - 1 as step,
      quarter, active, mode, evidence from every`)
  await tx.run(sql`delete from enrollment_change as c where ${isTouched(raw('c'))}`)
  const changed = await tx.run(
    sql`insert into enrollment_change (${fields}) select ${fields} from temp.enrollment_new`,
  )
  if (changed > 0) await deriveSpans(tx, name('temp', 'enrollment_new'))
  return changed
}

/**
 * Spans of the touched enrollments, anew from all their changes. Repeated changes that say nothing new
 * are passed over. A span within one quarter stays: it began and ended there.
 */
export async function deriveSpans(tx: Transaction, touched: Sql): Promise<void> {
  const isTouched = (table: Sql): Sql => sql`exists (select 1 from ${touched} as t
    where t.learner = ${table}.learner and t.course = ${table}.course)`
  await tx.run(sql`delete from enrollment_span as e where ${isTouched(raw('e'))}`)
  await tx.run(sql`insert into enrollment_span
      (learner, course, mode, begun, ended, beginning, ending)
    with told as (
      select *, lag(active) over w as was_active, lag(mode) over w as was_mode
      from enrollment_change as c where ${isTouched(raw('c'))}
      window w as (partition by learner, course order by quarter, step)),
    change as (
      select * from told
      where was_active is null or active <> was_active or (active and mode <> was_mode)),
    next as (
      select *, lead(active) over w as next_active, lead(quarter) over w as next_quarter,
        lead(evidence) over w as next_evidence,
        coalesce(bool_or(active) over (partition by learner, course order by quarter, step
          rows between unbounded preceding and 1 preceding), false) as was_ever
      from change window w as (partition by learner, course order by quarter, step))
    select learner, course, mode, quarter,
      case when next_evidence = ${evidence('unknown past')} then null else next_quarter end,
      case when not was_ever then ${beginning('new')}
        when coalesce(was_active, false) then ${beginning('mode')} else ${beginning('re')} end,
      case when next_active is null then null
        when next_active then ${ending('mode')}
        when next_evidence = ${evidence('unknown past')} then ${ending('unknown')}
        else ${ending('un')} end
    from next where active`)
}
