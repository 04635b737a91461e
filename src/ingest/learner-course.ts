import { blockListed, blockStructure } from '../facts/block.ts'
import { completion } from '../facts/completion.ts'
import { enrollmentChange, enrollmentSeen, enrollmentTold } from '../facts/enrollment.ts'
import type { Fact } from '../facts/fact.ts'
import { courseGrade, sectionGrade } from '../facts/grade.ts'
import { learnerCourse, progressChange } from '../facts/learner-course.ts'
import { sectionDone } from '../facts/section.ts'
import { join, name, raw, sql, type Sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'
import { changedOf, coursesTouched, goneOf, saysWhatIsGone, stageOf } from './merge.ts'
import { makePoints } from './points.ts'
import { makeProgress } from './progress.ts'
import { derivePlaces, makeSections } from './sections.ts'
import { learnerSlices } from '../store/slices.ts'
import {
  acts,
  completions,
  enrollment,
  grade,
  GROUPS,
  points,
  weekOf,
  weeks,
  withinWeeks,
  type Group,
} from './standing.ts'
import { isWhole } from './whole.ts'

/** Everything anew. */
export async function makeLearnerCourses(tx: Transaction): Promise<void> {
  await makePoints(tx, raw('true'))
  await derivePlaces(
    tx,
    raw('select course from block_structure union select course from block_listed'),
  )
  for (const fact of [learnerCourse, progressChange, sectionDone]) await tx.empty(fact.name)
  const columns = GROUPS.flatMap((g) => g.columns)
  const all = raw(`(select 1 from active_quarter union all select 1 from enrollment_span
    union all select 1 from completion union all select 1 from section_grade)`)
  for (const slice of await learnerSlices(tx, all, raw('x.learner'))) {
    const pairs = GROUPS.map(({ rows }) => sql`select learner, course from (${rows(slice)})`)
    const joins = GROUPS.map(
      ({ rows }, i) => sql`left join (${rows(slice)}) as ${name(`g${i}`)}
        on ${name(`g${i}`, 'learner')} = p.learner and ${name(`g${i}`, 'course')} = p.course`,
    )
    await tx.run(sql`insert into learner_course (learner, course, ${join(columns.map((c) => name(c)))})
      select p.learner, p.course, ${join(columns.map((c) => name(c)))}
      from (${join(pairs, ' union ')}) as p ${join(joins, ' ')}`)
    await makeProgress(tx, slice)
    await makeSections(tx, slice)
  }
}

/**
 * Derives anew what rests on a fact, for the pairs that its last merge added, changed or removed; `first`:
 * for those that were staged.
 */
export async function followFact(
  tx: Transaction,
  fact: Fact,
  merged: { readonly complete: boolean; readonly first: boolean },
): Promise<void> {
  if (!(await isWhole(tx, learnerCourse))) return
  const touched = (of: Fact): Sql => {
    const pair = (table: Sql): Sql => sql`select learner, course from ${table}`
    if (merged.first && of.merge === 'latest') return pair(stageOf(of))
    const gone = merged.complete || saysWhatIsGone(of)
    return gone ? sql`${pair(changedOf(of))} union ${pair(goneOf(of))}` : pair(changedOf(of))
  }
  switch (fact) {
    case enrollmentSeen:
    case enrollmentTold:
      return deriveEnrollment(tx, raw('select learner, course from temp.enrollment_new'))
    case enrollmentChange:
      return deriveEnrollment(tx, touched(fact))
    case courseGrade:
      return derive(tx, grade, touched(fact))
    case sectionGrade:
      await makePoints(tx, sql`x.course in (select course from (${touched(fact)}))`)
      return derive(tx, points, touched(fact))
    case completion:
      return deriveCompletions(tx, touched(fact))
    case blockStructure:
      return deriveCompletions(
        tx,
        sql`select learner, course from completion where course in (${coursesTouched(fact)})`,
      )
    case blockListed: {
      const courses = sql`(${coursesTouched(fact)})`
      await makePoints(tx, sql`x.course in ${courses}`)
      return derive(
        tx,
        points,
        sql`select learner, course from section_grade where course in ${courses}`,
      )
    }
  }
}

/** Acts are only ever added: the first and the last one of a pair can only move apart. */
export async function widenActivity(tx: Transaction, quarters: Sql): Promise<void> {
  if (!(await isWhole(tx, learnerCourse))) return
  const rows = sql`select x.learner, x.course,
      least(min(x.quarter), min(l.first_act)) as first_act,
      greatest(max(x.quarter), max(l.last_act)) as last_act,
      cast(nullif(coalesce(max(l.weeks), 0) | coalesce(bit_or(${weekOf('x.quarter', 'l.enrolled')})
        filter (where ${withinWeeks('x.quarter', 'l.enrolled')}), 0), 0) as integer) as weeks
    from ${quarters} as x
      left join learner_course as l on l.learner = x.learner and l.course = x.course
    group by x.learner, x.course`
  await put(tx, { columns: [...acts.columns, ...weeks.columns], rows: () => rows }, quarters)
}

/** Of some pairs acts have gone: the first and the last of those that are left. */
export async function narrowActivity(tx: Transaction, pairs: Sql): Promise<void> {
  if (!(await isWhole(tx, learnerCourse))) return
  const some = sql`select learner, course from ${pairs}`
  await derive(tx, acts, some)
  await derive(tx, weeks, some)
}

/** Who is enrolled since another time than was known has other weeks, and has come as far at other times. */
async function deriveEnrollment(tx: Transaction, pairs: Sql): Promise<void> {
  const known = (table: Sql): Sql => sql`select l.learner, l.course, l.enrolled, l.since
    from learner_course as l
      join ${table} as p on p.learner = l.learner and p.course = l.course
    where l.first_act is not null or l.completed > 0`
  await tx.run(sql`create or replace temp table enrolled_before as
    ${known(sql`(select distinct learner, course from (${pairs}))`)}`)
  await derive(tx, enrollment, pairs)
  await tx.run(sql`create or replace temp table moved_pair as
    select n.learner, n.course, b.enrolled is distinct from n.enrolled as later
    from (${known(raw('temp.enrolled_before'))}) as n
      join temp.enrolled_before as b on b.learner = n.learner and b.course = n.course
    where b.enrolled is distinct from n.enrolled or b.since is distinct from n.since`)
  const [moved] = await tx.query<{ pairs: number; later: number }>(
    sql`select count(*) as pairs, count(*) filter (where later) as later from temp.moved_pair`,
  )
  if (moved!.pairs === 0) return
  // Acts are many, and nearly nobody is found to have enrolled first at another time.
  if (moved!.later > 0) {
    await derive(tx, weeks, raw('select learner, course from temp.moved_pair where later'))
  }
  await touch(tx, raw('select learner, course from temp.moved_pair'))
  await deriveProgress(tx)
}

async function deriveCompletions(tx: Transaction, pairs: Sql): Promise<void> {
  await derive(tx, completions, pairs)
  await deriveProgress(tx)
  await tx.run(sql`delete from section_done as c where ${touched('c')}`)
  await makeSections(tx, touched('x'))
}

const touched = (table: string): Sql =>
  sql`exists (select 1 from temp.touched_pair as p where p.learner = ${name(table, 'learner')} and p.course = ${name(table, 'course')})`

/** For the pairs that were derived last. */
async function deriveProgress(tx: Transaction): Promise<void> {
  await tx.run(sql`delete from progress_change as c where ${touched('c')}`)
  await makeProgress(tx, touched('x'))
}

async function touch(tx: Transaction, pairs: Sql): Promise<void> {
  await tx.run(
    sql`create or replace temp table touched_pair as select distinct learner, course from (${pairs})`,
  )
}

async function derive(tx: Transaction, group: Group, pairs: Sql): Promise<void> {
  await touch(tx, pairs)
  await put(tx, group, raw('temp.touched_pair'))
}

/** Writes a group's columns for the pairs of a table; pairs of which nothing is known are no rows. */
async function put(tx: Transaction, group: Group, pairs: Sql): Promise<void> {
  const columns = group.columns.map((c) => name(c))
  const of = (table: string): Sql =>
    sql`exists (select 1 from ${pairs} as p where p.learner = ${name(table, 'learner')} and p.course = ${name(table, 'course')})`
  await tx.run(sql`create or replace temp table new_standing as
    select p.learner, p.course, ${join(group.columns.map((c) => name('n', c)))}
    from (select distinct learner, course from ${pairs}) as p
      left join (${group.rows(of('x'))}) as n on n.learner = p.learner and n.course = p.course`)
  await tx.run(sql`update learner_course as l set ${join(columns.map((c) => sql`${c} = n.${c}`))}
    from temp.new_standing as n where n.learner = l.learner and n.course = l.course`)
  await tx.run(sql`insert into learner_course (learner, course, ${join(columns)})
    select learner, course, ${join(columns)} from temp.new_standing as n
    where (${join(
      columns.map((c) => sql`n.${c} is not null`),
      ' or ',
    )}) and not exists
      (select 1 from learner_course as l where l.learner = n.learner and l.course = n.course)`)
  const every = GROUPS.flatMap((g) => g.columns)
  await tx.run(sql`delete from learner_course as l
    where ${join(
      every.map((c) => sql`l.${name(c)} is null`),
      ' and ',
    )} and ${of('l')}`)
}
