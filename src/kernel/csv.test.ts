import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvOf, unmarkedCell } from './csv.ts'
import { sampled } from '../../test/support/cases.ts'

/** A reader after RFC 4180, for the round trip. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  const end = (): void => {
    rows.at(-1)!.push(cell)
    cell = ''
  }
  for (let i = 1; i < text.length; i++) {
    const ch = text[i]!
    if (quoted) {
      if (ch !== '"') cell += ch
      else if (text[i + 1] === '"') cell += text[++i]!
      else quoted = false
    } else if (ch === '"') quoted = true
    else if (ch === ',') end()
    else if (ch === '\r' && text[i + 1] === '\n') {
      end()
      rows.push([])
      i++
    } else cell += ch
  }
  return rows.slice(0, -1)
}

/** Texts that begin like formulas, and like what was kept from being one. */
const text = fc.oneof(fc.string(), fc.stringMatching(/^'{0,3}[=+\-@'\t\r]?[a-z"]{0,3}$/))

test('any text comes back as it was; none is one that a spreadsheet would run', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 8 }), (rows) => {
      const cells = parse(csvOf({ columns: ['a', 'b'], rows })).slice(1)
      expect(cells.map((row) => row.map(unmarkedCell))).toEqual(rows)
      expect(cells.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([])
    }),
    sampled(),
  )
})

test('nulls are empty and numbers stay numbers', () => {
  expect(csvOf({ columns: ['a', 'b'], rows: [[null, -1.5]] })).toBe('\uFEFFa,b\r\n,-1.5\r\n')
})
