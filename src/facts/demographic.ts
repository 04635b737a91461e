import { col, type Fact } from './fact.ts'

export const GENDERS = ['m', 'f', 'o'] as const
export const EDUCATIONS = ['p', 'm', 'b', 'a', 'hs', 'jhs', 'el', 'none', 'other'] as const

export const demographic: Fact = {
  name: 'demographic',
  doc: 'What an account says of the person; kept apart from everything else, or not at all.',
  columns: {
    learner: col.learner('the account under its pseudonym'),
    country: col.nullable(col.key('country', 'ISO 3166 code of the country')),
    gender: col.nullable(col.code(GENDERS, 'gender as registered')),
    birth_year: col.nullable(col.integer('year of birth')),
    education: col.nullable(col.code(EDUCATIONS, 'highest level of education')),
  },
  identity: ['learner'],
  merge: 'latest',
  personal: 'pseudonymous',
  retention: 'while the platform has the profile',
}
