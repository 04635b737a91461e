import { EDUCATIONS, GENDERS } from '../../../facts/demographic.ts'
import {
  truthCohortMember,
  truthDemographic,
  truthLearner,
  truthRetiring,
} from '../../../facts/truth.ts'
import type { TruthOf } from './table.ts'
import {
  flagOf,
  flagSql,
  idOf,
  instantSql,
  NO_ACCOUNT,
  NO_COURSE,
  NO_INSTANT,
  NO_VALUE,
  numberOf,
  numberSql,
  quarterOf,
  textOf,
  textSql,
  Unusable,
  userOf,
  wordOf,
} from './text.ts'

const NO_COHORT = new Unusable('no such cohort')

export const accounts: TruthOf = {
  fact: truthLearner,
  tables: () => [
    {
      table: 'auth_user',
      id: 'r.id',
      columns: [
        numberSql('r.id'),
        instantSql('r.date_joined'),
        flagSql('r.is_active'),
        flagSql('r.is_staff'),
        flagSql('r.is_superuser'),
      ],
      read([id, date, ...flags]) {
        const user = userOf(id!)
        if (user === undefined) return NO_ACCOUNT
        const joined = quarterOf(date!)
        if (joined === null) return NO_INSTANT
        const [active, staff, superuser] = flags.map(flagOf)
        if (active === undefined || staff === undefined || superuser === undefined) return NO_VALUE
        return { learner: user, joined, active, global_staff: staff || superuser }
      },
    },
  ],
}

export const forgotten: TruthOf = {
  fact: truthRetiring,
  tables: () => [
    {
      table: 'user_api_userretirementrequest',
      id: 'r.id',
      columns: [numberSql('r.user_id')],
      read([id]) {
        const user = userOf(id!)
        return user === undefined ? NO_ACCOUNT : { learner: user }
      },
    },
  ],
}

export const cohortMembers: TruthOf = {
  fact: truthCohortMember,
  tables: () => [
    {
      table: 'course_groups_cohortmembership',
      from: `course_groups_cohortmembership as r
      left join course_groups_courseusergroup as g on g.id = r.course_user_group_id`,
      id: 'r.id',
      columns: [
        numberSql('r.user_id'),
        textSql('r.course_id'),
        numberSql('r.course_user_group_id'),
        textSql('g.name'),
      ],
      read([id, course, named, group], keys) {
        const user = userOf(id!)
        if (user === undefined) return NO_ACCOUNT
        const key = keys.course(course!)
        if (key === null) return NO_COURSE
        const cohort = wordOf(group!)
        if (cohort === undefined || idOf(named!) === undefined) return NO_COHORT
        return { learner: user, course: key, cohort }
      },
    },
  ],
}

/** Codes of the platform's older forms: two kinds of doctorate. */
const DOCTORATE = /^p(_se|_oth)?$/
const BIRTH = { first: 1900, last: 2100 }

export const demographics: TruthOf = {
  fact: truthDemographic,
  tables: () => [
    {
      table: 'auth_userprofile',
      id: 'r.id',
      columns: [
        numberSql('r.user_id'),
        textSql('r.country'),
        textSql('r.gender'),
        numberSql('r.year_of_birth'),
        textSql('r.level_of_education'),
      ],
      read([id, place, gender, born, level]) {
        const user = userOf(id!)
        if (user === undefined) return NO_ACCOUNT
        const year = numberOf(born!)
        const isYear = Number.isInteger(year) && year! >= BIRTH.first && year! <= BIRTH.last
        const country = textOf(place!)?.toUpperCase()
        const said = textOf(level!) ?? ''
        const education = DOCTORATE.test(said) ? 'p' : said
        const stated = textOf(gender!)
        return {
          learner: user,
          // Anything but two letters is no country.
          country: /^[A-Z]{2}$/.test(country ?? '') ? country! : null,
          gender: GENDERS.find((g) => g === stated) ?? null,
          birth_year: isYear ? year! : null,
          education: EDUCATIONS.find((e) => e === education) ?? null,
        }
      },
    },
  ],
}
