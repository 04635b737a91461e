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

test.each([
  ['Red team', ['Red team', 'Blue team']],
  ['Red\u00a0team', ['Red team']],
  ['cafe\u0301', ['caf\u00e9']],
  ['zero\u200bwidth', ['zerowidth']],
])('%j is no slip of what reads the same', (word, words) => {
  expect(nearest(word, words)).not.toBe(words[0])
})

test('nobody mistypes a text of thousands of letters: it is not compared', () => {
  expect(nearest('x'.repeat(100_000), ['x'.repeat(100_000)])).toBeUndefined()
})
