import { join, name, or, raw, sql, type Sql } from '../../store/sql.ts'

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

/** What a filter lets through: ids or words as a list in brackets, null for none of them, and rows without a value. */
export interface Wanted {
  readonly some: Sql | null
  readonly none: boolean
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
  /** Rows may have no value: they are a group, and can be filtered by. */
  readonly none: boolean
  /** Whether a row has what is wanted, where joins are not the best way to ask. */
  among?(subject: Subject, wanted: Wanted): Sql
  /** Capabilities of the platform that it rests on, beside those of the metric. */
  readonly needs?: readonly string[]
}

/** Rows that have one of the values, null being none; never more than once each, whatever they are joined to. */
export function filterCondition(
  dimension: Dimension,
  values: readonly (string | null)[],
  subject: Subject,
): Sql {
  const words = values.filter((v) => v !== null).map((v) => sql`${v}`)
  const list =
    dimension.table === null
      ? sql`(${join(words)})`
      : sql`(select id from ${raw(dimension.table)} where key in (${join(words)}))`
  const some = words.length === 0 ? null : list
  const none = values.includes(null)
  if (dimension.among !== undefined) return dimension.among(subject, { some, none })
  const { joins, value } = dimension.join(subject)
  const fits = amongOrNone(value, { some, none })
  if (dimension.carries.length === 0) return fits
  const carried = join(dimension.carries.map((c) => sql`${name('f', c)} as ${name(c)}`))
  return sql`exists (select 1 from (select ${carried}) as f ${joins} where ${fits})`
}

/** A value is one of the list, or there is none. */
export function amongOrNone(value: Sql, { some, none }: Wanted): Sql {
  return or([
    ...(some === null ? [] : [sql`${value} in ${some}`]),
    ...(none ? [sql`${value} is null`] : []),
  ])
}
