import { RETENTION_WEEKS } from '../../facts/learner-course.ts'
import { raw, sql, type Sql } from '../../store/sql.ts'
import { wholesOf } from '../compile/wholes.ts'
import type { Whole } from '../define.ts'
import type { Dimension, Subject } from './dimension.ts'

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

/** A part of what the course has in all, as a band; `as` names the join. */
const bandWithin = (whole: Whole, as: string, part: string) => (s: Subject) => ({
  joins: sql`left join ${wholesOf(whole, s.now)} as ${raw(as)} on ${raw(as)}.course = f.course`,
  value: bandOf(raw(`coalesce(f.${part}, 0) / ${as}.whole`)),
})

/** How a learner stands in a course, in bands. */
export const STANDINGS: readonly Dimension[] = [
  {
    name: 'grade_band',
    label: 'Grade band',
    doc: "Tenths of the platform's percent grade, as of the last reading; none where there is no grade.",
    overlapping: false,
    table: null,
    values: BANDS,
    none: false,
    needs: ['course_grade'],
    carries: [],
    join: () => ({ joins: raw(''), value: bandOf(raw('f.grade')) }),
  },
  {
    name: 'progress_band',
    label: 'Progress band',
    doc: "Tenths of the course's graded points earned, as of the last reading, as in grade_progress; none where the course has no points.",
    overlapping: false,
    table: null,
    values: BANDS,
    none: false,
    needs: ['section_grade'],
    carries: ['course', 'earned'],
    join: bandWithin('points', 'banded_points', 'earned'),
  },
  {
    name: 'content_band',
    label: 'Content band',
    doc: "Tenths of the course's completable blocks completed, as of the last reading, as in content_progress; none where the structure of the course is not known.",
    overlapping: false,
    table: null,
    values: BANDS,
    none: false,
    needs: ['completion', 'structure'],
    carries: ['course', 'completed'],
    join: bandWithin('blocks', 'banded_blocks', 'completed'),
  },
  {
    name: 'enrollment_week',
    label: 'Week since enrolling',
    doc: 'Whole weeks since the learner first enrolled, 00 being the first: seven times 24 hours from the quarter hour of enrolling, for half a year.',
    overlapping: false,
    table: null,
    values: Array.from({ length: RETENTION_WEEKS }, (_, n) => String(n).padStart(2, '0')),
    none: false,
    carries: [],
    join: () => ({ joins: raw(''), value: raw("printf('%02d', f.week)") }),
  },
]
