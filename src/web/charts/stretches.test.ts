import { expect, test } from 'vitest'
import { stretchesOf } from './stretches.ts'

/** `c` cut short, `r` running, others whole. */
const places = (kinds: string): string => {
  const { whole, unfinished } = stretchesOf(
    kinds.split('').map((k) => ({ running: k === 'r', clipped: k === 'c' })),
  )
  return [whole, ...unfinished].map((s) => s.map(([i]) => i).join('')).join(' ')
}

test.each([
  ['....', '0123'],
  ['...r', '012 23'],
  ['c...', '123 01'],
  ['c..r', '12 01 23'],
  ['c.r', '1 01 12'],
  ['cr', ' 01'],
  ['.r', '0 01'],
  ['r', ' '],
  ['c', '0'],
  ['', ''],
])('%s is drawn as %s', (kinds, drawn) => {
  expect(places(kinds).trimEnd()).toBe(drawn.trimEnd())
})
