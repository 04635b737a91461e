import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { contrast } from '../src/kernel/contrast.ts'

const css = readFileSync(join(import.meta.dirname, '../src/web/styles/tokens.css'), 'utf8')

/** The two colours of a token: in light and in dark. */
function colours(token: string): readonly [string, string] {
  const found = new RegExp(
    `--${token}: light-dark\\((?:var\\([\\w-]+, )?(#\\w+)\\)?, (#\\w+)\\)`,
  ).exec(css)
  if (found === null) throw new RangeError(`no colour --${token}`)
  return [found[1]!, found[2]!]
}

/** Text needs 4.5 to 1, lines and marks that carry meaning 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11). */
const PAIRS = [
  ['ink', 'paper', 4.5],
  ['ink', 'raised', 4.5],
  ['ink', 'notice', 4.5],
  ['ink', 'accent-soft', 4.5],
  ['ink-soft', 'paper', 4.5],
  ['ink-soft', 'raised', 4.5],
  ['ink-soft', 'notice', 4.5],
  ['ink-soft', 'accent-soft', 4.5],
  ['accent', 'paper', 4.5],
  ['accent', 'raised', 4.5],
  ['accent', 'notice', 4.5],
  ['on-accent', 'accent', 4.5],
  ['more', 'paper', 4.5],
  ['more', 'accent-soft', 4.5],
  ['more', 'notice', 4.5],
  ['less', 'paper', 4.5],
  ['less', 'accent-soft', 4.5],
  ['less', 'notice', 4.5],
  ['before', 'paper', 3],
  ['second', 'paper', 3],
  ['broken', 'notice', 3],
  ['line-strong', 'paper', 3],
  ['line-strong', 'raised', 3],
] as const

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('%s', (_, side) => {
  test.each(PAIRS)('%s on %s is at least %d to 1', (front, back, least) => {
    expect(contrast(colours(front)[side], colours(back)[side])).toBeGreaterThanOrEqual(least)
  })
})
