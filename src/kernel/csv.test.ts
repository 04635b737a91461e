import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvOf } from './csv.ts'

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

test('any text comes back as it was, but for what a spreadsheet would run', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 8 }), (rows) => {
      const safe = rows.map((row) => row.map((t) => (/^[=+\-@\t\r]/.test(t) ? `'${t}` : t)))
      expect(parse(csvOf({ columns: ['a', 'b'], rows }))).toEqual([['a', 'b'], ...safe])
    }),
  )
})

test('nulls are empty and numbers stay numbers', () => {
  expect(csvOf({ columns: ['a', 'b'], rows: [[null, -1.5]] })).toBe('\uFEFFa,b\r\n,-1.5\r\n')
})
