import { col, type Fact } from './fact.ts'

/** Where a block lies in its course. */
export const blockPlace: Fact = {
  name: 'block_place',
  doc: 'The section and the subsection that a block of a course lies in, or is. Derived.',
  columns: {
    block: col.key('block', 'the block'),
    course: col.key('course', 'the course'),
    section: col.nullable(col.key('block', 'the section; null when in none')),
    subsection: col.nullable(col.key('block', 'the subsection; null when in none')),
  },
  identity: ['block', 'course'],
  merge: 'derived',
  personal: 'none',
  retention: 'rebuilt when what it derives from changes',
}

export const SECTION_LEVELS = ['section', 'subsection'] as const

/** How much of a section or subsection a learner has completed. */
export const sectionDone: Fact = {
  name: 'section_done',
  doc: 'A learner completed blocks of a section, or of a subsection, of the published course. Derived.',
  columns: {
    learner: col.learner('the learner'),
    course: col.key('course', 'the course'),
    block: col.key('block', 'the section or subsection'),
    level: col.code(SECTION_LEVELS, 'which of the two'),
    done: col.integer('completable blocks of it completed'),
    last: col.quarter('when the last of them was completed'),
  },
  identity: ['learner', 'course', 'block', 'level'],
  merge: 'derived',
  personal: 'pseudonymous',
  retention: 'rebuilt when what it derives from changes',
}
