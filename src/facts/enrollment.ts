import { col, type Fact } from './fact.ts'

/**
 * How the instant of a change is known. `old history`: from the table of histories that ended with Ginkgo,
 * beside the one that began with Juniper; the years between are in neither.
 */
export const CHANGE_EVIDENCE = [
  'created',
  'history',
  'between reads',
  'unknown past',
  'old history',
] as const
export const BEGINNINGS = ['new', 're', 'mode'] as const
export const ENDS = ['un', 'mode', 'unknown'] as const

/**
 * What a source saw of an enrollment. Not kept: the store compares it with the last change it knows
 * and records a change when they differ.
 */
export const enrollmentSeen: Fact = {
  name: 'enrollment_seen',
  doc: 'An enrollment as it is now on the platform.',
  columns: {
    learner: col.learner('the learner'),
    course: col.key('course', 'the course'),
    created: col.nullable(
      col.quarter('when the enrollment was first made; null when not recorded'),
    ),
    active: col.flag('enrolled now'),
    mode: col.key('mode', 'enrollment mode, such as audit or verified'),
  },
  identity: ['learner', 'course'],
  merge: 'derived',
  personal: 'pseudonymous',
  retention: 'not kept',
}

export const enrollmentChange: Fact = {
  name: 'enrollment_change',
  doc: 'One change of an enrollment, as far as it is known when.',
  columns: {
    learner: col.learner('the learner'),
    course: col.key('course', 'the course'),
    step: col.integer('order of the changes of one enrollment, from 0'),
    quarter: col.quarter('when it changed, or when the change was noticed'),
    active: col.flag('enrolled from then on'),
    mode: col.key('mode', 'enrollment mode from then on'),
    evidence: col.code(CHANGE_EVIDENCE, 'how the instant is known'),
  },
  identity: ['learner', 'course', 'step'],
  merge: 'set',
  personal: 'pseudonymous',
  retention: 'kept',
}

/**
 * What the platform's history tells of an enrollment. Not kept: the store adds the changes that it does
 * not know yet to those it has.
 */
export const enrollmentTold: Fact = {
  ...enrollmentChange,
  name: 'enrollment_told',
  doc: 'A change of an enrollment as the history of the platform has it.',
  merge: 'derived',
  retention: 'not kept',
}

export const enrollmentSpan: Fact = {
  name: 'enrollment_span',
  doc: 'A time during which a learner was enrolled in one mode, derived from the changes.',
  columns: {
    learner: col.learner('the learner'),
    course: col.key('course', 'the course'),
    mode: col.key('mode', 'enrollment mode during the span'),
    begun: col.quarter('first quarter of the span'),
    ended: col.nullable(col.quarter('first quarter after the span; null while it lasts')),
    beginning: col.code(BEGINNINGS, 'new: the first ever; re: once more; mode: another mode'),
    ending: col.nullable(
      col.code(ENDS, 'un: unenrolled; mode: another mode; unknown: some time ago'),
    ),
  },
  identity: ['learner', 'course', 'begun', 'beginning'],
  merge: 'derived',
  personal: 'pseudonymous',
  retention: 'kept',
}
