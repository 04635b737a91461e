import { blockListed, blockStructure } from '../facts/block.ts'
import { completion } from '../facts/completion.ts'
import {
  BEGINNINGS,
  enrollmentChange,
  enrollmentSeen,
  enrollmentTold,
} from '../facts/enrollment.ts'
import { codeOf, type Fact } from '../facts/fact.ts'
import { courseGrade, sectionGrade } from '../facts/grade.ts'
import { learnerCourse } from '../facts/learner-course.ts'
import { integer, join, name, raw, sql, type Sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'
import { changedOf, goneOf, saysWhatIsGone, stageOf } from './merge.ts'
import { learnerSlices } from './slices.ts'
import { isWhole } from './whole.ts'

/** Columns that derive from the same facts: for the pairs of learner and course that a table has. */
interface Group {
  readonly columns: readonly string[]
  /** Columns `learner`, `course` and those of the group, one row a pair; `only` tells which pairs of `x`. */
  readonly rows: (only: Sql) => Sql
}

const newly = integer(codeOf(BEGINNINGS, 'new'))
const again = integer(codeOf(BEGINNINGS, 're'))

const enrollment: Group = {
  columns: ['enrolled', 'since', 'mode'],
  rows: (only) => sql`
    select x.learner, x.course, min(x.begun) filter (where x.beginning = ${newly}) as enrolled,
      case when bool_or(x.ended is null and x.ending is null)
        then max(x.begun) filter (where x.beginning in (${newly}, ${again})) end as since,
      max(x.mode) filter (where x.ended is null and x.ending is null) as mode
    from enrollment_span as x where ${only} group by x.learner, x.course`,
}

const acts: Group = {
  columns: ['first_act', 'last_act'],
  rows: (only) => sql`
    select x.learner, x.course, min(x.quarter) as first_act, max(x.quarter) as last_act
    from active_quarter as x where ${only} group by x.learner, x.course`,
}

const grade: Group = {
  columns: ['grade', 'passed'],
  rows: (only) => sql`
    select x.learner, x.course, x.percent as grade, case when x.passing then x.passed end as passed
    from course_grade as x where ${only}`,
}

/** Subsections that a course's outline does not list any more give no points. */
const points: Group = {
  columns: ['earned', 'worked'],
  rows: (only) => sql`
    select x.learner, x.course, sum(x.earned) as earned,
      count(*) filter (where x.earned_all > 0) as worked
    from section_grade as x ${listed} where ${only} and ${isListed} group by x.learner, x.course`,
}

const listed =
  raw(`left join (select distinct course from block_listed) as outlined on outlined.course = x.course
  left join block_listed as listed on listed.course = x.course and listed.block = x.block`)
const isListed = raw('(outlined.course is null or listed.block is not null)')

/** Completions of blocks that have vanished from the course, or that only staff see, count for nothing. */
const completions: Group = {
  columns: ['completed', 'last_done'],
  rows: (only) => sql`
    select x.learner, x.course, count(*) as completed, max(x.last) as last_done
    from completion as x
      join block_structure as b on b.course = x.course and b.block = x.block
    where ${only} and x.share >= 1 and b.completable and b.visible
    group by x.learner, x.course`,
}

const GROUPS = [enrollment, acts, grade, points, completions]

/** Everything anew. */
export async function makeLearnerCourses(tx: Transaction): Promise<void> {
  await makePoints(tx, raw('true'))
  await tx.run(sql`delete from learner_course`)
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
      return derive(tx, enrollment, raw('select learner, course from temp.enrollment_new'))
    case enrollmentChange:
      return derive(tx, enrollment, touched(fact))
    case courseGrade:
      return derive(tx, grade, touched(fact))
    case sectionGrade:
      await makePoints(tx, sql`x.course in (select course from (${touched(fact)}))`)
      return derive(tx, points, touched(fact))
    case completion:
      return derive(tx, completions, touched(fact))
    case blockStructure:
      return derive(
        tx,
        completions,
        sql`select learner, course from completion where course in ${coursesOf(fact)}`,
      )
    case blockListed: {
      const courses = coursesOf(fact)
      await makePoints(tx, sql`x.course in ${courses}`)
      return derive(
        tx,
        points,
        sql`select learner, course from section_grade where course in ${courses}`,
      )
    }
  }
}

const coursesOf = (fact: Fact): Sql =>
  sql`(select course from ${changedOf(fact)} union select course from ${goneOf(fact)})`

/** Acts are only ever added: the first and the last one of a pair can only move apart. */
export async function widenActivity(tx: Transaction, quarters: Sql): Promise<void> {
  if (!(await isWhole(tx, learnerCourse))) return
  const rows = sql`select x.learner, x.course,
      least(min(x.quarter), min(l.first_act)) as first_act,
      greatest(max(x.quarter), max(l.last_act)) as last_act
    from ${quarters} as x
      left join learner_course as l on l.learner = x.learner and l.course = x.course
    group by x.learner, x.course`
  await put(tx, { columns: acts.columns, rows: () => rows }, quarters)
}

async function derive(tx: Transaction, group: Group, pairs: Sql): Promise<void> {
  await tx.run(
    sql`create or replace temp table touched_pair as select distinct learner, course from (${pairs})`,
  )
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

/** What the subsections of courses are worth: of several answers the most frequent, then the larger. */
async function makePoints(tx: Transaction, only: Sql): Promise<void> {
  await tx.run(sql`delete from section_points as x where ${only}`)
  await tx.run(sql`insert into section_points (course, block, possible, possible_all)
    with told as (
      select x.course, x.block, x.possible, x.possible_all, count(*) as grades
      from section_grade as x ${listed} where ${only} and ${isListed}
      group by x.course, x.block, x.possible, x.possible_all)
    select course, block, possible, possible_all from told
    qualify row_number() over (partition by course, block
      order by grades desc, possible desc, possible_all desc) = 1`)
}
