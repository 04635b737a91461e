import { demographic, EDUCATIONS, GENDERS } from '../../../facts/demographic.ts'
import { cohortMember, retiring } from '../../../facts/learner.ts'
import { numberOf } from '../cells.ts'
import { column } from '../column.ts'
import { rowShape } from '../shape.ts'

const OLDEST = 1900
const YOUNGEST = 2100

/** Old codes of the platform that mean one of today's. */
const EDUCATION_WAS: Readonly<Record<string, string>> = { p_se: 'p', p_oth: 'p' }

export const demographicShape = rowShape({
  table: 'auth_userprofile',
  fact: demographic,
  columns: [
    column.user('user_id'),
    column.text('country'),
    column.text('gender'),
    column.text('year_of_birth'),
    column.text('level_of_education'),
  ],
  keys: ['user_id'],
  watched: ['country', 'gender', 'year_of_birth', 'level_of_education'],
  row([learner, country, gender, born, education]) {
    const among = (words: readonly string[], text: string | null): string | null =>
      words.find((w) => w === text) ?? null
    const learned = EDUCATION_WAS[education ?? ''] ?? education
    // Anything but two letters is no country: free text is never kept.
    const place = /^[A-Z]{2}$/i.test(country ?? '') ? country!.toUpperCase() : null
    const year = numberOf(born)
    const isYear = Number.isInteger(year) && year! >= OLDEST && year! <= YOUNGEST
    return {
      learner,
      country: place,
      gender: among(GENDERS, gender),
      birth_year: isYear ? year : null,
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
  columns: [
    column.user('user_id'),
    column.course('course_id'),
    // The server may take a text that begins with a number for that number.
    column.key('course_user_group_id'),
    column.word('course_user_group_id', COHORT_NAME),
  ],
  keys: ['user_id', 'course_id'],
  watched: ['course_user_group_id', COHORT_NAME],
  row: ([learner, course, , cohort]) => ({ learner, course, cohort }),
})

export const retiringShape = rowShape({
  table: 'user_api_userretirementrequest',
  fact: retiring,
  columns: [column.user('user_id')],
  keys: ['user_id'],
  watched: [],
  row: ([learner]) => ({ learner }),
})
