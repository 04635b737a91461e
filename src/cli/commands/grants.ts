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
    throw badRequest('no-database', 'No database was given.', {
      remedy: `Give --mysql mysql://admin:password@host:3306/edxapp, set ${ADDRESS_VARIABLE} or FIGURES_LMS_DATABASE_URL, or name a release by --era.`,
    })
  }
  terminal.out(textOf(await grantsOf(address, account), account))
}

function accountOf(text: string): string {
  const found = ACCOUNT.exec(text)
  if (found !== null) return `'${found[1]}'@'${found[2]}'`
  throw badRequest('bad-account', `'${text}' in --user is not the name of a database account.`, {
    remedy: "Write figures@'%', or figures@10.0.0.7 for one host.",
  })
}

function textOf(found: Grants, account: string): string {
  const lines = [
    '-- Exactly the columns that Figures reads. Run these statements as an administrator.',
    `CREATE USER ${account} IDENTIFIED BY 'choose a password';`,
    ...found.needed,
    '',
    '-- Optional: names and e-mails, for those who may see them. Figures never stores them.',
    ...found.names.map((line) => `-- ${line}`),
  ]
  if (found.missing.length > 0) {
    lines.push(
      '',
      `-- Not in this database, or not visible to this account: ${found.missing.join(', ')}.`,
    )
  }
  return `${lines.join('\n')}\n`
}
