import { loadConfig } from '../../config.ts'
import { badRequest } from '../../kernel/problem.ts'
import { eraOf, RELEASE_OF } from './era.ts'
import { grantsOf, grantsOfRelease, type Grants } from '../../sources/lms-database/grants.ts'
import { ADDRESS_VARIABLE, commandAddress } from '../address.ts'
import type { Terminal } from '../ask.ts'

export interface GrantFlags {
  readonly mysql?: string
  readonly user?: string
  readonly era?: string
}

const ACCOUNT = /^'?([^'@]+)'?@'?([^'@]+)'?$/

/** Prints the least that a database account for Figures must be granted, column by column. */
export async function grants(terminal: Terminal, flags: GrantFlags): Promise<void> {
  const account = accountOf(flags.user ?? "'figures'@'%'")
  const { environment, folder } = terminal
  const address =
    commandAddress(environment, flags.mysql) ?? (await loadConfig(environment, folder)).lmsDatabase
  if (flags.era !== undefined) {
    const release = RELEASE_OF[eraOf(flags.era)]
    terminal.out(textOf(grantsOfRelease(release, address?.database ?? 'edxapp', account), account))
    return
  }
  if (address === undefined) {
    throw badRequest('no-database', 'There is no database to look at.', {
      remedy: `Give --mysql mysql://admin:password@host:3306/edxapp, set ${ADDRESS_VARIABLE} or FIGURES_LMS_DATABASE_URL, or name a release by --era.`,
    })
  }
  terminal.out(textOf(await grantsOf(address, account), account))
}

function accountOf(text: string): string {
  const found = ACCOUNT.exec(text)
  if (found !== null) return `'${found[1]}'@'${found[2]}'`
  throw badRequest('bad-account', `--user is '${text}', which is no account of the database.`, {
    remedy: "Write figures@'%', or figures@10.0.0.7 for one host.",
  })
}

function textOf(found: Grants, account: string): string {
  const lines = [
    '-- What Figures reads of the LMS, and no column more. To be run by an administrator.',
    `CREATE USER ${account} IDENTIFIED BY 'choose a password';`,
    ...found.needed,
    '',
    '-- Only to show names and e-mails to those who may see them: asked live, never kept.',
    ...found.names.map((line) => `-- ${line}`),
  ]
  if (found.missing.length > 0) {
    lines.push('', `-- Not here, or not to be seen by this account: ${found.missing.join(', ')}.`)
  }
  return `${lines.join('\n')}\n`
}
