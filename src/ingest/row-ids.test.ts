import { expect, test } from 'vitest'
import { RowIds } from './row-ids.ts'

test('ids come back, and nothing tells them apart from chance', () => {
  const rows = new RowIds()
  const ids = Float64Array.from([0, 1, 2, 3, 77, 2 ** 26, 2 ** 31 + 1, 2 ** 52 - 1])
  const hidden = [...rows.hide(ids)]
  expect(new Set(hidden).size).toBe(ids.length)
  expect(hidden.map((n) => rows.idOf(n))).toEqual([...ids])
  // Ids that follow each other do not lie near each other.
  const many = [...rows.hide(Float64Array.from({ length: 1000 }, (_, n) => n))]
  expect(many.filter((n) => n < 2 ** 51).length).toBeGreaterThan(400)
  expect(many.filter((n) => n < 2 ** 51).length).toBeLessThan(600)
  expect([...new RowIds().hide(ids)]).not.toEqual(hidden)
})

test('what is no id has none', () => {
  const rows = new RowIds()
  expect([...rows.hide(Float64Array.from([Number.NaN, -1, 0.5, 2 ** 52]))]).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ])
  expect(rows.idOf(null)).toBeNull()
})
