import { activity } from './activity.ts'
import { certificate } from './certificate.ts'
import { completion } from './completion.ts'
import { course } from './course.ts'
import { demographic } from './demographic.ts'
import { enrollmentChange, enrollmentSeen } from './enrollment.ts'
import { enterpriseEnrollment, enterpriseMember } from './enterprise.ts'
import { col, type Fact } from './fact.ts'
import { courseGrade, sectionGrade } from './grade.ts'
import { cohortMember, learner, retiring, role } from './learner.ts'

/**
 * A fact as the platform has it at this moment: staged to compare, not kept. The id of its row is staged
 * as a number that only the comparison can turn back.
 */
function truthOf(fact: Fact, of: { name?: string; columns?: readonly string[] } = {}): Fact {
  const { name = fact.name, columns = Object.keys(fact.columns) } = of
  return {
    ...fact,
    name: `truth_${name}`,
    columns: {
      ...Object.fromEntries(columns.map((c) => [c, fact.columns[c]!])),
      row_id: col.nullable(col.number("id of the platform's row; null where it is not granted")),
    },
    identity: fact.identity.filter((c) => columns.includes(c)),
    merge: 'derived',
    retention: 'not kept',
  }
}

export const truthCourse = truthOf(course, {
  columns: ['course', 'organization', 'name', 'starts', 'ends', 'self_paced'],
})
export const truthLearner = truthOf(learner)
export const truthRetiring = truthOf(retiring)
export const truthRole = truthOf(role)
export const truthCohortMember = truthOf(cohortMember)
export const truthDemographic = truthOf(demographic)
const seen = truthOf(enrollmentSeen)
export const truthEnrollment: Fact = {
  ...seen,
  columns: { ...seen.columns, mode: col.nullable(col.key('mode', 'mode; null when not enrolled')) },
}
const historyOf = (name: string): Fact => ({
  ...truthOf(enrollmentChange, {
    name,
    columns: ['learner', 'course', 'quarter', 'active', 'mode'],
  }),
  identity: ['learner', 'course', 'quarter', 'active', 'mode'],
})
export const truthEnrollmentHistory = historyOf('enrollment_history')
export const truthOldEnrollmentHistory = historyOf('old_enrollment_history')
export const truthCourseGrade = truthOf(courseGrade)
export const truthSectionGrade = truthOf(sectionGrade)
export const truthCompletion = truthOf(completion)
export const truthCertificate = truthOf(certificate)
export const truthEnterpriseMember = truthOf(enterpriseMember)
export const truthEnterpriseEnrollment = truthOf(enterpriseEnrollment)
export const truthState = truthOf(activity, {
  name: 'activity',
  columns: ['learner', 'course', 'block', 'quarter'],
})

export const TRUTHS: readonly Fact[] = [
  truthCourse,
  truthLearner,
  truthRetiring,
  truthRole,
  truthCohortMember,
  truthDemographic,
  truthEnrollment,
  truthEnrollmentHistory,
  truthOldEnrollmentHistory,
  truthCourseGrade,
  truthSectionGrade,
  truthCompletion,
  truthCertificate,
  truthEnterpriseMember,
  truthEnterpriseEnrollment,
  truthState,
]
