import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import mysql, { type Connection } from 'mysql2/promise'
import { databaseAddress, type DatabaseAddress } from '../../src/sources/lms-database/address.ts'

/** The ways into a MariaDB server on loopback. */
export interface MariaDbAccess {
  readonly port: number
  /** Address of a database, as root or as another 'user:password'. */
  url(database: string, user?: string): string
  /** The same, parsed. */
  address(database: string, user?: string): DatabaseAddress
  /** A connection as root. */
  admin(database?: string): Promise<Connection>
  /** Runs a file of SQL with the server's own client. */
  load(database: string, file: string): void
}

/** A real MariaDB server of its own, on a free port of loopback, gone when stopped. */
export interface MariaDb extends MariaDbAccess {
  kill(): Promise<void>
  restart(): Promise<void>
  stop(): Promise<void>
}

export interface MariaDbOptions {
  /** Further settings of the server, as command-line options. */
  readonly settings?: readonly string[]
}

/**
 * Settings of a server whose data need not survive a loss of power: it never waits for the disk, writes
 * each page once, and keeps all tables in one file, so that making and dropping 40 tables is cheap.
 */
export const QUICK: readonly string[] = [
  '--debug-no-sync',
  '--innodb-flush-method=nosync',
  '--skip-innodb-doublewrite',
  '--skip-innodb-file-per-table',
  '--innodb-log-file-size=32M',
]

const PASSWORD = 'root-of-the-test'

export async function startMariaDb(options: MariaDbOptions = {}): Promise<MariaDb> {
  if (!existsSync('/usr/sbin/mariadbd')) {
    throw new Error('MariaDB is missing. Install it: apt-get install mariadb-server')
  }
  const folder = mkdtempSync(join(tmpdir(), 'figures-mariadb-'))
  mkdirSync(join(folder, 'tmp'))
  const port = await freePort()
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : []
  await promisify(execFile)('mariadb-install-db', [
    ...asRoot,
    `--datadir=${folder}/data`,
    // Temporary tables are named by the process alone: two servers must not share a folder for them.
    `--tmpdir=${folder}/tmp`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ])
  let server: ChildProcess
  const launch = async (): Promise<void> => {
    server = spawn(
      '/usr/sbin/mariadbd',
      [
        '--no-defaults',
        ...asRoot,
        `--datadir=${folder}/data`,
        `--tmpdir=${folder}/tmp`,
        `--socket=${folder}/s`,
        `--pid-file=${folder}/pid`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        '--skip-name-resolve',
        '--innodb-flush-log-at-trx-commit=0',
        '--innodb-log-file-size=256M',
        '--max-allowed-packet=64M',
        ...(options.settings ?? []),
      ],
      { stdio: 'ignore' },
    )
    await answering(port, folder)
  }
  await launch()
  const setUp = await mysql.createConnection({ socketPath: `${folder}/s`, user: 'root' })
  await setUp.query(`set password for root@localhost = password('${PASSWORD}')`)
  await setUp.query(`create or replace user root@'127.0.0.1' identified by '${PASSWORD}'`)
  await setUp.query(`grant all on *.* to root@'127.0.0.1' with grant option`)
  await setUp.end()
  const ended = (): Promise<void> =>
    new Promise((resolve) => {
      if (server.exitCode !== null || server.signalCode !== null) resolve()
      else server.once('exit', () => resolve())
    })
  // A run that is cut short leaves no server behind.
  const cutShort = (): void => {
    server.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', cutShort)
  const self: MariaDb = {
    ...accessTo(port),
    async kill() {
      server.kill('SIGKILL')
      await ended()
    },
    async restart() {
      await self.kill()
      await launch()
    },
    async stop() {
      process.removeListener('exit', cutShort)
      server.kill('SIGKILL')
      await ended()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return self
}

/** The ways into a server that 'startMariaDb' has started, in whichever process. */
export function accessTo(port: number): MariaDbAccess {
  const url: MariaDbAccess['url'] = (database, user = `root:${PASSWORD}`) =>
    `mysql://${user}@127.0.0.1:${port}/${database}`
  return {
    port,
    url,
    address: (database, user) =>
      databaseAddress({ text: url(database, user), setting: 'FIGURES_LMS_DATABASE_URL' }),
    admin: (database) =>
      mysql.createConnection({
        host: '127.0.0.1',
        port,
        user: 'root',
        password: PASSWORD,
        timezone: 'Z',
        multipleStatements: true,
        ...(database === undefined ? {} : { database }),
      }),
    load: (database, file) => {
      const args = ['-h127.0.0.1', `-P${port}`, '-uroot', `-p${PASSWORD}`, database]
      execFileSync('mariadb', args, { input: readFileSync(file), stdio: ['pipe', 'pipe', 'pipe'] })
    },
  }
}

async function answering(port: number, folder: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      const probe = await mysql.createConnection({ socketPath: `${folder}/s`, user: 'nobody' })
      await probe.end()
      return
    } catch (error) {
      // Refusing a stranger is an answer.
      if ((error as NodeJS.ErrnoException).code === 'ER_ACCESS_DENIED_ERROR') return
      if (attempt > 300)
        throw new Error(`MariaDB does not answer on port ${port}`, { cause: error })
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}
