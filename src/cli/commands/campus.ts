import { addDays } from '../../kernel/time.ts'
import { badRequest, refused } from '../../kernel/problem.ts'
import { CAMPUS_SIZE } from '../../sources/campus/campus.ts'
import { counted, foundIn, type Found } from '../../sources/campus/lms/found.ts'
import { fillLms } from '../../sources/campus/lms/fill.ts'
import { HISTORY_DAYS } from '../../sources/campus/plan.ts'
import {
  ADDRESS_FORM,
  placeText,
  type DatabaseAddress,
} from '../../sources/lms-database/address.ts'
import { ADDRESS_VARIABLE, commandAddress } from '../address.ts'
import type { Terminal } from '../ask.ts'
import { eraOf } from './era.ts'
import { durationOf } from '../progress.ts'

export interface CampusFlags {
  readonly mysql?: string
  readonly accounts?: string
  readonly courses?: string
  readonly depth?: string
  readonly seed?: string
  readonly era?: string
  readonly mess?: boolean
  /** Name of a database with accounts of others that may be filled all the same. */
  readonly intoExisting?: string
}

const LINE_EVERY_MS = 3000

/** Fills an LMS database with the simulated campus, up to now. */
export async function campus(terminal: Terminal, flags: CampusFlags): Promise<void> {
  const address = commandAddress(terminal.environment, flags.mysql)
  if (address === undefined) {
    throw badRequest('no-database', 'No database was given.', {
      remedy: `Give --mysql ${ADDRESS_FORM}, or set ${ADDRESS_VARIABLE}.`,
    })
  }
  const started = terminal.now()
  const today = new Date(started).toISOString().slice(0, 10)
  const options = {
    seed: flags.seed ?? CAMPUS_SIZE.seed,
    opened: addDays(today, -HISTORY_DAYS),
    accounts: amount('--accounts', flags.accounts, {
      preset: CAMPUS_SIZE.accounts,
      most: 10_000_000,
    }),
    courses: amount('--courses', flags.courses, { preset: CAMPUS_SIZE.courses, most: 1_000 }),
    depth: amount('--depth', flags.depth, { preset: 1, most: 100 }),
  }
  const era = eraOf(flags.era ?? 'U')
  const found = await foundIn(address)
  terminal.err(`${aboutText(address, found, options.accounts)}\n`)
  refuseOthers(address, found, flags.intoExisting)
  let told = 0
  const filled = await fillLms(address, options, {
    now: started,
    era,
    mess: flags.mess === true,
    onProgress: ({ rows, share }) => {
      const now = terminal.now()
      if (!terminal.interactive && now - told < LINE_EVERY_MS) return
      told = now
      const seconds = (now - started) / 1000
      const left = share > 0 ? durationOf((seconds / share) * (1 - share)) : 'some time'
      const line = `campus: ${rows.toLocaleString('en-US')} rows, ${Math.round(rows / Math.max(seconds, 0.1)).toLocaleString('en-US')} rows/s, ${left} left`
      terminal.err(terminal.interactive ? `\r\u001b[2K${line}` : `${line}\n`)
    },
  })
  if (terminal.interactive) terminal.err('\r\u001b[2K')
  for (const [table, rows] of filled)
    terminal.out(`${table}: ${rows.toLocaleString('en-US')} rows\n`)
}

/** Where the campus goes, what is there, and how much comes; said before anything is written. */
function aboutText(address: DatabaseAddress, found: Found, accounts: number): string {
  const there = found.exists
    ? `has ${counted(found.accounts, 'account')} (${found.foreign.toLocaleString('en-US')} not of the campus), ${counted(found.courses, 'course')}, ${counted(found.enrollments, 'enrollment')}`
    : 'does not exist yet'
  return `campus: database '${address.database}' at ${placeText(address)} ${there}. ${counted(accounts, 'account')} of the campus will be added.`
}

/** Databases of the server itself, in which nobody keeps an LMS. */
const SYSTEM = ['mysql', 'information_schema', 'performance_schema', 'sys']

/** Invented people must not get among real ones by a slip of the hand. */
function refuseOthers(address: DatabaseAddress, found: Found, named: string | undefined): void {
  const { database } = address
  if (SYSTEM.includes(database.toLowerCase())) {
    throw refused(
      'system-database',
      `The database '${database}' belongs to the database server. Nothing was written.`,
      { remedy: 'Name a database of your own; it is made when it does not exist.' },
    )
  }
  if (named !== undefined && named !== database) {
    throw badRequest(
      'other-database',
      `--into-existing names '${named}', but the address names the database '${database}'.`,
      { remedy: 'Name the database that is to be filled, or leave --into-existing out.' },
    )
  }
  if (found.others === undefined || named === database) return
  throw refused(
    'foreign-accounts',
    `The database '${database}' at ${placeText(address)} has ${found.others}. Nothing was written.`,
    {
      remedy: `Name another database. To put invented people into this one all the same: --into-existing ${database}`,
    },
  )
}

function amount(
  flag: string,
  text: string | undefined,
  of: { readonly preset: number; readonly most: number },
): number {
  if (text === undefined) return of.preset
  const value = Number(text)
  if (Number.isFinite(value) && value > 0 && value <= of.most) return value
  throw badRequest(
    'bad-number',
    `${flag} is '${text}', which is not a number above 0 and up to ${of.most.toLocaleString('en-US')}.`,
  )
}
