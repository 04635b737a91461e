import { EDUCATIONS, GENDERS } from '../../facts/demographic.ts'
import { ENDS } from '../../facts/enrollment.ts'
import { codeOf } from '../../facts/fact.ts'
import { QUARTER_MS } from '../../kernel/time.ts'
import { integer, join, or, raw, sql, type Sql } from '../../store/sql.ts'
import { amongOrNone, type Dimension } from './dimension.ts'

const UNKNOWN = 'unknown'
/** First and last age of each band; what is declared here is all that can be filtered by. */
const AGES = [
  [0, 17],
  [18, 24],
  [25, 34],
  [35, 44],
  [45, 54],
  [55, 64],
  [65, 150],
] as const
const ageName = (first: number, last: number): string =>
  last === 150 ? `${first}+` : `${first}-${last}`

const person = raw('left join demographic as dd on dd.learner = f.learner')
const cohorts = raw(
  'left join cohort_member as dk on dk.learner = f.learner and dk.course = f.course',
)

/** The word of a code, or `unknown`. */
const wordOf = (field: Sql, words: readonly string[]): Sql => {
  const cases = words.map((word, i) => sql`when ${integer(i)} then ${word}`)
  return sql`case ${field} ${join(cases, ' ')} else ${UNKNOWN} end`
}

/** By the year alone, which is all that the platform has: who has had the birthday yet is not known. */
const ageBand = (now: number): Sql => {
  const year = new Date(now * QUARTER_MS).getUTCFullYear()
  const age = sql`(${integer(year)} - dd.birth_year)`
  const cases = AGES.map(
    ([first, last]) =>
      sql`when ${age} between ${integer(first)} and ${integer(last)} then ${ageName(first, last)}`,
  )
  return sql`case ${join(cases, ' ')} else ${UNKNOWN} end`
}

const endedUnknown = integer(codeOf(ENDS, 'unknown'))
/** The enrollment that was alive at an instant, as a condition on `dm`. */
const aliveAt = (instant: Sql): Sql => sql`dm.learner = f.learner and dm.course = f.course
  and dm.begun <= ${instant} and (dm.ended is null or dm.ended > ${instant})
  and dm.ending is distinct from ${endedUnknown}`

const enrolledAt = (instant: Sql): Sql =>
  sql`select 1 from enrollment_span as dm where ${aliveAt(instant)}`

/** What is known of the learner, in the course or as a person. */
export const PERSONS: readonly Dimension[] = [
  {
    name: 'mode',
    label: 'Enrollment mode',
    doc: "The mode of the learner's enrollment in the course at the instant of the fact, or as of the last reading for what is as of then; none when not enrolled then.",
    overlapping: false,
    table: 'mode',
    values: null,
    none: true,
    carries: [],
    join: (s) =>
      s.ownMode || s.instant === null
        ? { joins: raw(''), value: raw('f.mode') }
        : {
            joins: sql`left join enrollment_span as dm on ${aliveAt(s.instant)}`,
            value: raw('dm.mode'),
          },
    among: (s, wanted) =>
      s.ownMode || s.instant === null
        ? amongOrNone(raw('f.mode'), wanted)
        : or([
            ...(wanted.some === null
              ? []
              : [sql`exists (${enrolledAt(s.instant)} and dm.mode in ${wanted.some})`]),
            ...(wanted.none ? [sql`not exists (${enrolledAt(s.instant)})`] : []),
          ]),
  },
  {
    name: 'cohort',
    label: 'Cohort',
    doc: "The learner's cohort in the course, by its name, as now; none when in no cohort. Cohorts of the same name in two courses are one unless split by course.",
    overlapping: false,
    table: 'cohort',
    values: null,
    none: true,
    needs: ['cohort'],
    carries: ['learner', 'course'],
    join: () => ({ joins: cohorts, value: raw('dk.cohort') }),
  },
  {
    name: 'country',
    label: 'Country',
    doc: "ISO code of the country in the account's profile, as now; none when not given. Demographic: small groups are hidden.",
    overlapping: false,
    table: 'country',
    values: null,
    none: true,
    needs: ['demographic'],
    carries: ['learner'],
    join: () => ({ joins: person, value: raw('dd.country') }),
  },
  {
    name: 'gender',
    label: 'Gender',
    doc: "As in the account's profile, as now: m, f, o (other), unknown when not given. Demographic: small groups are hidden.",
    overlapping: false,
    table: null,
    values: [...GENDERS, UNKNOWN],
    none: false,
    needs: ['demographic'],
    carries: ['learner'],
    join: () => ({ joins: person, value: wordOf(raw('dd.gender'), GENDERS) }),
  },
  {
    name: 'education',
    label: 'Education',
    doc: "Highest level in the account's profile, as now, by the platform's codes: p (doctorate), m (master), b (bachelor), a (associate), hs (secondary), jhs (junior secondary), el (primary), none, other; unknown when not given. Demographic: small groups are hidden.",
    overlapping: false,
    table: null,
    values: [...EDUCATIONS, UNKNOWN],
    none: false,
    needs: ['demographic'],
    carries: ['learner'],
    join: () => ({ joins: person, value: wordOf(raw('dd.education'), EDUCATIONS) }),
  },
  {
    name: 'age_band',
    label: 'Age band',
    doc: "Age in years as of now, by the year of birth in the account's profile: up to a year too high; unknown when not given. Demographic: small groups are hidden.",
    overlapping: false,
    table: null,
    values: [...AGES.map(([first, last]) => ageName(first, last)), UNKNOWN],
    none: false,
    needs: ['demographic'],
    carries: ['learner'],
    join: (s) => ({ joins: person, value: ageBand(s.now) }),
  },
]
