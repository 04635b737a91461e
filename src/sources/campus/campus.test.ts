import { expect, test } from 'vitest'
import { pseudonyms } from '../../facts/pseudonym.ts'
import { CAMPUS_SIZE, campusSource } from './campus.ts'

test('says while it is loaded how many rows there will be, never fewer than there are', async () => {
  const source = campusSource(
    { ...CAMPUS_SIZE, accounts: 2_500 },
    {
      pseudonyms: pseudonyms(Buffer.from('a secret of the test'), 'campus'),
      now: () => Date.parse('2026-11-22T12:00:00Z'),
    },
  )
  const signal = new AbortController().signal
  let rows = 0
  const told: { readonly rows: number; readonly total: number }[] = []
  for await (const batch of source.read({ checkpoints: new Map(), depth: 'refresh', signal })) {
    rows += batch.rows
    if (batch.total !== undefined) told.push({ rows, total: batch.total })
  }
  expect(told.length).toBeGreaterThan(1)
  for (const each of told) {
    expect(each.total).toBeGreaterThanOrEqual(each.rows)
    expect(Math.abs(each.total - rows)).toBeLessThan(rows / 2)
  }
})
