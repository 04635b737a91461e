import type { Fact } from '../facts/fact.ts'
import { NO_INT } from '../facts/fact.ts'
import {
  truthCertificate,
  truthCompletion,
  truthCourseGrade,
  truthEnrollment,
  truthLearner,
  truthSectionGrade,
} from '../facts/truth.ts'
import { integer, join, name, raw, sql, type Sql } from '../store/sql.ts'
import { stageOf } from './merge.ts'

/** How one fact is compared: the counts that must agree, and the rows that do not. */
export interface Comparison {
  readonly fact: Fact
  /** Name under which the source gives its rows. */
  readonly truth: string
  /** Columns: name, split, lms, figures. */
  readonly counts: Sql
  /** Columns: kind, row_id, learner, course, lms, figures. */
  readonly differences: Sql
}

const hex = raw("printf('%016x', coalesce(t.learner, f.learner))")

const accounts: Comparison = {
  fact: truthLearner,
  truth: 'learner',
  counts: sql`select 'accounts' as name, '' as split,
    (select count(*) from ${stageOf(truthLearner)}) as lms, (select count(*) from learner) as figures`,
  differences: sql`select case when f.learner is null then 'missing' when t.learner is null then 'extra' else 'different' end as kind,
      t.row_id, ${hex} as learner, null as course,
      case when t.learner is not null then concat_ws(' ', if(t.active, 'active', 'inactive'), if(t.global_staff, 'staff', null)) end as lms,
      case when f.learner is not null then concat_ws(' ', if(f.active, 'active', 'inactive'), if(f.global_staff, 'staff', null)) end as figures
    from ${stageOf(truthLearner)} as t full outer join learner as f on f.learner = t.learner
    where t.learner is null or f.learner is null or t.active <> f.active
      or t.global_staff <> f.global_staff or t.joined <> f.joined`,
}

const openSpans = sql`(select learner, course, mode from enrollment_span where ended is null and ending is null)`
const activeTruth = sql`(select * from ${stageOf(truthEnrollment)} where active)`

const enrollmentsByCourse: Comparison = {
  fact: truthEnrollment,
  truth: 'enrollment_seen',
  counts: sql`with t as (select course, mode, count(*) as n from ${activeTruth} group by all),
      f as (select course, mode, count(*) as n from ${openSpans} group by all)
    select 'enrollments' as name, concat(c.text, ' ', m.text) as split,
      coalesce(t.n, 0) as lms, coalesce(f.n, 0) as figures
    from t full outer join f on f.course = t.course and f.mode = t.mode
      join course as c on c.id = coalesce(t.course, f.course)
      join mode as m on m.id = coalesce(t.mode, f.mode) order by split`,
  differences: sql`select case when f.learner is null then 'missing' when t.learner is null then 'extra' else 'different' end as kind,
      coalesce(t.row_id, gone.row_id) as row_id, ${hex} as learner, c.text as course,
      case when t.learner is not null then concat('active ', tm.text) else 'not enrolled' end as lms,
      case when f.learner is not null then concat('active ', fm.text) else 'not enrolled' end as figures
    from ${activeTruth} as t
      full outer join ${openSpans} as f on f.learner = t.learner and f.course = t.course
      left join ${stageOf(truthEnrollment)} as gone
        on not gone.active and gone.learner = f.learner and gone.course = f.course
      join course as c on c.id = coalesce(t.course, f.course)
      left join mode as tm on tm.id = t.mode left join mode as fm on fm.id = f.mode
    where t.learner is null or f.learner is null or t.mode <> f.mode`,
}

const passedTruth = sql`(select * from ${stageOf(truthCourseGrade)} where passing and passed <> -2147483648)`
const passedFigures = raw('(select * from course_grade where passing and passed is not null)')

const passing: Comparison = {
  fact: truthCourseGrade,
  truth: 'course_grade',
  counts: sql`with t as (select course, count(*) as n from ${passedTruth} group by all),
      f as (select course, count(*) as n from ${passedFigures} group by all)
    select 'passing learners' as name, c.text as split, coalesce(t.n, 0) as lms, coalesce(f.n, 0) as figures
    from t full outer join f on f.course = t.course join course as c on c.id = coalesce(t.course, f.course) order by split`,
  differences: sql`select case when f.learner is null then 'missing' when t.learner is null then 'extra' else 'different' end as kind,
      coalesce(t.row_id, held.row_id) as row_id, ${hex} as learner, c.text as course,
      case when t.learner is not null then 'passing' else 'not passing' end as lms,
      case when f.learner is not null then 'passing' else 'not passing' end as figures
    from ${passedTruth} as t
      full outer join ${passedFigures} as f on f.learner = t.learner and f.course = t.course
      left join ${stageOf(truthCourseGrade)} as held on held.learner = f.learner and held.course = f.course
      join course as c on c.id = coalesce(t.course, f.course)
    where t.learner is null or f.learner is null or t.passed <> f.passed`,
}

/** Rows counted by course and compared value by value. */
function byCourse(
  truth: string,
  of: {
    readonly fact: Fact
    readonly title: string
    readonly kept: string
    readonly values: readonly string[]
  },
): Comparison {
  const { fact, kept, values } = of
  const keys = fact.identity.filter((c) => c !== 'learner')
  const same = join(
    fact.identity.map((c) => sql`f.${name(c)} = t.${name(c)}`),
    ' and ',
  )
  const differ = join(
    values.map((c) => {
      const column = fact.columns[c]!
      const staged = nulled(column.nullable, sql`t.${name(c)}`)
      return sql`${staged} is distinct from f.${name(c)}`
    }),
    ' or ',
  )
  const told = (side: string): Sql => {
    const texts = values.map(
      (c) => sql`concat(${c}, ' ', cast(${raw(`${side}.`)}${name(c)} as varchar))`,
    )
    return sql`concat_ws(', ', ${join(texts)})`
  }
  const block = keys.includes('block')
  return {
    fact,
    truth,
    counts: sql`with t as (select course, count(*) as n from ${stageOf(fact)} group by all),
        f as (select course, count(*) as n from ${name(kept)} group by all)
      select ${of.title} as name, c.text as split, coalesce(t.n, 0) as lms, coalesce(f.n, 0) as figures
      from t full outer join f on f.course = t.course join course as c on c.id = coalesce(t.course, f.course) order by split`,
    differences: sql`select case when f.learner is null then 'missing' when t.learner is null then 'extra' else 'different' end as kind,
        t.row_id, ${hex} as learner, ${block ? raw("concat(c.text, ' ', b.text)") : raw('c.text')} as course,
        case when t.learner is not null then ${told('t')} end as lms,
        case when f.learner is not null then ${told('f')} end as figures
      from ${stageOf(fact)} as t full outer join ${name(kept)} as f on ${same}
        join course as c on c.id = coalesce(t.course, f.course)
        ${block ? raw('left join block as b on b.id = coalesce(t.block, f.block)') : raw('')}
      where t.learner is null or f.learner is null or ${differ}`,
  }
}

/** Staged whole numbers have a sentinel for null. */
const nulled = (nullable: boolean, field: Sql): Sql =>
  nullable ? sql`nullif(${field}, ${integer(NO_INT)})` : field

/** What is compared, each with the capability that it needs. */
export const COMPARISONS: readonly (readonly [string, Comparison])[] = [
  ['account', accounts],
  ['enrollment', enrollmentsByCourse],
  ['course_grade', passing],
  [
    'section_grade',
    byCourse('section_grade', {
      fact: truthSectionGrade,
      title: 'section grades',
      kept: 'section_grade',
      values: ['earned', 'possible', 'earned_all', 'possible_all', 'overridden'],
    }),
  ],
  [
    'completion',
    byCourse('completion', {
      fact: truthCompletion,
      title: 'completions',
      kept: 'completion',
      values: ['share', 'first', 'last'],
    }),
  ],
  [
    'certificate',
    byCourse('certificate', {
      fact: truthCertificate,
      title: 'certificates',
      kept: 'certificate',
      values: ['status', 'issued'],
    }),
  ],
]
