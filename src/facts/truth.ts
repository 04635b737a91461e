import { certificate } from './certificate.ts'
import { completion } from './completion.ts'
import { enrollmentSeen } from './enrollment.ts'
import { col, type Fact } from './fact.ts'
import { courseGrade, sectionGrade } from './grade.ts'
import { learner } from './learner.ts'

/** A fact as the platform has it at this moment, with the id of its row: staged to compare, not kept. */
function truthOf(fact: Fact): Fact {
  return {
    ...fact,
    name: `truth_${fact.name}`,
    columns: { ...fact.columns, row_id: col.number("id of the platform's row") },
    merge: 'derived',
    retention: 'not kept',
  }
}

export const truthLearner = truthOf(learner)
export const truthEnrollment = truthOf(enrollmentSeen)
export const truthCourseGrade = truthOf(courseGrade)

export const truthSectionGrade = truthOf(sectionGrade)
export const truthCompletion = truthOf(completion)
export const truthCertificate = truthOf(certificate)

export const TRUTHS: readonly Fact[] = [
  truthLearner,
  truthEnrollment,
  truthCourseGrade,
  truthSectionGrade,
  truthCompletion,
  truthCertificate,
]
