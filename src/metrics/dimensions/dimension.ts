import { keyText } from '../../facts/key.ts'
import { badRequest } from '../../kernel/problem.ts'
import { suggestion } from '../../kernel/suggest.ts'
import { join, name, raw, sql, type Sql } from '../../store/sql.ts'

export type DimensionName =
  | 'site'
  | 'organization'
  | 'course'
  | 'mode'
  | 'pacing'
  | 'course_state'
  | 'cohort'
  | 'country'
  | 'gender'
  | 'education'
  | 'age_band'
  | 'grade_band'
  | 'progress_band'
  | 'content_band'
  | 'enrollment_week'
  | 'section'
  | 'subsection'

/** What is known of the person: small groups are hidden. */
export const DEMOGRAPHICS: readonly DimensionName[] = ['country', 'gender', 'education', 'age_band']

/** What rows of a learner in a course can be split by. */
export const COURSE_DIMENSIONS: readonly DimensionName[] = [
  'site',
  'organization',
  'course',
  'mode',
  'pacing',
  'course_state',
  'cohort',
  ...DEMOGRAPHICS,
]

/** What rows of a block of a course can be split by. */
export const BLOCK_DIMENSIONS: readonly DimensionName[] = [
  ...COURSE_DIMENSIONS,
  'section',
  'subsection',
]

/** What the standing of a learner in a course can be split by. */
export const STANDING_DIMENSIONS: readonly DimensionName[] = [
  ...COURSE_DIMENSIONS,
  'grade_band',
  'progress_band',
  'content_band',
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
  readonly table:
    | 'site'
    | 'organization'
    | 'course'
    | 'mode'
    | 'cohort'
    | 'country'
    | 'block'
    | null
  /** The fixed values, when it has such. */
  readonly values: readonly string[] | null
  /** Columns of the row that its joins use; none when the value is the row's own. */
  readonly carries: readonly string[]
  /** Whether a row has one of the ids or words, where joins are not the best way to ask. */
  among?(subject: Subject, list: Sql): Sql
  /** Capabilities of the platform that it rests on, beside those of the metric. */
  readonly needs?: readonly string[]
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
  const words = join(filterValues(dimension, values).map((v) => sql`${v}`))
  const list =
    dimension.table === null
      ? sql`(${words})`
      : sql`(select id from ${raw(dimension.table)} where key in (${words}))`
  if (dimension.among !== undefined) return dimension.among(subject, list)
  const { joins, value } = dimension.join(subject)
  if (dimension.carries.length === 0) return sql`${value} in ${list}`
  const carried = join(dimension.carries.map((c) => sql`${name('f', c)} as ${name(c)}`))
  return sql`exists (select 1 from (select ${carried}) as f ${joins} where ${value} in ${list})`
}
