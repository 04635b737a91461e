import { expect, test } from 'vitest'
import { checksumSql } from '../../src/sources/lms-database/digests.ts'
import { sharedMariaDb } from '../support/shared.ts'

const db = sharedMariaDb()

/** Texts of rows that differ, and that read the same when they are put side by side. */
const SIDE_BY_SIDE = [
  ["'a#b'", "'c'"],
  ["'a'", "'b#c'"],
  ["'a#b#c'", "''"],
  ["''", "'a#b#c'"],
  ['null', "'~'"],
  ["'~'", 'null'],
  ["'NULL'", "'~'"],
  ['null', 'null'],
  ["''", 'null'],
  ["'it''s'", "'#'"],
  ["'it'", "'s#'"],
  ['1', '23'],
  ['12', '3'],
] as const

test('rows that differ have different checksums, whatever their texts hold', async () => {
  const admin = await db.admin()
  try {
    const columns = SIDE_BY_SIDE.map((row, i) => `${checksumSql('1', row)} as c${i}`)
    const [rows] = await admin.query(`select ${columns.join(', ')}`)
    const [sums] = rows as Record<string, number>[]
    expect(new Set(Object.values(sums!)).size).toBe(SIDE_BY_SIDE.length)
  } finally {
    await admin.end()
  }
})
