import { createHash } from 'node:crypto'
import { refused } from '../../kernel/problem.ts'
import type { Batch } from '../source.ts'
import type { Session } from './connect.ts'
import type { Schema } from './schema.ts'

export const IDENTITY = 'identity'

/**
 * What a platform is known by. Only keyed hashes are kept. A mark of an instant is the same after a
 * restore that loses fractions of seconds and in any time zone; a sign is a set of marks, so that rows of
 * it may go, or be written anew, by and by.
 */
interface Identity {
  readonly version: 2
  /** When each of the first migrations ran. */
  readonly migrations: readonly string[]
  /** When the first accounts were made; without saying whose they are. */
  readonly accounts: readonly string[]
  /** Domains of its sites. */
  readonly sites: readonly string[]
  /** When somebody said that this is the same platform, ms. */
  readonly confirmed: readonly number[]
}

type Sign = 'migrations' | 'accounts' | 'sites'

const WHAT_DIFFERS: Readonly<Record<Sign, string>> = {
  migrations: 'its first migrations ran at other times',
  accounts: 'its first accounts were made at other times',
  sites: 'its sites have other domains',
}

/** How many rows of each are looked at; more are compared with than kept, because some may go. */
const KEPT = 20
const COMPARED = 40

const QUARTER_S = 900
const DAY_S = 86_400

/** So many of the marks found again: it is so; so few: it is not. In between nothing is proven. */
const MANY = 0.5
const FEW = 0.2

export interface IdentityRequest {
  readonly session: Session
  readonly schema: Schema
  readonly now: number
  /** Keyed hash of a text. */
  readonly mark: (text: string) => string
  /** The checkpoint of the part; undefined at the first reading. */
  readonly saved: string | undefined
  /** Somebody says that whatever differs, this is the same platform. */
  readonly same: boolean
}

/**
 * Compares the platform with the one that was read before: facts of two must not mix. One that was
 * kept up, moved or restored is known again. Where the signs contradict each other the reading stops, and
 * the problem says what differs and how to go on.
 */
export async function* knownAgain(request: IdentityRequest): AsyncGenerator<Batch> {
  const { session, saved, same, now } = request
  const asked = session.statements
  const before = saved === undefined ? undefined : (JSON.parse(saved) as Identity | string)
  const seen = await signsOf(request)
  const confirmed = typeof before === 'object' ? before.confirmed : []
  const kept = typeof before === 'object' ? keptOf(before, seen) : seen.kept
  if (before !== undefined && !same) await compare(request, before, seen)
  const identity: Identity = {
    version: 2,
    ...(same ? seen.kept : kept),
    confirmed: same && before !== undefined ? [...confirmed, now] : confirmed,
  }
  const statements = session.statements - asked
  const nothing = { writes: [], rows: 0, quarantined: {} }
  const checkpoint = JSON.stringify(identity)
  yield { part: IDENTITY, checkpoint, statements, readAt: now, ...nothing }
}

interface Signs {
  readonly kept: Pick<Identity, Sign>
  /** Every mark that a kept one may have become; empty when nothing can be seen. */
  readonly found: Readonly<Record<Sign, ReadonlySet<string>>>
}

async function signsOf({ session, schema, mark }: IdentityRequest): Promise<Signs> {
  const limit = `limit ${COMPARED}`
  const migrations = schema.can('release')
    ? await session.rows(
        `select concat(app, '.', name), applied from django_migrations order by id ${limit}`,
      )
    : []
  const accounts = await session.rows(
    `select 'account', date_joined from auth_user order by id ${limit}`,
  )
  const sites = schema.has('django_site', 'domain')
    ? await session.rows(`select domain from django_site order by id ${limit}`)
    : []
  const dated = (rows: readonly (readonly unknown[])[]): readonly Instant[] =>
    rows.flatMap(([label, text]) => {
      const seconds = Math.floor(Date.parse(`${String(text).replace(' ', 'T')}Z`) / 1000)
      return Number.isNaN(seconds) ? [] : [{ label: String(label), seconds }]
    })
  const [ran, made] = [dated(migrations), dated(accounts)]
  const domains = sites.map(([domain]) => mark(`site ${String(domain).toLowerCase()}`))
  const marks = (all: readonly Instant[]): string[] => all.map((i) => mark(textOf(i)))
  const around = (all: readonly Instant[]): ReadonlySet<string> =>
    new Set(all.flatMap(neighborsOf).map((i) => mark(textOf(i))))
  return {
    kept: {
      migrations: marks(ran.slice(0, KEPT)),
      accounts: marks(made.slice(0, KEPT)),
      sites: domains.slice(0, KEPT),
    },
    found: { migrations: around(ran), accounts: around(made), sites: new Set(domains) },
  }
}

interface Instant {
  readonly label: string
  readonly seconds: number
}

/** The day, and the second within its quarter hour: no time zone changes the latter. */
function textOf({ label, seconds }: Instant): string {
  return `${label} ${Math.floor(seconds / DAY_S)} ${seconds % QUARTER_S}`
}

/** What an instant may have been before a fraction was lost or a zone was changed. */
function neighborsOf({ label, seconds }: Instant): Instant[] {
  return [-DAY_S, 0, DAY_S].flatMap((days) =>
    [-1, 0, 1].map((second) => ({ label, seconds: seconds + second + days })),
  )
}

/** Signs that cannot be seen any more, for want of a grant, stay as they were. */
function keptOf(before: Identity, { kept }: Signs): Pick<Identity, Sign> {
  const of = (sign: Sign): readonly string[] => (kept[sign].length > 0 ? kept[sign] : before[sign])
  return { migrations: of('migrations'), accounts: of('accounts'), sites: of('sites') }
}

type Verdict = 'yes' | 'no' | 'unknown'

async function compare(
  request: IdentityRequest,
  before: Identity | string,
  { found }: Signs,
): Promise<void> {
  const { database } = request.session
  if (typeof before === 'string') {
    // Versions before kept one hash of the first migrations, to the microsecond.
    if ((await formerHash(request)) === before) return
    throw doubt(database, [WHAT_DIFFERS.migrations])
  }
  const verdict = (sign: Sign): Verdict => {
    if (before[sign].length === 0) return 'unknown'
    // Accounts can always be read: when there are none, they are not those of before.
    if (found[sign].size === 0 && sign !== 'accounts') return 'unknown'
    const share = before[sign].filter((m) => found[sign].has(m)).length / before[sign].length
    return share >= MANY ? 'yes' : share < FEW ? 'no' : 'unknown'
  }
  const signs: readonly Sign[] = ['migrations', 'accounts', 'sites']
  // A platform that had nothing to know it by when it was first read has become nobody else.
  if (signs.every((sign) => before[sign].length === 0)) return
  const verdicts = { migrations: verdict('migrations'), accounts: verdict('accounts') }
  const sites = verdict('sites')
  const all = Object.values(verdicts)
  if (all.includes('yes') && !all.includes('no')) return
  // Migrations that were all faked anew, of a platform that has its accounts and its address.
  if (verdicts.accounts === 'yes' && sites === 'yes') return
  if (!all.includes('yes') && !all.includes('no') && sites === 'yes') return
  const differing = signs.filter((sign) => verdict(sign) !== 'yes').map((s) => WHAT_DIFFERS[s])
  if (all.includes('yes') || sites === 'yes' || !all.includes('no'))
    throw doubt(database, differing)
  throw refused('other-lms', `The database '${database}' belongs to another platform.`, {
    remedy: `Set FIGURES_LMS_DATABASE_URL to the platform that was read before, or FIGURES_PLATFORM to a new name for this one. ${SAME}`,
  })
}

const SAME = 'If it is the same platform all the same, say so once: figures ingest --same-platform'

function doubt(database: string, differing: readonly string[]): Error {
  return refused(
    'doubtful-lms',
    `The database '${database}' may belong to another platform: ${differing.join(', ')}.`,
    {
      remedy: `${SAME}. If it is another one, set FIGURES_PLATFORM to a new name for it.`,
    },
  )
}

async function formerHash({ session, schema }: IdentityRequest): Promise<string | undefined> {
  if (!schema.can('release')) return undefined
  const rows = await session.rows(
    'select app, name, applied from django_migrations order by id limit 20',
  )
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex')
}
