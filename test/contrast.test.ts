import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { contrast } from '../src/kernel/contrast.ts'

const text = readFileSync(join(import.meta.dirname, '../src/web/styles/tokens.css'), 'utf8')

/** Both colours of every token of the page: by day, and by night. */
const TOKENS = new Map(
  [
    ...text.matchAll(
      /(--[a-z-]+):\s*light-dark\(\s*(?:var\([^,]+,\s*)?(#[0-9a-f]{6})\)?,\s*(#[0-9a-f]{6})\s*\)/g,
    ),
  ].map(([, name, light, dark]) => [name!, [light!, dark!] as const]),
)

/** What is written on what: WCAG asks 4.5 of text, 3 of marks and edges of controls. */
const TEXT = [
  ['--ink', ['--paper', '--raised', '--notice', '--accent-soft']],
  ['--ink-soft', ['--paper', '--raised', '--notice']],
  ['--accent', ['--paper', '--raised', '--notice']],
  ['--on-accent', ['--accent']],
  ['--more', ['--paper', '--raised', '--accent-soft']],
  ['--less', ['--paper', '--raised', '--accent-soft']],
  ['--broken', ['--paper', '--raised', '--notice']],
] as const
const MARKS = [
  ['--line-strong', ['--paper', '--raised']],
  ['--second', ['--paper']],
  ['--accent', ['--paper']],
] as const

test('every token with a colour of day and night is found', () => {
  expect([...TOKENS.keys()].toSorted()).toEqual(
    [...text.matchAll(/(--[a-z-]+):\s*light-dark/g)].map((m) => m[1]!).toSorted(),
  )
})

describe.each([
  ['day', 0],
  ['night', 1],
] as const)('by %s', (_, at) => {
  const ratio = (mark: string, ground: string): number =>
    contrast(TOKENS.get(mark)![at], TOKENS.get(ground)![at])

  test.each(TEXT.flatMap(([mark, grounds]) => grounds.map((g) => [mark, g] as const)))(
    'text in %s on %s',
    (mark, ground) => expect(ratio(mark, ground)).toBeGreaterThanOrEqual(4.5),
  )
  test.each(MARKS.flatMap(([mark, grounds]) => grounds.map((g) => [mark, g] as const)))(
    'marks in %s on %s',
    (mark, ground) => expect(ratio(mark, ground)).toBeGreaterThanOrEqual(3),
  )
})
