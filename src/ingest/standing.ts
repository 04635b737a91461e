import { BEGINNINGS } from '../facts/enrollment.ts'
import { codeOf } from '../facts/fact.ts'
import { RETENTION_WEEKS, WEEK_QUARTERS } from '../facts/learner-course.ts'
import { integer, raw, sql, type Sql } from '../store/sql.ts'

/** Columns that derive from the same facts: for the pairs of learner and course that a table has. */
export interface Group {
  readonly columns: readonly string[]
  /** Columns `learner`, `course` and those of the group, one row a pair; `only` tells which pairs of `x`. */
  readonly rows: (only: Sql) => Sql
}

const newly = integer(codeOf(BEGINNINGS, 'new'))
const again = integer(codeOf(BEGINNINGS, 're'))

export const enrollment: Group = {
  columns: ['enrolled', 'since', 'mode'],
  rows: (only) => sql`
    select x.learner, x.course, min(x.begun) filter (where x.beginning = ${newly}) as enrolled,
      case when bool_or(x.ended is null and x.ending is null)
        then max(x.begun) filter (where x.beginning in (${newly}, ${again})) end as since,
      max(x.mode) filter (where x.ended is null and x.ending is null) as mode
    from enrollment_span as x where ${only} group by x.learner, x.course`,
}

export const acts: Group = {
  columns: ['first_act', 'last_act'],
  rows: (only) => sql`
    select x.learner, x.course, min(x.quarter) as first_act, max(x.quarter) as last_act
    from active_quarter as x where ${only} group by x.learner, x.course`,
}

/** The bit of a week; the engine may ask it of quarters outside, too, before they are left out. */
export const weekOf = (quarter: string, enrolled: string): Sql =>
  sql`1 << cast(greatest(0, least(${integer(RETENTION_WEEKS - 1)},
    (${raw(quarter)} - ${raw(enrolled)}) // ${integer(WEEK_QUARTERS)})) as integer)`
export const withinWeeks = (quarter: string, enrolled: string): Sql =>
  sql`${raw(quarter)} >= ${raw(enrolled)}
    and ${raw(quarter)} < ${raw(enrolled)} + ${integer(RETENTION_WEEKS * WEEK_QUARTERS)}`

/** Rests on two facts: acts, and when the learner first enrolled. */
export const weeks: Group = {
  columns: ['weeks'],
  rows: (only) => sql`
    select x.learner, x.course, cast(bit_or(${weekOf('x.quarter', 'e.begun')}) as integer) as weeks
    from active_quarter as x
      join (select x.learner, x.course, x.begun from enrollment_span as x
          where ${only} and x.beginning = ${newly}) as e
        on e.learner = x.learner and e.course = x.course
    where ${only} and ${withinWeeks('x.quarter', 'e.begun')} group by x.learner, x.course`,
}

/** One row a pair, also while a first load has not yet told apart what is one here. */
export const grade: Group = {
  columns: ['grade', 'passed'],
  rows: (only) => sql`
    select x.learner, x.course, max(x.percent) as grade,
      max(case when x.passing then x.passed end) as passed
    from course_grade as x where ${only} group by x.learner, x.course`,
}

/** Subsections that a course's outline does not list any more give no points. */
export const points: Group = {
  columns: ['earned', 'worked'],
  rows: (only) => sql`
    select x.learner, x.course, sum(x.earned) as earned,
      count(*) filter (where x.earned_all > 0) as worked
    from section_grade as x ${listed} where ${only} and ${isListed} group by x.learner, x.course`,
}

export const listed =
  raw(`left join (select distinct course from block_listed) as outlined on outlined.course = x.course
  left join block_listed as listed on listed.course = x.course and listed.block = x.block`)
export const isListed = raw('(outlined.course is null or listed.block is not null)')

export const completed = raw(`completion as x
  join block_structure as b on b.course = x.course and b.block = x.block`)
export const isCompleted = raw('x.share >= 1 and b.completable and b.visible')

/** Completions of blocks that have vanished from the course, or that only staff see, count for nothing. */
export const completions: Group = {
  columns: ['completed', 'last_done'],
  rows: (only) => sql`
    select x.learner, x.course, count(*) as completed, max(x.last) as last_done
    from ${completed} where ${only} and ${isCompleted} group by x.learner, x.course`,
}

export const GROUPS = [enrollment, acts, weeks, grade, points, completions]
