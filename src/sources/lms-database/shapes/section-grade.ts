import { sectionGrade } from '../../../facts/grade.ts'
import { INVALID_BLOCK, INVALID_COURSE, rowShape, type Beside, type Shape } from '../shape.ts'
import { quarterSql } from '../instants.ts'
import type { Schema } from '../schema.ts'

const POINTS = ['earned_graded', 'possible_graded', 'earned_all', 'possible_all']
const SET_BY_HAND = POINTS.map((name) => `${name}_override`)

const OVERRIDES: Beside = {
  table: 'grades_persistentsubsectiongradeoverride',
  key: 'grade_id',
  select: SET_BY_HAND,
  watched: SET_BY_HAND,
}

/** Points of subsections; what staff set by hand comes before what was earned, value by value. */
export function sectionGradeShape(schema: Schema): Shape {
  const overrides = schema.can('grade_override')
  return rowShape({
    table: 'grades_persistentsubsectiongrade',
    fact: sectionGrade,
    select: ['user_id', 'course_id', 'usage_key', ...POINTS, quarterSql('first_attempted')],
    keys: ['user_id', 'course_id', 'usage_key'],
    watched: [...POINTS, 'first_attempted'],
    ...(overrides ? { besides: [OVERRIDES] } : {}),
    row([id, user, course, block, ...rest], names, beside) {
      if (!names.isCourse(course as string)) return INVALID_COURSE
      if (!names.isBlock(block as string)) return INVALID_BLOCK
      const override = beside[0]?.get(Number(id))?.[0]
      const points = rest.slice(0, 4).map((given, n) => override?.[n + 1] ?? given)
      const [earned, possible, earnedAll, possibleAll] = points as number[]
      return {
        learner: user!,
        course: course!,
        block: block!,
        earned: earned!,
        possible: possible!,
        earned_all: earnedAll!,
        possible_all: possibleAll!,
        attempted: rest[4]!,
        overridden: override !== undefined,
      }
    },
  })
}
