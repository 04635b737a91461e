import { demographic, EDUCATIONS, GENDERS } from '../../../facts/demographic.ts'
import { cohortMember, retiring } from '../../../facts/learner.ts'
import { INVALID_COURSE, rowShape } from '../shape.ts'

const OLDEST = 1900

/** Old codes of the platform that mean one of today's. */
const EDUCATION_WAS: Readonly<Record<string, string>> = { p_se: 'p', p_oth: 'p' }

export const demographicShape = rowShape({
  table: 'auth_userprofile',
  fact: demographic,
  select: ['user_id', 'country', 'gender', 'year_of_birth', 'level_of_education'],
  keys: ['user_id'],
  watched: ['country', 'gender', 'year_of_birth', 'level_of_education'],
  row([, user, country, gender, born, education]) {
    const among = (words: readonly string[], text: unknown): string | null =>
      words.includes(String(text)) ? String(text) : null
    const learned = EDUCATION_WAS[String(education)] ?? education
    // Anything but two letters is no country: free text is never kept.
    const place = /^[A-Z]{2}$/i.test(String(country)) ? String(country).toUpperCase() : null
    const year = Number(born)
    return {
      learner: user!,
      country: country === null ? null : place,
      gender: among(GENDERS, gender),
      birth_year: born !== null && year >= OLDEST && year <= 2100 ? year : null,
      education: among(EDUCATIONS, learned),
    }
  },
})

/** Cohorts by the table that has one row a learner and course, with the name that the group has now. */
const COHORT_NAME =
  '(select g.name from course_groups_courseusergroup as g where g.id = course_user_group_id)'

export const cohortShape = rowShape({
  table: 'course_groups_cohortmembership',
  fact: cohortMember,
  select: ['user_id', 'course_id', COHORT_NAME],
  keys: ['user_id', 'course_id'],
  watched: ['course_user_group_id', COHORT_NAME],
  row([, user, course, cohort], names) {
    if (!names.isCourse(course as string)) return INVALID_COURSE
    if (cohort === null || String(cohort).trim() === '') return 'no such cohort'
    return { learner: user!, course: course!, cohort: cohort! }
  },
})

export const retiringShape = rowShape({
  table: 'user_api_userretirementrequest',
  fact: retiring,
  select: ['user_id'],
  keys: ['user_id'],
  watched: [],
  row: ([, user]) => ({ learner: user! }),
})
