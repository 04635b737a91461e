import { CERTIFICATE_STATUSES } from '../../../facts/certificate.ts'
import {
  truthCertificate,
  truthCompletion,
  truthCourseGrade,
  truthSectionGrade,
} from '../../../facts/truth.ts'
import type { TruthOf } from './table.ts'
import {
  instantSql,
  NO_ACCOUNT,
  NO_BLOCK,
  NO_COURSE,
  NO_INSTANT,
  NO_VALUE,
  numberOf,
  numberSql,
  quarterOf,
  textOf,
  textSql,
  userOf,
  type Text,
} from './text.ts'

/** More than any course gives is no number of points. */
const MOST = 1e10

function pointsOf(written: Text): number | undefined {
  const points = numberOf(written)
  return points === undefined || Math.abs(points) > MOST ? undefined : points
}

export const courseGrades: TruthOf = {
  fact: truthCourseGrade,
  tables: () => [
    {
      table: 'grades_persistentcoursegrade',
      id: 'r.id',
      columns: [
        numberSql('r.user_id'),
        textSql('r.course_id'),
        numberSql('r.percent_grade'),
        instantSql('r.passed_timestamp'),
        "case when coalesce(r.letter_grade, '') <> '' then '1' else '0' end",
      ],
      read([id, course, grade, date, letter], keys) {
        const user = userOf(id!)
        if (user === undefined) return NO_ACCOUNT
        const key = keys.course(course!)
        if (key === null) return NO_COURSE
        const percent = pointsOf(grade!)
        if (percent === undefined) return NO_VALUE
        const passed = quarterOf(date!)
        const passing = letter === '1' && passed !== null
        return { learner: user, course: key, percent, passed, passing }
      },
    },
  ],
}

const POINTS = ['earned_graded', 'possible_graded', 'earned_all', 'possible_all']

/** What staff set by hand comes before what was earned, value by value. */
export const sectionGrades: TruthOf = {
  fact: truthSectionGrade,
  tables(schema) {
    const byHand = schema.can('grade_override')
    const overrides = 'grades_persistentsubsectiongradeoverride'
    return [
      {
        table: 'grades_persistentsubsectiongrade',
        ...(byHand
          ? {
              from: `grades_persistentsubsectiongrade as r left join ${overrides} as o on o.grade_id = r.id`,
            }
          : {}),
        id: 'r.id',
        columns: [
          numberSql('r.user_id'),
          textSql('r.course_id'),
          textSql('r.usage_key'),
          instantSql('r.first_attempted'),
          byHand ? "case when o.grade_id is null then '0' else '1' end" : "'0'",
          ...POINTS.map((p) => numberSql(byHand ? `coalesce(o.${p}_override, r.${p})` : `r.${p}`)),
        ],
        read([id, course, section, attempt, overridden, ...written], keys) {
          const user = userOf(id!)
          if (user === undefined) return NO_ACCOUNT
          const key = keys.course(course!)
          if (key === null) return NO_COURSE
          const block = keys.block(section!)
          if (block === null) return NO_BLOCK
          const [earned, possible, earnedAll, possibleAll] = written.map(pointsOf)
          if (
            earned === undefined ||
            possible === undefined ||
            earnedAll === undefined ||
            possibleAll === undefined
          ) {
            return NO_VALUE
          }
          return {
            learner: user,
            course: key,
            block,
            earned,
            possible,
            earned_all: earnedAll,
            possible_all: possibleAll,
            attempted: quarterOf(attempt!),
            overridden: overridden === '1',
          }
        },
      },
    ]
  },
}

export const completions: TruthOf = {
  fact: truthCompletion,
  tables: () => [
    {
      table: 'completion_blockcompletion',
      id: 'r.id',
      columns: [
        numberSql('r.user_id'),
        textSql('r.course_key'),
        textSql('r.block_key'),
        numberSql('r.completion'),
        instantSql('r.created'),
        instantSql('r.modified'),
      ],
      read([id, course, at, written, begun, changed], keys) {
        const user = userOf(id!)
        if (user === undefined) return NO_ACCOUNT
        const key = keys.course(course!)
        if (key === null) return NO_COURSE
        const block = keys.block(at!)
        if (block === null) return NO_BLOCK
        const share = numberOf(written!)
        if (share === undefined || share < 0 || share > 1) return NO_VALUE
        const first = quarterOf(begun!)
        const last = quarterOf(changed!)
        if (first === null || last === null) return NO_INSTANT
        return { learner: user, course: key, block, share, first, last }
      },
    },
  ],
}

/** The server itself looks for the date: the one set by hand, the first history row, the row's creation. */
export const certificates: TruthOf = {
  fact: truthCertificate,
  tables(schema) {
    const byHand = schema.can('certificate_date')
      ? `(select ${instantSql('min(d.date)')} from certificates_certificatedateoverride as d
          where d.generated_certificate_id = r.id)`
      : 'null'
    const downloadable = schema.can('certificate_history')
      ? `(select ${instantSql('min(h.history_date)')} from certificates_historicalgeneratedcertificate as h
          where h.id = r.id and ${textSql('h.status')} = ${textSql("'downloadable'")}
            and h.history_date >= '2000-01-01' and h.history_date < '2100-01-01')`
      : 'null'
    return [
      {
        table: 'certificates_generatedcertificate',
        id: 'r.id',
        columns: [
          numberSql('r.user_id'),
          textSql('r.course_id'),
          textSql('r.status'),
          byHand,
          downloadable,
          instantSql('r.created_date'),
        ],
        read([id, course, state, ...dates], keys) {
          const user = userOf(id!)
          if (user === undefined) return NO_ACCOUNT
          const key = keys.course(course!)
          if (key === null) return NO_COURSE
          const word = textOf(state!)
          const [set, shown, made] = dates.map(quarterOf)
          const issued = set ?? shown ?? made ?? null
          // One without any date would be in no figure.
          if (issued === null) return NO_INSTANT
          const status = CERTIFICATE_STATUSES.find((s) => s === word) ?? 'other'
          return {
            learner: user,
            course: key,
            status,
            issued,
            exact: (set ?? shown ?? null) !== null,
          }
        },
      },
    ]
  },
}
