import { col, type Fact } from './fact.ts'

export const completion: Fact = {
  name: 'completion',
  doc: 'A learner completed a block, or a share of it, as the platform keeps it.',
  columns: {
    learner: col.learner('the learner'),
    course: col.key('course', 'the course'),
    block: col.key('block', 'the block'),
    share: col.number('how much of it, 0 to 1; nearly always 1'),
    first: col.quarter('when it was first recorded'),
    last: col.quarter('when it was last changed'),
  },
  identity: ['learner', 'course', 'block'],
  merge: 'latest',
  personal: 'pseudonymous',
  retention: 'while the platform has the completion',
}
