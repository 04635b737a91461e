import { sectionGrade } from '../../../facts/grade.ts'
import { column, Decoder, sqlOf } from '../column.ts'
import { rowShape, type Beside, type Names, type RowContext, type Shape } from '../shape.ts'
import type { Schema } from '../schema.ts'

const POINTS = [
  column.number('earned_graded'),
  column.number('possible_graded'),
  column.number('earned_all'),
  column.number('possible_all'),
] as const

const SET_BY_HAND = [
  column.maybe(column.number('earned_graded_override')),
  column.maybe(column.number('possible_graded_override')),
  column.maybe(column.number('earned_all_override')),
  column.maybe(column.number('possible_all_override')),
] as const

const OVERRIDES: Beside = {
  table: 'grades_persistentsubsectiongradeoverride',
  key: 'grade_id',
  select: sqlOf(SET_BY_HAND),
  watched: sqlOf(SET_BY_HAND),
}

/** Points of subsections; what staff set by hand comes before what was earned, value by value. */
export function sectionGradeShape(schema: Schema): Shape {
  const overrides = schema.can('grade_override')
  return rowShape({
    table: 'grades_persistentsubsectiongrade',
    fact: sectionGrade,
    columns: [
      column.user('user_id'),
      column.course('course_id'),
      column.block('usage_key'),
      ...POINTS,
      column.side('first_attempted'),
    ],
    keys: ['user_id', 'course_id', 'usage_key'],
    watched: [...sqlOf(POINTS), 'first_attempted'],
    ...(overrides ? { besides: [OVERRIDES] } : {}),
    row(
      [learner, course, block, earned, possible, earnedAll, possibleAll, attempted],
      context,
      names,
    ) {
      const override = overrides ? byHand(context, names) : undefined
      return {
        learner,
        course,
        block,
        earned: override?.[0] ?? earned,
        possible: override?.[1] ?? possible,
        earned_all: override?.[2] ?? earnedAll,
        possible_all: override?.[3] ?? possibleAll,
        attempted,
        overridden: override !== undefined,
      }
    },
  })
}

/** What staff set; points that cannot be read leave those that were earned. */
function byHand({ id, beside, counts }: RowContext, names: Names) {
  const row = beside[0]!.get(id)?.[0]
  if (row === undefined) return undefined
  return new Decoder(OVERRIDES.table, SET_BY_HAND, { names, counts }).read(row, 1)
}
