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
import { saysHowMany, type Metric } from './define.ts'
import { DIMENSIONS } from './dimensions/dimensions.ts'
import { knowingOf, type Knowledge } from './knowledge.ts'
import { enrollments, newEnrollments, reEnrollments, unenrollments } from './enrollments.ts'
import { averageGrade, gradeProgress, sectionsWorked } from './grades.ts'
import { newPassing, passingLearners } from './passing.ts'
import { retention } from './retention.ts'
import { sectionFinishers, subsectionFinishers } from './sections.ts'
import {
  atRiskLearners,
  currentEnrollments,
  daysToComplete,
  lapsedLearners,
  meanDaysToComplete,
  notStartedLearners,
} from './standing.ts'

/** Our own metrics, in the order in which people read them. */
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
  retention,
  contentProgress,
  sectionFinishers,
  subsectionFinishers,
  averageGrade,
  gradeProgress,
  sectionsWorked,
  registeredAccounts,
  newAccounts,
  courses,
  activeCourses,
]

/** Every metric that can be asked for: our own, and those that the operator declares. */
export class MetricCatalogue {
  readonly metrics: readonly Metric[]

  constructor(metrics: readonly Metric[]) {
    this.metrics = metrics
  }

  named(name: string): Metric {
    const metric = this.metrics.find((m) => m.name === name)
    if (metric !== undefined) return metric
    const names = this.metrics.map((m) => m.name)
    throw badRequest('unknown-metric', `There is no metric '${name}'.`, {
      remedy: suggestion(name, names),
      allowed: names,
    })
  }

  /** The catalogue as it is published, with what is known of each metric here. */
  published(knowledge: Knowledge): Catalogue {
    const iso = (ms: number | null): string | null =>
      ms === null ? null : new Date(ms).toISOString()
    const known = (m: Metric) => {
      const { asOf, watchedFrom, missing } = knowingOf(knowledge, m)
      return {
        asOf: iso(asOf),
        exactFrom: m.known === 'watched' ? iso(watchedFrom) : null,
        missing,
      }
    }
    return {
      metrics: this.metrics.map((m) => ({
        name: m.name,
        label: m.label,
        doc: m.doc,
        unit: m.unit,
        kind: m.measure.kind,
        additive: m.additive,
        mean: saysHowMany(m),
        dimensions: [...m.dimensions],
        grains: [...m.grains],
        needs: [...m.needs],
        ...known(m),
      })),
      dimensions: DIMENSIONS.map(({ name, label, doc, overlapping }) => ({
        name,
        label,
        doc,
        overlapping,
      })),
    }
  }
}
