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

export const blockStructure: Fact = {
  name: 'block_structure',
  doc: 'A block of the published course, the course itself included, as the Course Blocks API tells it.',
  columns: {
    block: col.key('block', 'the block'),
    course: col.key('course', 'the course'),
    parent: col.nullable(col.key('block', 'what it lies in; null for the course itself')),
    place: col.integer('order among its siblings, from 0'),
    type: col.text('type of the block: chapter, sequential, vertical, video, problem …'),
    name: col.nullable(col.text('display name')),
    graded: col.flag('it counts towards the grade'),
    format: col.nullable(col.text('assignment type, such as Homework')),
    completable: col.flag('learners complete it: a leaf, of a type that can be, given to all'),
    visible: col.flag('everybody sees it and all that it lies in, not only staff'),
    starts: col.nullable(col.quarter('released then; null when at once')),
  },
  identity: ['block', 'course'],
  merge: 'course',
  personal: 'none',
  retention: 'while the course has the block',
}

export const courseStructure: Fact = {
  name: 'course_structure',
  doc: 'That the blocks of a course have been read, and of which publishing.',
  columns: {
    course: col.key('course', 'the course'),
    published: col.nullable(col.number("the platform's mark of the publishing that was read")),
    blocks: col.integer('how many there were; 0 where the API does not show the course'),
    read_at: col.number('when, milliseconds since 1970'),
  },
  identity: ['course'],
  merge: 'latest',
  personal: 'none',
  retention: 'kept',
}
