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
