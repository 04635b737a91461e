import { characters, lost, strange, unreachable, type Meaning, type Place } from './meanings.ts'

/**
 * What each kind of failure of an LMS database means to a person, by the names and numbers that the driver and
 * the servers give it.
 */

interface Rule {
  /** Names that the driver gives; numbers of the server where MariaDB has others than MySQL. */
  readonly codes: readonly (string | number)[]
  /** Narrows further, by the error's text. */
  readonly where?: RegExp
  readonly means: (place: Place) => Meaning
}

const OVERLOADED = 'The server may be overloaded; Figures tries again later.'
const CHANGING = 'The platform may be upgrading. Figures goes on at its next reading.'

/** In this order: the first rule that fits tells. */
export const RULES: readonly Rule[] = [
  {
    codes: ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME'],
    means: ({ at, setting }) => ({
      code: 'lms-host',
      message: `The LMS database host ${at.replace(/:\d+$/, '')} cannot be found.`,
      remedy: `Check the host in ${setting} and the name service of this machine.`,
    }),
  },
  {
    codes: ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EACCES', 'EPERM'],
    means: ({ at }) => unreachable(at),
  },
  {
    codes: ['CLOSED_EARLY'],
    means: ({ at }) => ({
      code: 'lms-closed',
      message: `${at} accepts connections and closes them at once.`,
      remedy:
        'The server may be starting or shutting down, a proxy may have no server behind it, or another program may listen there.',
    }),
  },
  {
    codes: [1129],
    means: ({ at }) => ({
      code: 'lms-blocked',
      message: `The database at ${at} has blocked this machine after many failed connections.`,
      remedy:
        'Run mariadb-admin flush-hosts (mysqladmin flush-hosts) on the server, or raise max_connect_errors.',
    }),
  },
  {
    codes: [1130],
    means: ({ at, user }) => ({
      code: 'lms-denied',
      message: `The database at ${at} does not accept connections from this machine.`,
      remedy: `Make the account for this machine: CREATE USER '${user}'@'address of this machine'.`,
    }),
  },
  {
    codes: [1862, 1820],
    means: ({ at, user }) => ({
      code: 'lms-expired',
      message: `The password of user '${user}' at ${at} has expired.`,
      remedy: `Give a new one on the server, ALTER USER '${user}'@'…' IDENTIFIED BY '…', and to Figures; PASSWORD EXPIRE NEVER keeps it.`,
    }),
  },
  {
    codes: ['ER_ACCOUNT_HAS_BEEN_LOCKED', 4151, 4150, 3955],
    means: ({ at, user }) => ({
      code: 'lms-locked-out',
      message: `The account of user '${user}' at ${at} is locked.`,
      remedy: `An administrator unlocks it: ALTER USER '${user}'@'…' ACCOUNT UNLOCK, after many wrong passwords FLUSH PRIVILEGES.`,
    }),
  },
  {
    codes: ['ER_ACCESS_DENIED_ERROR', 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR'],
    means: ({ at, user, hasPassword, setting }) => ({
      code: 'lms-denied',
      message: `The database at ${at} refuses user '${user}' ${hasPassword ? 'with this password' : 'without a password'}.`,
      remedy: `Check user and password in ${setting}; a percent sign in a password is written %25. An account that demands TLS needs ?ssl=true.`,
    }),
  },
  {
    codes: ['ER_USER_LIMIT_REACHED'],
    where: /max_(?:queries|updates|connections|statements)_per_hour/,
    means: ({ at, user }) => ({
      code: 'lms-quota',
      message: `User '${user}' has used up what the database at ${at} grants an hour.`,
      remedy: `Raise it: ALTER USER '${user}'@'…' WITH MAX_QUERIES_PER_HOUR 0 MAX_CONNECTIONS_PER_HOUR 0; or read less often, with a larger FIGURES_REFRESH.`,
    }),
  },
  {
    codes: ['ER_CON_COUNT_ERROR', 'ER_TOO_MANY_USER_CONNECTIONS', 'ER_USER_LIMIT_REACHED'],
    means: ({ at, user }) => ({
      code: 'lms-connections',
      message: `The database at ${at} allows no more connections.`,
      remedy: `Let '${user}' have two at a time, or raise max_connections.`,
    }),
  },
  {
    codes: ['ER_SERVER_OFFLINE_MODE'],
    means: ({ at }) => ({
      code: 'lms-offline',
      message: `The database at ${at} is in offline mode: it serves administrators only.`,
      remedy: 'Turn it off when the maintenance is over: SET GLOBAL offline_mode = OFF.',
    }),
  },
  {
    codes: ['ER_BAD_DB_ERROR', 'ER_DBACCESS_DENIED_ERROR', 'ER_NO_DB_ERROR'],
    means: ({ at, user, database }) => ({
      code: 'lms-no-database',
      message: `The user '${user}' cannot see the database '${database}' at ${at}.`,
      remedy:
        'Check its name. What an account for Figures must be granted is printed by `figures grants`.',
    }),
  },
  {
    codes: ['ER_TABLEACCESS_DENIED_ERROR', 'ER_COLUMNACCESS_DENIED_ERROR', 'ER_VIEW_INVALID'],
    means: ({ user, table }) => ({
      code: 'lms-grant',
      message: `The user '${user}' may not read the table ${table}.`,
      remedy: 'Grant what `figures grants` prints: only the columns that Figures needs.',
    }),
  },
  {
    codes: ['ER_SPECIFIC_ACCESS_DENIED_ERROR'],
    means: ({ user }) => ({
      code: 'lms-privilege',
      message: `The user '${user}' lacks a privilege of the server for this.`,
      remedy: 'figures grants prints what an account for Figures needs.',
    }),
  },
  {
    codes: ['ER_PARSE_ERROR', 'ER_SYNTAX_ERROR'],
    means: ({ at }) => ({
      code: 'lms-syntax',
      message: `The database at ${at} does not know a statement that Figures asks.`,
      remedy: 'Figures reads MySQL from 5.6 on and MariaDB from 10.1 on: is this one of them?',
    }),
  },
  {
    codes: ['ER_NO_SUCH_TABLE', 'ER_BAD_FIELD_ERROR', 'ER_TABLE_DEF_CHANGED', 'ER_BAD_TABLE_ERROR'],
    means: () => ({
      code: 'lms-changed',
      message: 'A table of the LMS went or changed while it was read.',
      remedy: CHANGING,
    }),
  },
  {
    codes: ['HANDSHAKE_NO_SSL_SUPPORT'],
    means: ({ at, setting }) => ({
      code: 'lms-no-tls',
      message: `The database at ${at} offers no encrypted connection.`,
      remedy: `Turn TLS on at the server, or leave ssl out of ${setting}.`,
    }),
  },
  {
    codes: ['HANDSHAKE_SSL_ERROR'],
    where: /certificate|self.signed|altnames|issuer|unable to verify/i,
    means: ({ at }) => ({
      code: 'lms-certificate',
      message: `The certificate of ${at} is not trusted.`,
      remedy:
        'Name the authority that signed it with ?ssl-ca=/path/ca.pem, or accept it unseen with ?ssl=unverified.',
    }),
  },
  {
    codes: ['HANDSHAKE_SSL_ERROR'],
    means: ({ at }) => ({
      code: 'lms-tls-failed',
      message: `Figures could not set up an encrypted connection with ${at}.`,
      remedy: 'The server may speak only versions of TLS before 1.2: let it speak TLS 1.2 or 1.3.',
    }),
  },
  {
    codes: ['ER_SECURE_TRANSPORT_REQUIRED', 3159],
    means: ({ at, setting }) => ({
      code: 'lms-tls',
      message: `The database at ${at} demands an encrypted connection.`,
      remedy: `Add ?ssl=true to ${setting}.`,
    }),
  },
  {
    codes: [
      'AUTH_SWITCH_PLUGIN_ERROR',
      'MYSQL_CLEAR_PASSWORD_NOT_ENABLED',
      'ER_NOT_SUPPORTED_AUTH_MODE',
      'ER_PLUGIN_IS_NOT_LOADED',
      'ER_HANDSHAKE_ERROR',
    ],
    means: ({ user }) => ({
      code: 'lms-authentication',
      message: `The user '${user}' must sign in with a method that Figures does not support.`,
      remedy:
        'Let the account use caching_sha2_password, or mysql_native_password on MariaDB and older servers.',
    }),
  },
  {
    codes: ['ER_STATEMENT_TIMEOUT', 'ER_QUERY_TIMEOUT', 1969],
    means: () => ({
      code: 'lms-slow',
      message: 'A statement took too long on the LMS database, so Figures stopped it.',
      remedy: OVERLOADED,
    }),
  },
  {
    codes: ['ER_QUERY_INTERRUPTED'],
    means: ({ at }) => ({
      code: 'lms-interrupted',
      message: `A statement was killed on the database at ${at}.`,
      remedy: 'Figures goes on where it stopped.',
    }),
  },
  {
    codes: ['ER_LOCK_WAIT_TIMEOUT', 'ER_LOCK_DEADLOCK', 'ER_LOCK_TABLE_FULL'],
    means: () => ({
      code: 'lms-lock',
      message: 'A table of the LMS was locked for too long by somebody else.',
      remedy: 'A backup or an upgrade may be running; Figures tries again later.',
    }),
  },
  {
    codes: ['ER_NET_PACKET_TOO_LARGE'],
    means: () => ({
      code: 'lms-packet',
      message: 'A statement or a row is larger than the LMS database accepts.',
      remedy: 'Raise max_allowed_packet on the server, or lower FIGURES_LMS_PAGE.',
    }),
  },
  {
    codes: ['ER_DISK_FULL', 'ER_RECORD_FILE_FULL', 'ER_ERROR_ON_WRITE', 'ER_CANT_CREATE_FILE', 3],
    means: ({ at }) => ({
      code: 'lms-disk',
      message: `The database server at ${at} cannot write: its disk may be full.`,
      remedy: 'Make room on the server, also where its temporary files lie (tmpdir).',
    }),
  },
  {
    codes: [
      'ER_OUT_OF_RESOURCES',
      'ER_OUTOFMEMORY',
      'ER_OUT_OF_SORTMEMORY',
      'ER_CANT_CREATE_THREAD',
    ],
    means: ({ at }) => ({
      code: 'lms-memory',
      message: `The database server at ${at} has no memory left for a statement.`,
      remedy: OVERLOADED,
    }),
  },
  {
    codes: ['ER_CRASHED_ON_USAGE', 'ER_CRASHED_ON_REPAIR', 'ER_NOT_KEYFILE', 'ER_GET_ERRNO'],
    means: ({ table }) => ({
      code: 'lms-damaged',
      message: `The LMS database cannot read ${table === '*' ? 'a table' : `the table ${table}`}: it may be damaged, or its disk full.`,
      remedy: 'Look into the log of the server; CHECK TABLE says more.',
    }),
  },
  {
    codes: ['ER_UNKNOWN_CHARACTER_SET', 'ER_UNKNOWN_COLLATION'],
    means: ({ at }) => characters(at),
  },
  {
    codes: ['ER_NEW_ABORTING_CONNECTION', 'ER_ABORTING_CONNECTION'],
    means: ({ at }) => ({
      code: 'lms-init-connect',
      message: `The database at ${at} ends each connection at once: its init_connect may be wrong.`,
      remedy: 'Correct init_connect on the server; its log names the fault.',
    }),
  },
  {
    codes: ['PROTOCOL_PACKETS_OUT_OF_ORDER', 'PROTOCOL_ERROR', 'HANDSHAKE_UNKNOWN_ERROR'],
    means: ({ at }) => strange(at),
  },
  {
    codes: [
      'PROTOCOL_CONNECTION_LOST',
      'ECONNRESET',
      'EPIPE',
      'ETIMEDOUT',
      'ER_SERVER_SHUTDOWN',
      'ER_NORMAL_SHUTDOWN',
      'ER_CONNECTION_KILLED',
      'ER_SESSION_WAS_KILLED',
      'ER_CLIENT_INTERACTION_TIMEOUT',
      'ER_NET_READ_ERROR',
      'ER_NET_READ_INTERRUPTED',
      'ER_NET_ERROR_ON_WRITE',
      'ER_NET_WRITE_INTERRUPTED',
      1927,
    ],
    means: ({ at }) => lost(at),
  },
]
