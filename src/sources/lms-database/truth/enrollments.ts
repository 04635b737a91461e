import type { Fact } from '../../../facts/fact.ts'
import {
  truthEnrollment,
  truthEnrollmentHistory,
  truthOldEnrollmentHistory,
} from '../../../facts/truth.ts'
import type { TruthOf, TruthTable } from './table.ts'
import {
  flagOf,
  flagSql,
  instantSql,
  NO_ACCOUNT,
  NO_COURSE,
  NO_INSTANT,
  NO_VALUE,
  numberSql,
  quarterOf,
  textOf,
  textSql,
  userOf,
  whenOf,
  wordOf,
} from './text.ts'

export const enrollments: TruthOf = {
  fact: truthEnrollment,
  tables: () => [
    {
      table: 'student_courseenrollment',
      id: 'r.id',
      columns: [
        numberSql('r.user_id'),
        textSql('r.course_id'),
        instantSql('r.created'),
        flagSql('r.is_active'),
        textSql('r.mode'),
      ],
      read([id, course, made, flag, slug], keys) {
        const user = userOf(id!)
        if (user === undefined) return NO_ACCOUNT
        const key = keys.course(course!)
        if (key === null) return NO_COURSE
        // It need not be recorded when an enrollment was made, but then at a time that can be.
        const created = whenOf(made!)
        if (created === undefined) return NO_INSTANT
        const active = flagOf(flag!)
        const mode = wordOf(slug!)
        if (active === undefined || mode === undefined) return NO_VALUE
        return { learner: user, course: key, created, active, mode: active ? mode : null }
      },
    },
  ],
}

/** Each row tells what an enrollment was from its date on; with type '-' it was deleted. */
const history = (table: string): TruthTable => ({
  table,
  // The index of the enrollment's id ends in the row's own, which may be a UUID.
  id: 'r.id',
  tie: 'r.history_id',
  columns: [
    numberSql('r.user_id'),
    textSql('r.course_id'),
    instantSql('r.history_date'),
    flagSql('r.is_active'),
    textSql('r.history_type'),
    textSql('r.mode'),
  ],
  read([id, course, date, flag, type, slug], keys) {
    // The history of somebody or something that was deleted outright keeps blanks.
    const user = userOf(id!)
    if (user === undefined) return NO_ACCOUNT
    const key = keys.course(course!)
    if (key === null) return NO_COURSE
    const quarter = quarterOf(date!)
    if (quarter === null) return NO_INSTANT
    const was = flagOf(flag!)
    const mode = wordOf(slug!)
    if (was === undefined || mode === undefined) return NO_VALUE
    return { learner: user, course: key, quarter, active: was && textOf(type!) !== '-', mode }
  },
})

const historyOf = (fact: Fact, table: string): TruthOf => ({
  fact,
  tables: (schema) => (schema.hasAll(table) ? [history(table)] : []),
})

export const enrollmentHistory = historyOf(
  truthEnrollmentHistory,
  'student_courseenrollment_history',
)
/** The table that ended with Ginkgo. */
export const oldEnrollmentHistory = historyOf(
  truthOldEnrollmentHistory,
  'student_historicalcourseenrollment',
)
