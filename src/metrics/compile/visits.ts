import { name, raw, sql, type Sql } from '../../store/sql.ts'
import type { Flow, Metric } from '../define.ts'
import { DEMOGRAPHICS } from '../dimensions/dimension.ts'
import type { Question } from './question.ts'

/**
 * How learners are counted without telling them apart: the roll-up says of every visit when the learner's
 * last one was, in the course or anywhere, so that a visit is the first of a bucket when the one before
 * lies before the bucket.
 */
export interface Visits {
  /** Column with the visit before. */
  readonly before: Sql
  /** A join, and the condition for learners of whom the visit before may be one that does not count. */
  readonly joins: Sql
  readonly doubtful: Sql | null
}

const here = name('f', 'before_here')

/** Whether different learners are counted, and nothing else. */
export const countsLearners = (measure: Flow): boolean => measure.distinct?.join() === 'learner'

/** How to count, or null where a group or filter may leave out the visit before: then learners are told apart. */
export function visitsOf(metric: Metric, question: Question): Visits | null {
  if (!knowsBefore(metric, question)) return null
  const dimensions = [...question.by, ...question.filter.map((f) => f.dimension)]
  const oneCourse =
    question.by.some((d) => d.name === 'course') ||
    question.filter.some((f) => f.dimension.name === 'course' && f.values.length === 1)
  if (oneCourse) return { before: here, joins: raw(''), doubtful: null }
  const anywhere = dimensions.every((d) => DEMOGRAPHICS.includes(d.name))
  if (!anywhere || !question.scope.everything) return null
  const before = name('f', 'before')
  if (question.population === 'everyone') return { before, joins: raw(''), doubtful: null }
  // Who is on a team has visits that do not count.
  return {
    before,
    joins: raw(
      'left join (select distinct learner from team_member) as teaches on teaches.learner = f.learner',
    ),
    doubtful: raw('teaches.learner is not null'),
  }
}

/**
 * Which visits are enough to tell learners apart by in a bucket that begins at `lo`: of each learner the
 * first to each course. Whatever leaves out that one leaves out all of them.
 */
export function enoughVisits(metric: Metric, question: Question, lo: Sql): Sql {
  if (!knowsBefore(metric, question)) return raw('true')
  return firstVisits({ before: here, doubtful: null }, lo)
}

/** Whether the visits before a visit to its course are groups and filters alike. */
function knowsBefore(metric: Metric, question: Question): boolean {
  if (!question.rollUps || metric.rollUp?.visits !== true) return false
  // A mode ends and another begins: two visits to a course may be of two modes.
  return [...question.by, ...question.filter.map((f) => f.dimension)].every(
    (d) => d.name !== 'mode',
  )
}

/** Those visits that count in a bucket that begins at `lo`; of doubtful learners all. */
export function firstVisits(
  { before, doubtful }: Pick<Visits, 'before' | 'doubtful'>,
  lo: Sql,
): Sql {
  const first = sql`${before} is null or ${before} < ${lo}`
  return doubtful === null ? sql`(${first})` : sql`(${first} or ${doubtful})`
}

/** The number of learners of those visits. */
export function countVisitors({ doubtful }: Visits, visits: Sql): Sql {
  if (doubtful === null) return sql`count(*) filter (where ${visits})`
  return sql`count(*) filter (where ${visits} and not ${doubtful})
    + count(distinct f.learner) filter (where ${doubtful})`
}
