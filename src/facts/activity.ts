import { col, type Fact } from './fact.ts'

export const KINDS = [
  'page',
  'video',
  'problem',
  'forum',
  'assessment',
  'completion',
  'other',
] as const
export type Kind = (typeof KINDS)[number]

/** The kinds of act that count as learning. */
export const LEARNING_KINDS = KINDS.filter((k) => k !== 'other')

/** `earlier state`: as Figures 0.1.0 read states, until all states have been read again. */
export const EVIDENCES = ['event', 'history', 'completion', 'state', 'earlier state'] as const

export const activity: Fact = {
  name: 'activity',
  doc: 'A learner did something of one kind, at one block, in one quarter hour.',
  columns: {
    learner: col.learner('the learner'),
    course: col.key('course', 'the course'),
    quarter: col.quarter('the quarter hour'),
    kind: col.code(KINDS, 'what kind of act'),
    block: col.nullable(col.key('block', 'where in the course; null for the course as a whole')),
    evidence: col.code(EVIDENCES, 'what shows it'),
    times: col.integer('how often, by this evidence'),
  },
  identity: ['learner', 'course', 'quarter', 'kind', 'block', 'evidence'],
  merge: 'set',
  personal: 'pseudonymous',
  retention: 'kept',
}

/** Staged while all states are read again, not kept: whoever is not among them at the end has none left. */
export const statePair: Fact = {
  name: 'state_pair',
  doc: 'A learner has saved state in a course.',
  columns: {
    learner: col.learner('the learner'),
    course: col.key('course', 'the course'),
  },
  identity: ['learner', 'course'],
  merge: 'derived',
  personal: 'pseudonymous',
  retention: 'not kept',
}

/** Evidences that show every act, not only the first and the last one on a block. */
export const FULL_EVIDENCES = ['event', 'history'] as const satisfies (typeof EVIDENCES)[number][]

export const activeQuarter: Fact = {
  name: 'active_quarter',
  doc: 'A learner learned in a course in one quarter hour: roll-up of activity. Two rows where evidence of both kinds shows it.',
  columns: {
    learner: col.learner('the learner'),
    course: col.key('course', 'the course'),
    quarter: col.quarter('the quarter hour'),
    observed: col.flag('shown by an event or by the history of saves, not by states alone'),
    before_here: col.nullable(
      col.quarter(
        "the learner's quarter before it in the course; of two rows of one quarter, itself",
      ),
    ),
    before: col.nullable(col.quarter("the learner's quarter before it in any course")),
  },
  identity: ['learner', 'course', 'quarter', 'observed'],
  merge: 'derived',
  personal: 'pseudonymous',
  retention: 'kept',
  version: 3,
}
