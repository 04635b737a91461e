import { activeQuarter } from './activity.ts'
import { col, type Fact } from './fact.ts'

/** Few people: what they learn is taken away from counts that have everybody. */
export const teacher: Fact = {
  name: 'teacher',
  doc: 'Somebody on the team of any course, or staff of the whole platform: whose learning counts for nothing there. Derived.',
  columns: { learner: col.learner('the account under its pseudonym') },
  identity: ['learner'],
  merge: 'derived',
  personal: 'pseudonymous',
  retention: 'rebuilt when what it derives from changes',
}

export const teacherQuarter: Fact = {
  name: 'teacher_quarter',
  doc: 'The rows of active_quarter that are of a teacher: roll-up, kept in step with both.',
  columns: activeQuarter.columns,
  identity: activeQuarter.identity,
  merge: 'derived',
  personal: 'pseudonymous',
  retention: 'kept',
  version: 1,
}
