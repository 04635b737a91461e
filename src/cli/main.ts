import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { framesOf } from '../kernel/place.ts'
import { asProblem } from '../kernel/problem.ts'
import { millisecondsOf } from '../config.ts'
import { VERSION } from '../version.ts'
import type { Terminal } from './ask.ts'
import { backup, restore } from './commands/backup.ts'
import { campus, type CampusFlags } from './commands/campus.ts'
import { check, type CheckFlags } from './commands/check.ts'
import { grants, type GrantFlags } from './commands/grants.ts'
import { ingest, type IngestFlags } from './commands/ingest.ts'
import { metrics } from './commands/metrics.ts'
import { query, type QueryOptions } from './commands/query.ts'
import { start } from './commands/start.ts'
import { status } from './commands/status.ts'
import { createToken, listTokens, revokeToken } from './commands/token.ts'

const MOST_FRAMES = 20

/** Runs one command; returns the exit code. The only place where an error becomes text and a code. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  let code = 0
  const program = programOf(terminal, (c) => (code = c))
  try {
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const problem = asProblem(error)
    terminal.err(`figures: ${problem.line}\n`)
    if (problem.status === 500) {
      const cause = problem.cause instanceof Error ? problem.cause : problem
      if (terminal.environment['DEBUG'] === undefined)
        terminal.err('Run again with DEBUG=1 to see where.\n')
      // Only where it happened: messages of engines may hold values.
      else terminal.err(`${[cause.name, ...framesOf(cause, MOST_FRAMES)].join('\n    ')}\n`)
    }
    return problem.status < 500 ? 2 : 1
  }
}

function programOf(terminal: Terminal, exit: (code: number) => void): Command {
  const program = new Command('figures')
    .description(
      'Lightweight analytics for Open edX. Configured by environment or figures.config.ts; see docs/configuration.md.',
    )
    .version(VERSION)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })

  program
    .command('start')
    .description('serve the dashboard and the API, and read on schedule')
    .action(() => start(terminal))

  program
    .command('ingest')
    .description('read the platform: on schedule, or once')
    .option('--once', 'read what is new and stop')
    .option('--sweep', 'once, and also detect rows whose timestamp did not change')
    .option('--full', 'once, and reread everything')
    .option(
      '--same-platform',
      'once, and confirm that this is still the same platform although it looks different',
    )
    .action((flags: IngestFlags) => ingest(terminal, flags))

  program
    .command('status')
    .description('how fresh every source is; exits with 1 when one is stale or failing')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => exit(await status(terminal, options)))

  program
    .command('query')
    .description('ask for metrics')
    .argument('<metric...>', 'metric names; `figures metrics` lists them')
    .option('--by <dimensions>', 'dimensions to split by, comma-separated')
    .option('--from <date>', 'first day, YYYY-MM-DD')
    .option('--to <date>', 'first day after the period')
    .option('--grain <grain>', 'hour, day, week, month or all')
    .option('--zone <zone>', 'time zone of the days')
    .option(
      '--filter <dimension=value>',
      'only these; repeatable; nothing behind the = for rows without a value',
      gathered,
      [],
    )
    .option('--compare <with>', 'previous: the period before')
    .option('--population <who>', 'course (without teams) or everyone')
    .option(
      '--sort <metric>',
      'by this metric, largest first with a minus: --sort=-active_learners',
    )
    .option('--limit <rows>', 'at most so many rows', wholeNumber)
    .option('--format <format>', 'table, json or csv', 'table')
    .action((names: string[], options: QueryOptions) => query(terminal, names, options))

  program
    .command('metrics')
    .description('the dictionary: every metric and its definition')
    .option('--json', 'as JSON')
    .action((options: { json?: boolean }) => metrics(terminal, options))

  program
    .command('check')
    .description(
      'compare with the tables of the LMS, row by row; exits with 1 when anything differs',
    )
    .option('--refresh', 'reread each table first; look again at what differs')
    .option(
      '--patience <duration>',
      'wait this long before the second look (default: 10s)',
      duration,
    )
    .option('--json', 'as JSON')
    .action(async (flags: CheckFlags) => exit(await check(terminal, flags)))

  program
    .command('backup')
    .description(
      'write a consistent backup, also while the service runs; it does not contain the secret',
    )
    .argument('<file>')
    .action((file: string) => backup(terminal, file))

  program
    .command('restore')
    .description('restore a backup; it needs the secret it was made with')
    .argument('<file>')
    .action((file: string) => restore(terminal, file))

  const token = program.command('token').description('tokens for programs and for the page')
  token
    .command('create')
    .description('make a token and print it')
    .argument('<name>', 'who or what it is for')
    .action((name: string) => createToken(terminal, name))
  token
    .command('list')
    .description('list tokens')
    .action(() => listTokens(terminal))
  token
    .command('revoke')
    .description('revoke a token')
    .argument('<id>')
    .action((id: string) => revokeToken(terminal, id))

  program
    .command('grants')
    .description('print the minimal GRANT statements for a database account of Figures')
    .option(
      '--mysql <url>',
      'look at this database, as an account that sees its tables (or FIGURES_MYSQL, FIGURES_MYSQL_PASSWORD)',
    )
    .option('--user <account>', "the account to grant to, such as figures@'%'")
    .option('--era <letter>', 'without a database: for a release (G, H, J, M, P, U or V)')
    .action((flags: GrantFlags) => grants(terminal, flags))

  program
    .command('campus')
    .description('fill an LMS database with the simulated campus')
    .option(
      '--mysql <url>',
      'the database; created with its tables if missing (or FIGURES_MYSQL, FIGURES_MYSQL_PASSWORD)',
    )
    .option('--into-existing <database>', 'fill this database even though it has other accounts')
    .option('--accounts <n>', 'accounts over eighteen months')
    .option('--courses <n>', 'courses a learner takes, on average')
    .option('--depth <share>', 'how far learners get, as a share of the usual')
    .option('--seed <text>', 'another campus')
    .option('--era <letter>', 'tables of a release: G, H, J, M, P, U or V (Ginkgo to Verawood)')
    .option('--mess', 'also what a platform should not have: invalid keys, zero dates, orphans')
    .action((flags: CampusFlags) => campus(terminal, flags))

  for (const command of [program, ...program.commands, ...token.commands]) {
    command.exitOverride().configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
  }
  return program
}

function gathered(value: string, before: readonly string[]): string[] {
  return [...before, value]
}

function duration(value: string): number {
  const ms = millisecondsOf(value)
  if (ms !== undefined) return ms
  throw new InvalidArgumentError('expected a duration such as 30s or 15m')
}

function wholeNumber(value: string): string {
  if (/^\d+$/.test(value)) return value
  throw new InvalidArgumentError('expected a whole number')
}
