import { col, type Fact } from './fact.ts'

/** What is known of blocks; the course itself is none. */
export const blockListed: Fact = {
  name: 'block_listed',
  doc: 'A section, subsection or problem of a course, as its outline lists it.',
  columns: {
    block: col.key('block', 'the block'),
    course: col.key('course', 'the course'),
    parent: col.nullable(col.key('block', 'what it lies in; null for sections')),
    place: col.integer('order among its siblings, from 0'),
    type: col.text('type of the block: chapter, sequential, problem …'),
    name: col.nullable(col.text('display name')),
    visible: col.flag('everybody sees it, not only staff'),
  },
  identity: ['block', 'course'],
  merge: 'snapshot',
  personal: 'none',
  retention: 'while the course has the block',
}

export const blockScored: Fact = {
  name: 'block_scored',
  doc: 'A problem as the newest grade of its subsection saw it.',
  columns: {
    block: col.key('block', 'the problem'),
    course: col.key('course', 'the course'),
    points: col.number('most points, before weighting'),
    graded: col.flag('it counts towards the grade'),
  },
  identity: ['block', 'course'],
  merge: 'latest',
  personal: 'none',
  retention: 'kept',
}
