import type { Catalogue } from '../contract/metric.ts'
import { badRequest } from '../kernel/problem.ts'
import { suggestion } from '../kernel/suggest.ts'
import { newAccounts, registeredAccounts } from './accounts.ts'
import {
  activeCourses,
  activeLearners,
  hoursOnCourse,
  hoursPerLearner,
  rollingActiveLearners28,
  rollingActiveLearners7,
} from './activity.ts'
import { certificates, newCertificates } from './certificates.ts'
import { contentProgress, finishedLearners, newFinished } from './completions.ts'
import { courses } from './courses.ts'
import type { Metric } from './define.ts'
import { DIMENSIONS } from './dimensions/dimensions.ts'
import { enrollments, newEnrollments, reEnrollments, unenrollments } from './enrollments.ts'
import { averageGrade, gradeProgress, sectionsWorked } from './grades.ts'
import { newPassing, passingLearners } from './passing.ts'
import {
  atRiskLearners,
  currentEnrollments,
  daysToComplete,
  lapsedLearners,
  meanDaysToComplete,
  notStartedLearners,
} from './standing.ts'

/** Every metric, in the order in which people read them. */
export const METRICS: readonly Metric[] = [
  activeLearners,
  rollingActiveLearners7,
  rollingActiveLearners28,
  hoursOnCourse,
  hoursPerLearner,
  enrollments,
  newEnrollments,
  reEnrollments,
  unenrollments,
  passingLearners,
  newPassing,
  certificates,
  newCertificates,
  finishedLearners,
  newFinished,
  daysToComplete,
  meanDaysToComplete,
  currentEnrollments,
  notStartedLearners,
  atRiskLearners,
  lapsedLearners,
  contentProgress,
  averageGrade,
  gradeProgress,
  sectionsWorked,
  registeredAccounts,
  newAccounts,
  courses,
  activeCourses,
]

export function metricNamed(name: string): Metric {
  const metric = METRICS.find((m) => m.name === name)
  if (metric !== undefined) return metric
  const names = METRICS.map((m) => m.name)
  throw badRequest('unknown-metric', `There is no metric '${name}'.`, {
    remedy: suggestion(name, names),
    allowed: names,
  })
}

/** The catalogue as it is published. */
export function catalogue(): Catalogue {
  return {
    metrics: METRICS.map((m) => ({
      name: m.name,
      label: m.label,
      doc: m.doc,
      unit: m.unit,
      kind: m.measure.kind,
      additive: m.additive,
      dimensions: [...m.dimensions],
      grains: [...m.grains],
      needs: [...m.needs],
    })),
    dimensions: DIMENSIONS.map(({ name, label, doc, overlapping }) => ({
      name,
      label,
      doc,
      overlapping,
    })),
  }
}
