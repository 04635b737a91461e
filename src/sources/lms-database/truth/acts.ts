import { truthState } from '../../../facts/truth.ts'
import { staffSavesOf } from './staff-saves.ts'
import type { TruthOf } from './table.ts'
import {
  NO_ACCOUNT,
  NO_BLOCK,
  NO_COURSE,
  NO_INSTANT,
  numberSql,
  quarterOf,
  instantSql,
  textSql,
  userOf,
} from './text.ts'

/** Each state shows learning in the quarter hours of its first and of its last save. */
export const states: TruthOf = {
  fact: truthState,
  async tables(schema, session) {
    const staff = await staffSavesOf(schema, session)
    return [
      {
        table: 'courseware_studentmodule',
        id: 'r.id',
        columns: [
          numberSql('r.student_id'),
          textSql('r.course_id'),
          textSql('r.module_id'),
          instantSql('r.created'),
          instantSql('r.modified'),
        ],
        read([id, course, at, made, saved], keys) {
          const user = userOf(id!)
          if (user === undefined) return NO_ACCOUNT
          const key = keys.course(course!)
          if (key === null) return NO_COURSE
          const block = keys.block(at!)
          if (block === null) return NO_BLOCK
          const first = quarterOf(made!)
          const last = quarterOf(saved!)
          if (first === null && last === null) return NO_INSTANT
          const shown = last !== null && staff.caused(key, block, saved!) ? [first] : [first, last]
          const quarters = new Set(shown.filter((q) => q !== null))
          return [...quarters].map((quarter) => ({ learner: user, course: key, block, quarter }))
        },
      },
    ]
  },
}
