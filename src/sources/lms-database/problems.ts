import { unavailable, type Problem } from '../../kernel/problem.ts'
import { placeText, type DatabaseAddress } from './address.ts'
import { RULES } from './failures.ts'
import { characters, lost, strange, unreachable, type Meaning, type Place } from './meanings.ts'

interface DriverError extends Error {
  readonly code?: string
  readonly errno?: number
  readonly fatal?: boolean
}

/** What the driver throws, said for a person; the server's text stays out, it may hold values. */
export function problemOf(error: unknown, address: DatabaseAddress): Problem {
  const { code = '', errno, message, fatal } = error as DriverError
  const place: Place = {
    at: placeText(address),
    user: address.user,
    database: address.database,
    setting: address.setting,
    table: /table [`'"]?(?:[^`'".\s]+[`'"]?\.[`'"]?)?([a-z0-9_]+)/i.exec(message)?.[1] ?? '*',
    hasPassword: address.password !== '',
  }
  const rule = RULES.find(
    ({ codes, where }) =>
      (codes.includes(code) || (errno !== undefined && errno > 0 && codes.includes(errno))) &&
      where?.test(message) !== false,
  )
  if (rule !== undefined) return said(rule.means(place), error)
  if (fatal === true || /closed state/.test(message)) return said(lost(place.at), error)
  const word = /^(?:ER|E)[A-Z_]+$/.test(code) ? code : String(errno ?? (error as Error).name)
  return unavailable('lms-error', `The LMS database answered with ${word}.`, {
    remedy: 'Look into the log of the server.',
    cause: error,
  })
}

/** Nothing takes connections there within the time limit. */
export function unreachableProblem(address: DatabaseAddress): Problem {
  return said(unreachable(placeText(address)))
}

/** Something speaks there, but not as a MySQL server does. */
export function strangeProblem(address: DatabaseAddress): Problem {
  return said(strange(placeText(address)))
}

/** Texts come in another character set whatever is asked for. */
export function charactersProblem(address: DatabaseAddress): Problem {
  return said(characters(placeText(address)))
}

/** The server takes connections or statements and says nothing; since when, by our own clock. */
export function silentProblem(
  address: DatabaseAddress,
  answered: number | undefined,
  waitedMs: number,
): Problem {
  const at = placeText(address)
  if (answered === undefined) {
    const waited = `${Math.max(1, Math.round(waitedMs / 1000))} s`
    return said({
      code: 'lms-silent',
      message: `${at} takes the connection and says nothing for ${waited}.`,
      remedy:
        'The server may hang, or another program may listen there: MySQL and MariaDB usually listen on 3306.',
    })
  }
  return said({
    code: 'lms-silent',
    message: `No answer from the database at ${at} since ${clockText(answered)}.`,
    remedy:
      'The server may hang, or a firewall may drop the connection. Figures tries again; its figures are those of the last reading.',
  })
}

function said({ code, message, remedy }: Meaning, cause?: unknown): Problem {
  return unavailable(code, message, { remedy, cause })
}

/** `14:02 UTC`, with the date when that is not today. */
function clockText(ms: number): string {
  const text = new Date(ms).toISOString()
  const today = new Date().toISOString().slice(0, 10)
  const day = text.slice(0, 10) === today ? '' : `${text.slice(0, 10)} `
  return `${day}${text.slice(11, 16)} UTC`
}
