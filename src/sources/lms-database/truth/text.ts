import { isUtf8 } from 'node:buffer'
import { courseKey, isBlockKey } from '../../../facts/key.ts'
import { MYSQL } from '../dialect.ts'

/**
 * SQL by which the server itself says what a column holds, as text of plain letters and digits. What the
 * driver makes of types and character sets has no part in it.
 */

/** A text, as the hexadecimal digits of its UTF-8. */
export const textSql = (column: string): string => MYSQL.textAsHex(column)

/** A number, as the server writes it. */
export const numberSql = (column: string): string => MYSQL.numberAsText(column)

/** A flag; see `flagOf`. */
export const flagSql = (column: string): string => MYSQL.flagAsText(column)

/** An instant; the server's parts of a zero date are zeros. */
export const instantSql = (column: string): string => MYSQL.instantAsText(column)

/** Why a row cannot be used. */
export class Unusable {
  readonly reason: string

  constructor(reason: string) {
    this.reason = reason
  }
}

export const NO_ACCOUNT = new Unusable('no valid account')
export const NO_COURSE = new Unusable('invalid course key')
export const NO_BLOCK = new Unusable('invalid block key')
export const NO_INSTANT = new Unusable('no valid date')
export const NO_VALUE = new Unusable('no valid value')

/** A cell as the server said it. */
export type Text = string | null

/** The text that `textSql` asked for, without zero bytes; null for bytes that are no text. */
export function textOf(hex: Text): string | null {
  const bytes = hex === null ? null : Buffer.from(hex, 'hex')
  return bytes === null || !isUtf8(bytes) ? null : bytes.toString('utf8').replaceAll('\0', '')
}

/** A text that says something; undefined when it does not. */
export function wordOf(hex: Text): string | undefined {
  const text = textOf(hex)?.trim()
  return text === '' ? undefined : text
}

const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i

/** A number; undefined when it is none. */
export function numberOf(written: Text): number | undefined {
  if (written === null || !NUMBER.test(written)) return undefined
  const number = Number(written)
  return Number.isFinite(number) ? number : undefined
}

/** The id of a row; undefined when it is none. */
export function idOf(written: Text): number | undefined {
  const id = numberOf(written)
  return id !== undefined && Number.isSafeInteger(id) ? id : undefined
}

/** A user id; undefined when it is none. */
export function userOf(written: Text): number | undefined {
  const user = idOf(written)
  return user !== undefined && user > 0 ? user : undefined
}

/** What `flagSql` asked for; undefined for anything but 1 and 0, and for a text that is no number. */
export function flagOf(said: Text): boolean | undefined {
  const [number, hex = ''] = (said ?? '').split(' ')
  const found = numberOf(number!)
  if (found === undefined) return undefined
  // Of a number these are its own digits. Of a text its number says nothing: of an enum it is the place.
  const isText = hex.toLowerCase() !== Math.round(found).toString(16)
  const flag = isText ? numberOf(textOf(hex)) : found
  return flag === 1 ? true : flag === 0 ? false : undefined
}

const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)? ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?$/i
const QUARTER_MS = 900_000
const EARLIEST = 2000
const LATEST = 2100

/** Milliseconds since 1970 of an instant, to the second; null when there is none. */
function millisecondsOf(said: Text): number | null {
  const parts = said === null ? null : INSTANT.exec(said.trim())
  if (parts === null) return null
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((n) => Number(n ?? 0))
  const local = new Date(Date.UTC(year!, month! - 1, day, hour, minute, second))
  // A day of zeros and the thirtieth of February are none.
  const isThere =
    local.getUTCFullYear() === year &&
    local.getUTCMonth() + 1 === month &&
    local.getUTCDate() === day &&
    hour! < 24 &&
    minute! < 60 &&
    second! < 60
  return isThere ? local.getTime() - offsetOf(parts[7] ?? 'Z') : null
}

/** Milliseconds by which clocks that write an offset are ahead of UTC. */
function offsetOf(written: string): number {
  const digits = written.replaceAll(/\D/g, '').padEnd(4, '0')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return (written.startsWith('-') ? -minutes : minutes) * 60_000
}

/** Seconds since 1970 of an instant; null when there is none. */
export function secondOf(said: Text): number | null {
  const ms = millisecondsOf(said)
  return ms === null ? null : ms / 1000
}

/** The quarter hour of an instant; null when there is none, or when it lies outside the years 2000 to 2099. */
export function quarterOf(said: Text): number | null {
  return whenOf(said) ?? null
}

/** The same; undefined when the instant lies outside. */
export function whenOf(said: Text): number | null | undefined {
  const ms = millisecondsOf(said)
  if (ms === null) return null
  const year = new Date(ms).getUTCFullYear()
  return year < EARLIEST || year >= LATEST ? undefined : Math.floor(ms / QUARTER_MS)
}

const REMEMBERED = 100_000

/** Which texts are keys. The same come again and again: answers are remembered. */
export class KeyTexts {
  readonly #courses = new Map<string, string | null>()
  readonly #blocks = new Map<string, string | null>()

  /** The key's text; null when it is no key of a course, library or ccx. */
  course(hex: Text): string | null {
    return remembered(this.#courses, hex, (text) => courseKey(text) !== null)
  }

  /** The key's text; null when it is no key of a block. */
  block(hex: Text): string | null {
    return remembered(this.#blocks, hex, isBlockKey)
  }
}

function remembered(
  known: Map<string, string | null>,
  hex: Text,
  isKey: (text: string) => boolean,
): string | null {
  if (hex === null) return null
  const before = known.get(hex)
  if (before !== undefined) return before
  const text = textOf(hex)
  // A zero byte is left out of other texts; in a key it makes another one.
  const isWhole = text !== null && Buffer.byteLength(text) * 2 === hex.length
  const key = isWhole && isKey(text) ? text : null
  if (known.size >= REMEMBERED) known.clear()
  known.set(hex, key)
  return key
}
