import { completion } from '../../../facts/completion.ts'
import { INVALID_BLOCK, INVALID_COURSE, NO_DATE, rowShape } from '../shape.ts'
import { quarterSql } from '../instants.ts'

export const completionShape = rowShape({
  table: 'completion_blockcompletion',
  fact: completion,
  select: [
    'user_id',
    'course_key',
    'block_key',
    'completion',
    quarterSql('created'),
    quarterSql('modified'),
  ],
  keys: ['user_id', 'course_key', 'block_key'],
  watched: ['completion', 'created', 'modified'],
  row([, user, course, block, share, first, last], names) {
    if (!names.isCourse(course as string)) return INVALID_COURSE
    if (!names.isBlock(block as string)) return INVALID_BLOCK
    if (first === null || last === null) return NO_DATE
    return {
      learner: user!,
      course: course!,
      block: block!,
      share: share!,
      first: first!,
      last: last!,
    }
  },
})
