import { addDays } from '../../kernel/time.ts'
import { badRequest } from '../../kernel/problem.ts'
import { CAMPUS_SIZE } from '../../sources/campus/campus.ts'
import { fillLms } from '../../sources/campus/lms/fill.ts'
import { HISTORY_DAYS } from '../../sources/campus/plan.ts'
import type { Terminal } from '../ask.ts'
import { eraOf } from './era.ts'
import { durationOf } from '../progress.ts'

export interface CampusFlags {
  readonly mysql: string
  readonly accounts?: string
  readonly courses?: string
  readonly depth?: string
  readonly seed?: string
  readonly era?: string
  readonly mess?: boolean
}

const LINE_EVERY_MS = 3000

/** Fills an LMS database with the simulated campus, up to now. */
export async function campus(terminal: Terminal, flags: CampusFlags): Promise<void> {
  if (!URL.canParse(flags.mysql) || new URL(flags.mysql).pathname.length < 2) {
    throw badRequest('bad-address', '--mysql is not the address of a database.', {
      remedy: 'Write mysql://user:password@host:3306/edxapp.',
    })
  }
  const started = terminal.now()
  const today = new Date(started).toISOString().slice(0, 10)
  const options = {
    seed: flags.seed ?? CAMPUS_SIZE.seed,
    opened: addDays(today, -HISTORY_DAYS),
    accounts: amount('--accounts', flags.accounts, CAMPUS_SIZE.accounts),
    courses: amount('--courses', flags.courses, CAMPUS_SIZE.courses),
    depth: amount('--depth', flags.depth, 1),
  }
  const era = eraOf(flags.era ?? 'U')
  let told = 0
  const filled = await fillLms(flags.mysql, options, {
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

function amount(flag: string, text: string | undefined, preset: number): number {
  if (text === undefined) return preset
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw badRequest('bad-number', `${flag} is '${text}', which is not a number above 0.`)
}
