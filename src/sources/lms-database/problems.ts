import { unavailable, type Problem } from '../../kernel/problem.ts'

/** The longest that one statement may run on the LMS's server. */
export const STATEMENT_LIMIT_S = 30

const LOST = [
  'PROTOCOL_CONNECTION_LOST',
  'ECONNRESET',
  'EPIPE',
  'ER_SERVER_SHUTDOWN',
  'ER_CONNECTION_KILLED',
  'ER_QUERY_INTERRUPTED',
]

const TOO_MANY = ['ER_CON_COUNT_ERROR', 'ER_TOO_MANY_USER_CONNECTIONS', 'ER_USER_LIMIT_REACHED']

const CERTIFICATE =
  /SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|CERT_(?:HAS_EXPIRED|NOT_YET_VALID|UNTRUSTED)|ERR_TLS_CERT/

interface DriverError extends Error {
  readonly code?: string
  readonly errno?: number
  readonly fatal?: boolean
}

/** What the driver throws, said for a person; the server's text stays out, it may hold values. */
export function problemOf(error: unknown, address: string): Problem {
  const url = new URL(address)
  const where = `${url.hostname}:${url.port === '' ? '3306' : url.port}`
  const database = url.pathname.slice(1)
  const code = (error as DriverError).code ?? ''
  const cause = error
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return unavailable('lms-host', `The LMS database host ${url.hostname} cannot be found.`, {
      remedy: 'Check the host in FIGURES_LMS_DATABASE_URL and the name service of this machine.',
      cause,
    })
  }
  if (code === 'ECONNREFUSED' || code === 'ETIMEDOUT' || code === 'EHOSTUNREACH') {
    return unavailable('lms-unreachable', `Nothing answers as a database at ${where}.`, {
      remedy: 'Check host and port, that the server runs, and that it may be reached from here.',
      cause,
    })
  }
  if (code === 'ER_ACCESS_DENIED_ERROR' || code === 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR') {
    return unavailable(
      'lms-denied',
      `The database at ${where} refuses user '${url.username}' with this password.`,
      {
        remedy:
          'Check user and password in FIGURES_LMS_DATABASE_URL; encode special characters, @ as %40.',
        cause,
      },
    )
  }
  if (TOO_MANY.includes(code)) {
    return unavailable('lms-connections', `The database at ${where} allows no more connections.`, {
      remedy: `Let '${url.username}' have two at a time, or raise max_connections.`,
      cause,
    })
  }
  if (code === 'ER_BAD_DB_ERROR' || code === 'ER_DBACCESS_DENIED_ERROR') {
    return unavailable(
      'lms-no-database',
      `The user '${url.username}' sees no database '${database}' at ${where}.`,
      {
        remedy: `Check its name, or grant: GRANT SELECT ON \`${database}\`.* TO '${url.username}'@'%'`,
        cause,
      },
    )
  }
  if (code === 'ER_TABLEACCESS_DENIED_ERROR' || code === 'ER_COLUMNACCESS_DENIED_ERROR') {
    const table =
      /table [`'"]?(?:[^`'".\s]+[`'"]?\.[`'"]?)?([a-z0-9_]+)/i.exec(
        (error as Error).message,
      )?.[1] ?? '*'
    return unavailable('lms-grant', `The user '${url.username}' may not read the table ${table}.`, {
      remedy: `GRANT SELECT ON \`${database}\`.\`${table}\` TO '${url.username}'@'%'`,
      cause,
    })
  }
  if (CERTIFICATE.test(code)) {
    return unavailable('lms-certificate', `The certificate of ${where} is not trusted: ${code}.`, {
      remedy:
        'Name the authority that signed it with ?ssl-ca=/path/ca.pem, or accept it unseen with ?ssl=unverified.',
      cause,
    })
  }
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT') {
    return unavailable('lms-no-tls', `The database at ${where} offers no encrypted connection.`, {
      remedy: 'Turn TLS on at the server, or leave ssl out of FIGURES_LMS_DATABASE_URL.',
      cause,
    })
  }
  if (code === 'ER_SECURE_TRANSPORT_REQUIRED' || (error as DriverError).errno === 3159) {
    return unavailable('lms-tls', `The database at ${where} demands an encrypted connection.`, {
      remedy: 'Add ?ssl=true to FIGURES_LMS_DATABASE_URL.',
      cause,
    })
  }
  if (/AUTH_SWITCH|ER_NOT_SUPPORTED_AUTH_MODE|ER_PLUGIN_IS_NOT_LOADED/.test(code)) {
    return unavailable(
      'lms-authentication',
      `The user '${url.username}' is to sign in by a method that Figures does not speak: ${code}.`,
      {
        remedy:
          'Let the account use caching_sha2_password, or mysql_native_password on older servers.',
        cause,
      },
    )
  }
  if (
    LOST.includes(code) ||
    (error as DriverError).fatal === true ||
    /closed state/.test((error as Error).message)
  ) {
    return unavailable('lms-lost', `The connection to the database at ${where} was lost.`, {
      remedy: 'Figures goes on where it stopped as soon as the server answers.',
      cause,
    })
  }
  if (code === 'ER_STATEMENT_TIMEOUT' || code === 'ER_QUERY_TIMEOUT') {
    return unavailable(
      'lms-slow',
      `A statement took more than ${STATEMENT_LIMIT_S} s on the LMS database and was given up.`,
      {
        remedy: 'The server may be overloaded; Figures tries again later.',
        cause,
      },
    )
  }
  return unavailable(
    'lms-error',
    `The LMS database answered with ${code || (error as Error).name}.`,
    { cause },
  )
}
