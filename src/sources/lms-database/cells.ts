import { isUtf8 } from 'node:buffer'
import mysql, { type FieldPacket } from 'mysql2'
import { FIRST_QUARTER, LAST_QUARTER } from '../../kernel/time.ts'
import type { Cell, RowArray } from './connect.ts'

const { Types } = mysql

/** Number of the character set that stands for bytes. */
const BYTES = 63
/** Types that come as bytes or objects, whatever a column of another platform has instead. */
const ODD_TYPES = new Set([Types.BIT, Types.JSON, Types.GEOMETRY, Types.VECTOR])
const TEXT_TYPES = new Set([
  Types.VARCHAR,
  Types.VAR_STRING,
  Types.STRING,
  Types.TINY_BLOB,
  Types.MEDIUM_BLOB,
  Types.LONG_BLOB,
  Types.BLOB,
])

/**
 * Turns what a driver gives for odd types (bits, bytes, JSON) into numbers and texts, in place. Of a usual
 * table no column is odd, and no row is looked at.
 */
export function plain(rows: readonly RowArray[], fields: readonly FieldPacket[]): void {
  const odd = fields.flatMap(({ columnType, characterSet }, i) => {
    const type = columnType ?? -1
    const bytes = characterSet === BYTES && TEXT_TYPES.has(type)
    return bytes || ODD_TYPES.has(type) ? [{ i, bit: type === Types.BIT }] : []
  })
  if (odd.length === 0) return
  for (const row of rows as unknown[][]) {
    for (const { i, bit } of odd) row[i] = plainCell(row[i], bit)
  }
}

/** Half a character, which no text has: ends what was made of bytes that are no text. */
const DAMAGED = '\ud800'

/** Whether a cell had bytes that are not text in UTF-8. */
export const isDamaged = (cell: Cell): boolean => typeof cell === 'string' && !cell.isWellFormed()

function plainCell(value: unknown, bit: boolean): Cell {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number') return value
  if (!Buffer.isBuffer(value)) return JSON.stringify(value)
  if (!bit) return isUtf8(value) ? value.toString('utf8') : value.toString('utf8') + DAMAGED
  const number = value.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  return number <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(number) : String(number)
}

/** The id of a person: a whole number from 1 on, however it is kept. Null when it is none. */
export function idOf(cell: Cell): number | null {
  const value = typeof cell === 'number' ? cell : numberOf(cell)
  return value !== null && Number.isSafeInteger(value) && value > 0 ? value : null
}

/** True for 1 and false for 0, however they are kept; null for anything else. */
export function flagOf(cell: Cell): boolean | null {
  if (cell === 1) return true
  if (cell === 0) return false
  const value = numberOf(cell)
  return value === 1 ? true : value === 0 ? false : null
}

const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i

/** A finite number, from a number or from its text; null when there is none. */
export function numberOf(cell: Cell): number | null {
  if (typeof cell === 'string' && !NUMBER.test(cell)) return null
  if (cell === null) return null
  const value = Number(cell)
  return Number.isFinite(value) ? value : null
}

/** An instant within the years that Figures counts, in quarter hours; null when there is none. */
export function quarterIn(cell: Cell): number | null {
  const value = typeof cell === 'number' ? cell : numberOf(cell)
  const isOurs =
    value !== null && Number.isInteger(value) && value >= FIRST_QUARTER && value < LAST_QUARTER
  return isOurs ? value : null
}

/** A text without what cannot be kept in one: zero bytes and halves of characters. Null for null. */
export function textOf(cell: Cell): string | null {
  if (cell === null) return null
  const text = String(cell)
  return text.includes('\0') ? text.replaceAll('\0', '').toWellFormed() : text.toWellFormed()
}
