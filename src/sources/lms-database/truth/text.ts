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

/** The minute of an instant; the server's parts of a zero date are zeros. */
export const minuteSql = (column: string): string => MYSQL.minuteAsText(column)

/** The second of an instant; two of them compare as texts as they do in time. */
export const secondSql = (column: string): string => MYSQL.secondAsText(column)

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

/** The text that `textSql` asked for, without zero bytes. */
export function textOf(hex: Text): string | null {
  return hex === null ? null : Buffer.from(hex, 'hex').toString('utf8').replaceAll('\0', '')
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

/** A user id; undefined when it is none. */
export function userOf(written: Text): number | undefined {
  const user = numberOf(written)
  return user !== undefined && Number.isSafeInteger(user) && user > 0 ? user : undefined
}

/** What `flagSql` asked for; undefined for anything but 1 and 0, and for a text that is no number. */
export function flagOf(said: Text): boolean | undefined {
  const [number, hex = ''] = (said ?? '').split(' ')
  const flag = numberOf(number!)
  if (flag !== 0 && flag !== 1) return undefined
  const isText = hex !== '0' && hex !== '1'
  return isText && numberOf(textOf(hex)) !== flag ? undefined : flag === 1
}

const MINUTE = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d)/
const QUARTER_MS = 900_000
const EARLIEST = 2000
const LATEST = 2100

/** The quarter hour of an instant; null when there is none, or when it lies outside the years 2000 to 2099. */
export function quarterOf(minute: Text): number | null {
  return whenOf(minute) ?? null
}

/** The same; undefined when the instant lies outside. */
export function whenOf(minute: Text): number | null | undefined {
  const parts = minute === null ? null : MINUTE.exec(minute)
  if (parts === null) return null
  const [year, month, day, hour, past] = parts.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ]
  // A zero date is none.
  if (month === 0 || day === 0) return null
  if (year < EARLIEST || year >= LATEST) return undefined
  return Math.floor(Date.UTC(year, month - 1, day, hour, past) / QUARTER_MS)
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
  const text = textOf(hex)!
  const key = isKey(text) ? text : null
  if (known.size >= REMEMBERED) known.clear()
  known.set(hex, key)
  return key
}
