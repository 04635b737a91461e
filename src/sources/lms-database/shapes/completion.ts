import { completion } from '../../../facts/completion.ts'
import { column } from '../column.ts'
import { rowShape } from '../shape.ts'

export const completionShape = rowShape({
  table: 'completion_blockcompletion',
  fact: completion,
  columns: [
    column.user('user_id'),
    column.course('course_key'),
    column.block('block_key'),
    column.share('completion'),
    column.instant('created'),
    column.instant('modified'),
  ],
  keys: ['user_id', 'course_key', 'block_key'],
  watched: ['completion', 'created', 'modified'],
  row: ([learner, course, block, share, first, last]) => ({
    learner,
    course,
    block,
    share,
    first,
    last,
  }),
})
