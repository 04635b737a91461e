import { expect, test } from 'vitest'
import { framesOf } from './place.ts'

test('a place has nothing of a message, whatever its lines look like', () => {
  const error = new Error("Conversion Error: 'Rosa'\n\nLINE 1: select 'Rosa'\n    at Rosa (x:1:1)")
  const frames = framesOf(error, 2)
  expect(frames).toHaveLength(2)
  expect(frames[0]).toMatch(/^at .*place\.test\.ts/)
  expect(frames.join()).not.toContain('Rosa')
})

test('an error without a stack has no place', () => {
  const error = new Error('Rosa')
  delete error.stack
  expect(framesOf(error, 2)).toEqual([])
})
