import { expect, test } from 'vitest'
import { kindOf } from './module.ts'

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', ''])(
  'a block of the type %j is a page like any other that is not known',
  (type) => {
    expect(kindOf(type)).toBe('page')
  },
)

test('a block of a known type is of its kind', () => {
  expect(kindOf('problem')).toBe('problem')
})
