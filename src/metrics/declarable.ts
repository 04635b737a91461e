import { activity } from '../facts/activity.ts'
import { certificate } from '../facts/certificate.ts'
import { completion } from '../facts/completion.ts'
import { enrollmentSpan } from '../facts/enrollment.ts'
import type { Fact } from '../facts/fact.ts'
import { courseGrade, sectionGrade } from '../facts/grade.ts'
import { learnerCourse } from '../facts/learner-course.ts'
import { learner } from '../facts/learner.ts'
import type { Measure, Metric } from './define.ts'
import {
  BLOCK_DIMENSIONS,
  COURSE_DIMENSIONS,
  STANDING_DIMENSIONS,
  type DimensionName,
} from './dimensions/dimension.ts'
import { DEMOGRAPHICS } from './dimensions/dimension.ts'

export interface DeclarableFact {
  readonly name: string
  readonly fact: Fact
  /** Capabilities that fill it. */
  readonly needs: readonly string[]
  readonly dimensions: readonly DimensionName[]
}

const about = (
  fact: Fact,
  needs: readonly string[],
  dimensions: readonly DimensionName[] = COURSE_DIMENSIONS,
): DeclarableFact => ({ name: fact.name, fact, needs, dimensions })

/** What an operator's metric may be about, and what it can be split by. */
export const FACTS_OF_METRICS: readonly DeclarableFact[] = [
  about(activity, ['activity'], BLOCK_DIMENSIONS),
  about(enrollmentSpan, ['enrollment']),
  about(courseGrade, ['course_grade']),
  about(sectionGrade, ['section_grade']),
  about(completion, ['completion'], BLOCK_DIMENSIONS),
  about(certificate, ['certificate']),
  about(learnerCourse, ['enrollment', 'activity', 'course_grade'], STANDING_DIMENSIONS),
  about(learner, ['account'], ['site', ...DEMOGRAPHICS]),
]

interface Flaw {
  readonly path: readonly string[]
  readonly what: string
}

/** The first thing in a declaration that its fact does not have, or undefined. */
export function flawOf(
  metric: Pick<Metric, 'measure' | 'where' | 'dimensions' | 'population'>,
  of: DeclarableFact,
): Flaw | undefined {
  const { measure, where, dimensions, population } = metric
  const { fact } = of
  const odd = dimensions.find((d) => !of.dimensions.includes(d))
  if (odd !== undefined) {
    return {
      path: ['dimensions'],
      what: `${fact.name} cannot be split by ${odd}; it can by ${of.dimensions.join(', ')}`,
    }
  }
  if (population === 'course' && !('course' in fact.columns)) {
    return { path: ['population'], what: `${fact.name} has no course: expected account or none` }
  }
  return flawOfMeasure(measure, fact) ?? flawOfWhere(where, fact)
}

function flawOfMeasure(measure: Measure, fact: Fact): Flaw | undefined {
  const quarter = (key: string, name: string | null): Flaw | undefined =>
    name === null || fact.columns[name]?.type.kind === 'quarter'
      ? undefined
      : { path: ['measure', key], what: expected(fact, name, 'quarter') }
  switch (measure.kind) {
    case 'flow': {
      const missing = measure.distinct?.find((c) => !(c in fact.columns))
      if (missing === undefined) return quarter('instant', measure.instant)
      return { path: ['measure', 'distinct'], what: expected(fact, missing) }
    }
    case 'level':
      if (measure.distinct !== null && measure.ends !== null) {
        return {
          path: ['measure', 'distinct'],
          what: 'different learners can be counted only of rows that never end',
        }
      }
      return quarter('begins', measure.begins) ?? quarter('ends', measure.ends)
    case 'rolling':
      return quarter('instant', measure.instant)
    case 'quantile':
      return quarter('from', measure.from) ?? quarter('instant', measure.instant)
    case 'state':
      return flawOfState(measure, fact)
    case 'ratio':
    case 'retention':
    case 'progress':
      return undefined
  }
}

function flawOfState(measure: Measure & { kind: 'state' }, fact: Fact): Flaw | undefined {
  if (fact !== learnerCourse) {
    return { path: ['measure', 'kind'], what: `only learner_course has a state, not ${fact.name}` }
  }
  const { mean } = measure
  if (mean === null) return undefined
  const kind = fact.columns[mean.column]?.type.kind
  if (kind === 'number' || kind === 'integer') return undefined
  return { path: ['measure', 'mean', 'column'], what: expected(fact, mean.column, 'number') }
}

function flawOfWhere(where: Metric['where'], fact: Fact): Flaw | undefined {
  for (const [name, words] of Object.entries(where)) {
    const column = fact.columns[name]
    if (column === undefined) return { path: ['where', name], what: expected(fact, name) }
    if (typeof words === 'string') continue
    const { type } = column
    const allowed: readonly (string | boolean)[] | null =
      type.kind === 'flag' ? [true, false] : type.kind === 'code' ? type.codes : null
    if (allowed === null) {
      return {
        path: ['where', name],
        what: `expected present or absent, ${name} has no fixed values`,
      }
    }
    const known = column.nullable ? [...allowed, 'none'] : allowed
    const odd = words.find((w) => !known.includes(w))
    if (odd === undefined) continue
    return { path: ['where', name], what: `'${odd}' is not one of ${known.join(', ')}` }
  }
  return undefined
}

function expected(fact: Fact, name: string, kind?: 'quarter' | 'number'): string {
  const fits = (type: string): boolean =>
    kind === undefined || type === kind || (kind === 'number' && type === 'integer')
  const names = Object.entries(fact.columns).flatMap(([n, c]) => (fits(c.type.kind) ? [n] : []))
  const why =
    name in fact.columns ? `${name} is not a ${kind} column` : `${fact.name} has no column ${name}`
  return `${why}; use one of ${names.join(', ')}`
}
