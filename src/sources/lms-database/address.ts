import { readFileSync } from 'node:fs'
import { isIPv6 } from 'node:net'
import { resolve } from 'node:path'
import { domainToASCII } from 'node:url'
import { badRequest, type Problem } from '../../kernel/problem.ts'

/** Where the LMS's database is, and how to sign in there. The only form in which an address travels. */
export interface DatabaseAddress {
  /** Where the address was given, for errors: a setting or an option of a command. */
  readonly setting: string
  /** A name, an IPv4 address, or an IPv6 address without brackets. */
  readonly host: string
  readonly port: number
  readonly user: string
  /** Empty: none. It never appears in an error or a log. */
  readonly password: string
  readonly database: string
  readonly tls: TlsWish
}

export interface TlsWish {
  /** `off`: not encrypted unless the server asks for it; `unverified`: by whatever certificate. */
  readonly mode: 'off' | 'verified' | 'unverified'
  /** File of the authority that signed the server's certificate; undefined: the ones this machine trusts. */
  readonly authority: string | undefined
}

/** A password with where it was given. */
export interface Password {
  readonly text: string
  readonly setting: string
}

const PASSWORD_SETTINGS =
  'FIGURES_LMS_DATABASE_PASSWORD, or in a file that FIGURES_LMS_DATABASE_PASSWORD_FILE names'

export const ADDRESS_FORM = 'mysql://user:password@host:3306/edxapp'

const LONGEST = 2_000
const LONGEST_NAME = 64
const MYSQL = /^(?:mysql2?|mariadb)(?:\+[a-z0-9_]+)?$/
const POSTGRES = /^(?:postgres(?:ql)?|postgis|pgsql)(?:\+[a-z0-9_]+)?$/
/** What follows the credentials: host, port, path, parameters, fragment. */
const PLACE =
  /^(\[[^\]@/?#]*\]|[^\s[\]:@/?#]*)(?::([^:@/?#]*))?(\/[^@?#]*)?(?:\?([^#]*))?(#[^@]*)?$/s

/**
 * Parses an address. The password may be typed as it is, whatever characters it has: only a percent sign
 * has to be written `%25`. Throws a problem that names the setting and shows no part of the address.
 */
export function databaseAddress(given: {
  readonly text: string
  /** Where it was given. */
  readonly setting: string
  /** A password that was given apart from the address. */
  readonly password?: Password | undefined
  /** Where else the password may be given, for errors. */
  readonly elsewhere?: string
}): DatabaseAddress {
  const { setting } = given
  const text = given.text.trim()
  const wrong = (what: string, remedy = `Write ${ADDRESS_FORM}.`): Problem =>
    badRequest('bad-address', `${setting} ${what}`, { remedy })
  if (text === '') throw wrong('is empty.')
  if (text.length > LONGEST) throw wrong(`has more than ${LONGEST} characters.`)
  const rest = withoutScheme(text, wrong)
  const { credentials, place } = split(rest, wrong)
  const [, rawHost = '', rawPort, path = '', parameters, fragment] = place
  if (fragment !== undefined) throw wrong('has a # after the database.')
  const { user, password } = signIn(credentials, wrong, given.elsewhere ?? PASSWORD_SETTINGS)
  const apart = given.password
  if (apart !== undefined && password !== '') {
    throw wrong(
      `has a password, and ${apart.setting} gives another.`,
      'Leave it out of one of them.',
    )
  }
  return {
    setting,
    host: hostOf(rawHost, wrong),
    port: portOf(rawPort, wrong),
    user,
    password: apart?.text ?? password,
    database: databaseOf(path, wrong),
    tls: tlsOf(parameters, wrong),
  }
}

type Wrong = (what: string, remedy?: string) => Problem

function withoutScheme(text: string, wrong: Wrong): string {
  const scheme = /^([a-z][a-z0-9+._-]*):(?:\/\/|(?=mysql:|mariadb:))/i.exec(text)
  if (scheme === null) throw wrong('does not begin with mysql://.')
  const name = scheme[1]!.toLowerCase()
  if (POSTGRES.test(name)) {
    throw wrong(
      'names a PostgreSQL server, which Figures does not support yet.',
      `Figures reads MySQL and MariaDB: ${ADDRESS_FORM}.`,
    )
  }
  if (name === 'jdbc') throw wrong('is an address for Java.')
  if (!MYSQL.test(name)) throw wrong('does not begin with mysql:// or mariadb://.')
  return text.slice(scheme[0].length)
}

/**
 * Splits at the last @ that a place follows: whatever stands before it belongs to the credentials, also a
 * password with @, :, /, ? or # in it. Only the file of an authority may have an @ of its own.
 */
function split(
  rest: string,
  wrong: Wrong,
): { readonly credentials: string; readonly place: RegExpExecArray } {
  const last = rest.lastIndexOf('@')
  if (last < 0) throw wrong('names no user: there is no @ before the host.')
  const whole = PLACE.exec(rest.slice(last + 1))
  const found = whole === null ? undefined : { credentials: rest.slice(0, last), place: whole }
  for (let at = last; at > 0;) {
    at = rest.lastIndexOf('@', at - 1)
    const place = at < 0 ? null : PLACE.exec(rest.slice(at + 1))
    if (place?.[3] !== undefined && areOurs(place[4] ?? '')) {
      return { credentials: rest.slice(0, at), place }
    }
  }
  if (found !== undefined) return found
  throw wrong(
    'cannot be read: after the @ there is no host:port/database.',
    `Write ${ADDRESS_FORM}; an IPv6 address goes in brackets: mysql://user:password@[fd00::5]:3306/edxapp.`,
  )
}

/** Whether all parameters are those that Figures knows, so that an @ in them is no piece of a password. */
function areOurs(parameters: string): boolean {
  return parameters.split('&').every((part) => PARAMETERS.includes(part.split('=', 1)[0]!))
}

function signIn(
  credentials: string,
  wrong: Wrong,
  elsewhere: string,
): { readonly user: string; readonly password: string } {
  const colon = credentials.indexOf(':')
  const [user, password] =
    colon < 0 ? [credentials, ''] : [credentials.slice(0, colon), credentials.slice(colon + 1)]
  if (user === '') throw wrong('names no user.')
  return {
    user: decoded(user, 'the user', wrong),
    password: decoded(
      password,
      'the password',
      wrong,
      `Write %25 for a percent sign in the password, or leave the password out and give it as it is in ${elsewhere}.`,
    ),
  }
}

function decoded(text: string, what: string, wrong: Wrong, remedy?: string): string {
  try {
    const plain = decodeURIComponent(text)
    if (!plain.includes('\0')) return plain
  } catch {
    throw wrong(
      `has a percent sign in ${what} that two hexadecimal digits of a character do not follow.`,
      remedy ?? `Write %25 for a percent sign in ${what}.`,
    )
  }
  throw wrong(`has a zero byte in ${what}.`)
}

function hostOf(raw: string, wrong: Wrong): string {
  if (raw === '') throw wrong('names no host.')
  if (raw.startsWith('[')) {
    const host = raw.slice(1, -1).replace(/%25/, '%')
    if (isIPv6(host)) return host
    throw wrong('has brackets around a host that is not an IPv6 address.')
  }
  if (/%2f/i.test(raw)) {
    throw wrong(
      'names a socket of this machine, which Figures does not support.',
      'Let the server listen on 127.0.0.1, and name that as the host.',
    )
  }
  const host = domainToASCII(raw)
  if (host === '') throw wrong('has a host that is not the name or address of a machine.')
  return host
}

function portOf(raw: string | undefined, wrong: Wrong): number {
  if (raw === undefined || raw === '') return 3306
  const port = /^\d{1,5}$/.test(raw) ? Number(raw) : 0
  if (port >= 1 && port <= 65_535) return port
  throw wrong('has a port that is not a number from 1 to 65535.')
}

function databaseOf(path: string, wrong: Wrong): string {
  const raw = path.replaceAll(/^\/+|\/+$/g, '')
  if (raw === '') throw wrong('names no database.')
  if (raw.includes('/')) {
    throw wrong(
      'has more than one name after the host.',
      `Write one database: ${ADDRESS_FORM}; a slash in its name is %2F.`,
    )
  }
  const database = decoded(raw, 'the name of the database', wrong)
  if (database.length <= LONGEST_NAME) return database
  throw wrong(`has a name of a database of more than ${LONGEST_NAME} characters.`)
}

const PARAMETERS = ['ssl', 'tls', 'ssl-ca']
const SOCKETS = ['socket', 'unix_socket', 'unix-socket']
/** Parameters of other programs, whose names can be said without showing a piece of a password. */
const FOREIGN = [
  ...SOCKETS,
  'charset',
  'ssl-mode',
  'sslmode',
  'ssl_mode',
  'usessl',
  'timeout',
  'timezone',
  'reconnect',
]

/** `?ssl=true`: encrypted and verified; `ssl-ca=FILE`: by this authority; `ssl=unverified`: only encrypted. */
function tlsOf(parameters: string | undefined, wrong: Wrong): TlsWish {
  const given = new Map<string, string>()
  for (const part of (parameters ?? '').split('&').filter((p) => p !== '')) {
    const [name = '', ...value] = part.split('=')
    const known = PARAMETERS.includes(name)
    if (!known) {
      if (SOCKETS.includes(name.toLowerCase())) {
        throw wrong(
          'names a socket of this machine, which Figures does not support.',
          'Let the server listen on 127.0.0.1, and name that as the host.',
        )
      }
      const which = FOREIGN.includes(name.toLowerCase()) ? `: ${name.toLowerCase()}` : ''
      throw wrong(
        `has a parameter that Figures does not know${which}.`,
        'Known are ssl=true, ssl=unverified, ssl=false and ssl-ca=/path/ca.pem.',
      )
    }
    const key = name === 'tls' ? 'ssl' : name
    if (given.has(key)) throw wrong(`gives ${name} twice.`)
    given.set(key, decoded(value.join('='), `the parameter ${name}`, wrong))
  }
  const wish = given.get('ssl')
  const authority = given.get('ssl-ca')
  if (wish !== undefined && !['true', 'false', 'unverified'].includes(wish)) {
    throw wrong(
      'has a parameter ssl of an unknown value.',
      'It is true, false or unverified; ssl-ca names the file of an authority.',
    )
  }
  if (authority === '') throw wrong('has a parameter ssl-ca without a file.')
  if (authority !== undefined && wish !== undefined && wish !== 'true') {
    throw wrong(`has ssl-ca beside ssl=${wish}.`, 'An authority is for ssl=true; leave one out.')
  }
  if (wish === 'unverified') return { mode: 'unverified', authority: undefined }
  if (authority === undefined && wish !== 'true') return { mode: 'off', authority: undefined }
  return { mode: 'verified', authority }
}

/** Host and port as a person writes them. */
export function placeText({ host, port }: DatabaseAddress): string {
  return `${bracketed(host)}:${port}`
}

/** A host as it stands in an address. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** A password apart from the address: as it is, or the first line of a file. */
export function passwordGiven(
  given: { readonly text: string | undefined; readonly file: string | undefined },
  settings: { readonly text: string; readonly file: string; readonly folder: string },
): Password | undefined {
  const { text, file } = given
  if (file === undefined) return text === undefined ? undefined : { text, setting: settings.text }
  if (text !== undefined) {
    throw badRequest('bad-address', `${settings.text} and ${settings.file} are both set.`, {
      remedy: 'Leave one of them out.',
    })
  }
  const path = resolve(settings.folder, file)
  try {
    // Editors may begin a file with a mark that nobody sees.
    const [line = ''] = readFileSync(path, 'utf8')
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/, 1)
    return { text: line, setting: settings.file }
  } catch (error) {
    throw badRequest('no-password-file', `${settings.file} names ${path}, which cannot be read.`, {
      remedy: 'Give the path of a file with the password that this process may read.',
      cause: error,
    })
  }
}
