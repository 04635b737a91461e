import { expect, test } from 'vitest'
import { nearest, suggestion } from './suggest.ts'

const words = ['active_learners', 'enrollments', 'new_enrollments']

test.each([
  ['activ_learners', 'active_learners'],
  ['enrolments', 'enrollments'],
  ['acitve_learners', 'active_learners'],
])('%s is a slip of %s', (slip, word) => expect(nearest(slip, words)).toBe(word))

test('what is no slip gets the list', () => {
  expect(suggestion('xyz', words)).toBe('Allowed: active_learners, enrollments, new_enrollments.')
})
