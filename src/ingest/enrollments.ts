import {
  BEGINNINGS,
  CHANGE_EVIDENCE,
  ENDS,
  enrollmentChange,
  enrollmentSeen,
  enrollmentSpan,
  enrollmentTold,
} from '../facts/enrollment.ts'
import { codeOf, NO_INT } from '../facts/fact.ts'
import type { Quarter } from '../kernel/time.ts'
import { integer, name, raw, sql, type Sql } from '../store/sql.ts'
import { learnerSlices } from '../store/slices.ts'
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
    await tx.run(sql`insert into temp.enrollment_new ${endsOf(stage, look.readAt)}`)
  }
  return addNew(tx)
}

/**
 * Ends the enrollments that no piece of a reading of the whole brought, as `observeEnrollments` does when
 * it is complete. `seen` has their learners and courses.
 */
export async function endUnseen(
  tx: Transaction,
  look: { readonly readAt: Quarter; readonly seen: Sql },
): Promise<number> {
  await tx.run(
    sql`create or replace temp table enrollment_new as ${endsOf(look.seen, look.readAt)}`,
  )
  return addNew(tx)
}

/** The ends of enrollments that were active and are not among those seen. */
const endsOf = (seen: Sql, readAt: Quarter): Sql => sql`
  select l.learner, l.course, l.step + 1 as step, ${integer(readAt)} as quarter, false as active, l.mode,
    ${evidence('between reads')} as evidence
  from (${lastKnown(raw('true'))}) as l
  where l.active and not exists (select 1 from ${seen} as s
    where s.learner = l.learner and s.course = l.course)`

/** Adds the changes that were found, and derives the spans that follow from them. */
async function addNew(tx: Transaction): Promise<number> {
  const fields = raw(Object.keys(enrollmentChange.columns).join(', '))
  const changed = await tx.run(
    sql`insert into enrollment_change (${fields}) select ${fields} from temp.enrollment_new`,
  )
  if (changed > 0) await deriveSpans(tx, name('temp', 'enrollment_new'))
  return changed
}

/**
 * Joins what the platform's history tells of some enrollments to what is known of them. Each comes whole,
 * its changes in the order of `step`.
 *
 * - The history replaces what it covers: everything, or, where it begins later than the enrollment (its
 *   first change is a guess), everything from its own first row on. What was known of the time before stays.
 * - A difference that was seen between two readings stays. Where the history shows the same state within
 *   the quarter hour of that reading, or before it, the difference is explained and stands right behind it;
 *   else it is a change that the history does not have, and ends its quarter hour.
 * - That something ended nobody knows when is only said of what nothing else was known of: of an enrollment
 *   that was seen before, the reading that notices the end dates it.
 */
export async function tellEnrollments(
  tx: Transaction,
  look: { readonly readAt: Quarter },
): Promise<number> {
  const stage = stageOf(enrollmentTold)
  const fields = raw(Object.keys(enrollmentChange.columns).join(', '))
  const unknown = evidence('unknown past')
  const between = evidence('between reads')
  await tx.run(sql`create or replace temp table enrollment_known as
    select ${fields} from enrollment_change as c where exists (select 1 from ${stage} as s
      where s.learner = c.learner and s.course = c.course)`)
  // No change lies after the reading that tells of it: clocks of the platform differ.
  await tx.run(sql`create or replace temp table enrollment_covered as
    with told as (
      select learner, course, least(quarter, ${integer(look.readAt)}) as quarter, active, mode, evidence,
        row_number() over (partition by learner, course order by step) as place,
        row_number() over (partition by learner, course order by step desc) as place_from_end
      from ${stage}),
    known as (
      select learner, course, arg_max(evidence, step) <> ${unknown} as ends_known,
        not bool_or(evidence = ${unknown}) as all_known
      from temp.enrollment_known group by learner, course),
    -- Between two readings: then the next change is when it had ended.
    met as (
      select t.*, coalesce(k.ends_known, false) as ends_known,
        t.evidence = ${unknown} and coalesce(k.all_known, false) as is_between
      from told as t left join known as k on k.learner = t.learner and k.course = t.course)
    select learner, course, active, mode, place,
      case when is_between then lead(quarter) over w else quarter end as quarter,
      case when is_between then ${evidence('history')} else evidence end as evidence,
      case when first_value(evidence) over w = ${evidence('created')}
        then min(case when evidence <> ${evidence('created')} then quarter end) over (partition by learner, course)
        end as covers_from
    from met
    where not (evidence = ${unknown} and place_from_end = 1 and ends_known)
    window w as (partition by learner, course order by place)`)
  const same = (a: string, b: string): Sql =>
    raw(`${a}.active = ${b}.active and (${a}.mode = ${b}.mode or not ${a}.active)`)
  await tx.run(sql`create or replace temp table enrollment_new as
    with covered as (
      select learner, course, max(covers_from) as covers_from from temp.enrollment_covered group by learner, course),
    dated as (
      select learner, course, quarter, active, mode, evidence, 1 as origin, place from temp.enrollment_covered
      union all
      select k.learner, k.course, k.quarter, k.active, k.mode, k.evidence, 0, k.step
      from temp.enrollment_known as k join covered as c on c.learner = k.learner and c.course = k.course
      where k.evidence not in (${between}, ${evidence('created')}) and k.quarter < c.covers_from),
    line as (
      select *, row_number() over (partition by learner, course order by quarter, origin, place) as pos from dated),
    noticed as (
      select k.learner, k.course, k.step, k.quarter, k.active, k.mode,
        max(l.pos) as at_end,
        max(case when l.quarter = k.quarter and ${same('l', 'k')} then l.pos end) as at_same,
        max(case when l.quarter < k.quarter then l.pos end) as at_begin,
        arg_max(case when ${same('l', 'k')} then 1 else 0 end, case when l.quarter < k.quarter then l.pos end) as begins_same
      from temp.enrollment_known as k
        left join line as l on l.learner = k.learner and l.course = k.course and l.quarter <= k.quarter
      where k.evidence = ${between}
      group by all),
    every as (
      select learner, course, quarter, active, mode, evidence, pos, -1 as step from line
      union all
      select learner, course, quarter, active, mode, ${between},
        coalesce(at_same, case when begins_same = 1 then at_begin end, at_end, 0), step from noticed)
    select learner, course,
      row_number() over (partition by learner, course order by pos, step) - 1 as step,
      quarter, active, mode, evidence from every`)
  await tx.run(sql`create or replace temp table enrollment_touched as
    with now as (select ${fields} from temp.enrollment_new),
      was as (select ${fields} from temp.enrollment_known)
    select distinct learner, course from (
      (select * from now except all select * from was)
      union all
      (select * from was except all select * from now)) as differing`)
  const isTouched = (table: Sql): Sql => sql`exists (select 1 from temp.enrollment_touched as t
    where t.learner = ${table}.learner and t.course = ${table}.course)`
  await tx.run(sql`delete from enrollment_change as c where ${isTouched(raw('c'))}`)
  const changed = await tx.run(sql`insert into enrollment_change (${fields})
    select ${fields} from temp.enrollment_new as n where ${isTouched(raw('n'))}`)
  if (changed > 0) await deriveSpans(tx, name('temp', 'enrollment_touched'))
  return changed
}

/** All spans, anew from all changes, some learners at a time. */
export async function makeSpans(tx: Transaction): Promise<void> {
  await tx.empty(enrollmentSpan.name)
  for (const slice of await learnerSlices(tx, raw('enrollment_change'), raw('learner'))) {
    await deriveSpans(
      tx,
      sql`(select distinct learner, course from enrollment_change where ${slice})`,
    )
  }
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
