import { Problem } from '../../kernel/problem.ts'
import type { Cell, RowArray } from './connect.ts'
import { MYSQL } from './dialect.ts'
import { charactersProblem } from './problems.ts'
import type { LmsServer } from './server.ts'

type Ask = (statement: string, values?: readonly Cell[]) => Promise<RowArray[]>

/** One word of each kind of script that keys and names have: Cyrillic, Arabic, Han, accents. */
const WORDS = 'Курс-دورة-课程-Mañana'
/** Outside the plane that servers before utf8mb4 know. */
const BEYOND = '🎓'

/** Longer than the longest rest between two statements, so that a server with a short limit keeps us. */
const IDLE_S = 600

/**
 * What Figures relies on, whatever the server, `init_connect` or a proxy has as its own: each variable with
 * the value that reading it back must give.
 */
const SETTINGS: readonly (readonly [name: string, set: string, read: string])[] = [
  // Each statement must see what is there now, not what was there when the session began.
  ['autocommit', '1', '1'],
  // No mode: ANSI quotes, NO_BACKSLASH_ESCAPES and the like change what a statement means.
  ['sql_mode', "''", ''],
  ['time_zone', "'+00:00'", '+00:00'],
  ['sql_select_limit', '18446744073709551615', '18446744073709551615'],
  ['sql_big_selects', '1', '1'],
  ['group_concat_max_len', '1048576', '1048576'],
]

/**
 * Makes a session fit for reading, asks back what it is, and returns the database as the server spells it.
 * `skip-character-set-client-handshake` ignores what the driver wishes, so that names have to be set once
 * more; and a proxy may not hand on what is set.
 */
export async function prepareSession(server: LmsServer, ask: Ask): Promise<string> {
  const { address, limits } = server
  const text = await setNames(ask)
  await ask(`use ${MYSQL.quote(address.database)}`)
  const [version] = await ask('select version()')
  const limit = MYSQL.statementLimit(String(version![0]), limits.statementS)
  const settings = SETTINGS.map(([name, value]) => `${name} = ${value}`)
  const waits = [`wait_timeout = ${IDLE_S}`, `lock_wait_timeout = ${limits.statementS}`]
  await ask(`set session ${[...settings, ...waits, ...limit].join(', session ')}`)
  await ask('set session transaction isolation level repeatable read, read only')
  const names = SETTINGS.map(([name]) => `@@session.${name}`).join(', ')
  const [found] = await ask(
    `select database(), ?, hex(?), @@character_set_client, @@character_set_connection,
      @@character_set_results, ${names}`,
    [text, text],
  )
  const [seen, echo, hex, ...rest] = found!.map((cell) => (cell === null ? '' : String(cell)))
  const sets = rest.slice(0, 3)
  const same = echo === text && hex === Buffer.from(text).toString('hex').toUpperCase()
  if (!same || !sets.every((set) => set.startsWith('utf8'))) throw charactersProblem(address)
  const kept = rest.slice(3)
  const other = SETTINGS.find(([, , read], at) => kept[at] !== read)
  if (other !== undefined) {
    throw new Problem(
      'lms-session',
      503,
      `The database server does not keep the setting ${other[0]} of a session.`,
      { remedy: 'Connect to the server itself instead of a proxy that shares sessions.' },
    )
  }
  return seen!
}

/** The text that must come back as it was sent. */
async function setNames(ask: Ask): Promise<string> {
  try {
    await ask('set names utf8mb4')
    return `${WORDS}${BEYOND}`
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'lms-characters') throw error
    // Servers before MySQL 5.5.3 have no rarer letters to give.
    await ask('set names utf8')
    return WORDS
  }
}
