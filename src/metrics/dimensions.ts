import { ENDS } from '../facts/enrollment.ts'
import { codeOf } from '../facts/fact.ts'
import { keyText } from '../facts/key.ts'
import { badRequest } from '../kernel/problem.ts'
import { suggestion } from '../kernel/suggest.ts'
import { integer, join, raw, sql, type Sql } from '../store/sql.ts'

export type DimensionName =
  | 'site'
  | 'organization'
  | 'course'
  | 'mode'
  | 'pacing'
  | 'course_state'
  | 'grade_band'
  | 'progress_band'

/** What rows of a learner in a course can be split by. */
export const COURSE_DIMENSIONS: readonly DimensionName[] = [
  'site',
  'organization',
  'course',
  'mode',
  'pacing',
  'course_state',
]

/** What the standing of a learner in a course can be split by. */
export const STANDING_DIMENSIONS: readonly DimensionName[] = [
  ...COURSE_DIMENSIONS,
  'grade_band',
  'progress_band',
]

/** What a dimension is asked of: rows under the alias `f`, and when they count. */
export interface Subject {
  /** The fact has no course: it is about an account. */
  readonly account: boolean
  /** The fact has a mode of its own. */
  readonly ownMode: boolean
  /** Column with the row's instant; null when it has none. */
  readonly instant: Sql | null
  /** The quarter of "now", for what is answered as of now. */
  readonly now: number
}

export interface Dimension {
  readonly name: DimensionName
  readonly label: string
  readonly doc: string
  readonly overlapping: boolean
  /** Joins that give a row its values, and the value. */
  join(subject: Subject): { readonly joins: Sql; readonly value: Sql }
  /** Name of the table whose ids the value is; null when the value is the text itself. */
  readonly table: 'site' | 'organization' | 'course' | 'mode' | null
  /** The fixed values, when it has such. */
  readonly values: readonly string[] | null
  /** Capabilities of the platform that it rests on, beside those of the metric. */
  readonly needs?: readonly string[]
}

const run = sql`left join course_run as run on run.course = f.course`
const nothing = raw('')

const STATES = ['upcoming', 'running', 'ended', 'unlisted'] as const
const PACINGS = ['self_paced', 'instructor_paced', 'unlisted'] as const

/** Tenths of a whole, and none where there is nothing to measure. */
const BANDS = [
  '0-9',
  '10-19',
  '20-29',
  '30-39',
  '40-49',
  '50-59',
  '60-69',
  '70-79',
  '80-89',
  '90-100',
  'none',
] as const

/** The tenth that a share lies in; a whisker below ten counts as ten, as people read 0.7. */
const bandOf = (share: Sql): Sql => {
  const tenth = sql`cast(floor(least(${share}, 0.99) * 10 + 1e-9) as integer)`
  return sql`case when ${share} is null then 'none' when ${tenth} >= 9 then '90-100'
    when ${tenth} <= 0 then '0-9' else concat(${tenth}, '0-', ${tenth}, '9') end`
}

/** Graded points of a course. */
const worth = raw(`left join (select course, sum(possible) as points from section_points
  group by course having sum(possible) > 0) as banded on banded.course = f.course`)

export const DIMENSIONS: readonly Dimension[] = [
  {
    name: 'site',
    label: 'Site',
    doc: "The site of the course's organization; for accounts, where they signed up or enrolled. As now. A course may belong to several.",
    overlapping: true,
    table: 'site',
    values: null,
    join: (s) =>
      s.account
        ? { joins: sql`join account_site as ds on ds.learner = f.learner`, value: raw('ds.site') }
        : { joins: sql`join course_site as ds on ds.course = f.course`, value: raw('ds.site') },
  },
  {
    name: 'organization',
    label: 'Organization',
    doc: 'The organization that the course is linked to, else the one in its key. As now. A course may have several.',
    overlapping: true,
    table: 'organization',
    values: null,
    join: () => ({
      joins: sql`join course_home as dh on dh.course = f.course`,
      value: raw('dh.organization'),
    }),
  },
  {
    name: 'course',
    label: 'Course',
    doc: 'The course run, by its key.',
    overlapping: false,
    table: 'course',
    values: null,
    join: () => ({ joins: nothing, value: raw('f.course') }),
  },
  {
    name: 'mode',
    label: 'Enrollment mode',
    doc: "The mode of the learner's enrollment in the course at the instant of the fact; none when not enrolled then.",
    overlapping: false,
    table: 'mode',
    values: null,
    join: (s) => {
      if (s.ownMode || s.instant === null) return { joins: nothing, value: raw('f.mode') }
      const unknown = integer(codeOf(ENDS, 'unknown'))
      return {
        joins: sql`left join enrollment_span as dm on dm.learner = f.learner and dm.course = f.course
          and dm.begun <= ${s.instant} and (dm.ended is null or dm.ended > ${s.instant})
          and dm.ending is distinct from ${unknown}`,
        value: raw('dm.mode'),
      }
    },
  },
  {
    name: 'pacing',
    label: 'Pacing',
    doc: 'self_paced or instructor_paced, as now; unlisted for courses that the platform does not list.',
    overlapping: false,
    table: null,
    values: PACINGS,
    join: () => ({
      joins: run,
      value: raw(
        "case when run.course is null then 'unlisted' when run.self_paced then 'self_paced' else 'instructor_paced' end",
      ),
    }),
  },
  {
    name: 'course_state',
    label: 'Course state',
    doc: 'upcoming, running or ended, as of now, by the dates of the run; a run without a start is upcoming. unlisted for courses that the platform does not list.',
    overlapping: false,
    table: null,
    values: STATES,
    join: (s) => ({
      joins: run,
      value: sql`case when run.course is null then 'unlisted'
        when run.ends is not null and run.ends <= ${integer(s.now)} then 'ended'
        when run.starts is null or run.starts > ${integer(s.now)} then 'upcoming' else 'running' end`,
    }),
  },
  {
    name: 'grade_band',
    label: 'Grade band',
    doc: "Tenths of the platform's percent grade, as of the last reading; none where there is no grade.",
    overlapping: false,
    table: null,
    values: BANDS,
    needs: ['course_grade'],
    join: () => ({ joins: nothing, value: bandOf(raw('f.grade')) }),
  },
  {
    name: 'progress_band',
    label: 'Progress band',
    doc: "Tenths of the course's graded points earned, as of the last reading, as in grade_progress; none where the course has no points.",
    overlapping: false,
    table: null,
    values: BANDS,
    needs: ['section_grade'],
    join: () => ({ joins: worth, value: bandOf(raw('coalesce(f.earned, 0) / banded.points')) }),
  },
]

export function dimensionNamed(name: string): Dimension {
  const dimension = DIMENSIONS.find((d) => d.name === name)
  if (dimension !== undefined) return dimension
  const names = DIMENSIONS.map((d) => d.name)
  throw badRequest('unknown-dimension', `There is no dimension '${name}'.`, {
    remedy: suggestion(name, names),
    allowed: names,
  })
}

/** The values of a filter as the dimension writes them, or a problem that names the wrong one. */
export function filterValues(dimension: Dimension, values: readonly string[]): readonly string[] {
  const allowed = dimension.values
  if (allowed === null) return values.map((v) => keyText(v).toLowerCase())
  for (const value of values) {
    if (allowed.includes(value)) continue
    throw badRequest('unknown-value', `'${value}' is no ${dimension.label.toLowerCase()}.`, {
      remedy: suggestion(value, allowed),
      allowed,
    })
  }
  return values
}

/** Rows that have one of the values; never more than once each, whatever they are joined to. */
export function filterCondition(
  dimension: Dimension,
  values: readonly string[],
  subject: Subject,
): Sql {
  const list = join(filterValues(dimension, values).map((v) => sql`${v}`))
  const { joins, value } = dimension.join(subject)
  const among =
    dimension.table === null
      ? sql`${value} in (${list})`
      : sql`${value} in (select id from ${raw(dimension.table)} where key in (${list}))`
  if (dimension.table === 'course' || (dimension.name === 'mode' && subject.ownMode)) return among
  switch (dimension.name) {
    case 'site':
    case 'organization': {
      const key = subject.account ? raw('learner') : raw('course')
      const relation =
        dimension.name === 'site'
          ? subject.account
            ? raw('account_site')
            : raw('course_site')
          : raw('course_home')
      return sql`f.${key} in (select x.${key} from ${relation} as x join ${raw(dimension.name)} as n
        on n.id = x.${raw(dimension.name)} where n.key in (${list}))`
    }
    case 'grade_band':
      return among
    case 'progress_band':
      return sql`exists (select 1 from (select f.course as course, f.earned as earned) as f ${joins} where ${among})`
    case 'pacing':
    case 'course_state':
      return sql`exists (select 1 from (select f.course as course) as f ${joins} where ${among})`
    case 'course':
    case 'mode':
      return sql`exists (select 1 from enrollment_span as dm join mode as n on n.id = dm.mode
        where dm.learner = f.learner and dm.course = f.course
          and dm.begun <= ${subject.instant} and (dm.ended is null or dm.ended > ${subject.instant})
          and dm.ending is distinct from ${integer(codeOf(ENDS, 'unknown'))}
          and n.key in (${list}))`
  }
}
