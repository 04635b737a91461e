import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compiled, integer, join, name, sql } from './sql.ts'
import { sampled } from '../../test/support/cases.ts'

test('nested pieces are spliced, values are written as literals', () => {
  const inner = sql`b = ${'x'} and c = ${null}`
  expect(
    compiled(
      sql`select ${name('t', 'a')} where ${inner} and d in (${join([integer(1), integer(2)])})`,
    ),
  ).toBe("select t.a where b = 'x' and c = null and d in (1, 2)")
})

test('a text stays one text, whatever is in it', () => {
  fc.assert(
    fc.property(
      fc.string().filter((t) => !t.includes('\0')),
      (text) => {
        const written = compiled(sql`${text}`)
        expect(written.slice(1, -1).replaceAll("''", "'")).toBe(text)
        expect(written.slice(1, -1).replaceAll("''", '')).not.toContain("'")
      },
    ),
    sampled(),
  )
})

test('a zero byte in a text is a character like others', () => {
  expect(compiled(sql`select ${"it's\0"} = ''`)).toBe("select ('it''s' || chr(0) || '') = ''")
})

test('what is no plain name, no whole number or no number is refused', () => {
  expect(() => name('a; drop table b')).toThrow(RangeError)
  expect(() => integer(1.5)).toThrow(RangeError)
  expect(() => compiled(sql`${Number.NaN}`)).toThrow(RangeError)
})
