import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Problem } from '../../src/kernel/problem.ts'
import { databaseAddress } from '../../src/sources/lms-database/address.ts'
import { connect, type Session } from '../../src/sources/lms-database/connect.ts'
import type { Limits } from '../../src/sources/lms-database/limits.ts'
import { LmsServer } from '../../src/sources/lms-database/server.ts'
import { fillSmall, lmsCli } from '../support/lms.ts'
import type { MariaDb } from '../support/mariadb.ts'
import { ownMariaDbs } from '../support/shared.ts'
import { greeting, otherMethod, refusal, stranger, webServer } from '../support/strangers.ts'

/** Every way to fail ends in a clear error, within a time limit, and with no connection left. */
const LIMITS: Partial<Limits> = { connectMs: 1_500, silenceMs: 2_000, statementS: 1 }
/** What a busy machine may add to a limit, ms. */
const SLACK = 6_000

const own = ownMariaDbs()
let db: MariaDb
let admin: Connection
const folder = mkdtempSync(join(tmpdir(), 'figures-tls-'))
const file = (name: string): string => join(folder, name)

/** An authority, and a certificate of it for a name; `expired`: one that was good for a day long ago. */
function certificates(): void {
  const openssl = (...args: string[]): void =>
    void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const subject = (name: string): string[] => ['-subj', `/CN=${name}`]
  const key = ['-newkey', 'rsa:2048', '-nodes']
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '30',
    ...subject('CA'),
  )
  openssl(
    'req',
    ...key,
    '-keyout',
    'server.key',
    '-out',
    'server.csr',
    ...subject('db.example.org'),
  )
  const sign = ['x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key']
  openssl(...sign, '-CAcreateserial', '-days', '30', '-out', 'server.pem')
  openssl(...sign, '-CAcreateserial', '-days', '-1', '-out', 'expired.pem')
}

beforeAll(async () => {
  certificates()
  db = await own.start([
    '--skip-character-set-client-handshake',
    '--character-set-server=latin1',
    '--collation-server=latin1_german1_ci',
    `--ssl-ca=${file('ca.pem')}`,
    `--ssl-cert=${file('server.pem')}`,
    `--ssl-key=${file('server.key')}`,
  ])
  admin = await db.admin()
  await admin.query('set names utf8mb4; create database lms; create database rest')
  await admin.query("install soname 'auth_ed25519'")
  await admin.query(
    'create table lms.t (id int primary key, name varchar(100) character set utf8mb4)',
  )
})
afterAll(async () => {
  await admin.end()
  rmSync(folder, { recursive: true, force: true })
})

/** An account that may read `lms`, and its address. */
async function account(user: string, more = '', query = ''): Promise<string> {
  await admin.query(`create or replace user ${user}@'127.0.0.1' identified by 'reads' ${more}`)
  await admin.query(`grant select on lms.* to ${user}@'127.0.0.1'`)
  return `${db.url('lms', `${user}:reads`)}${query}`
}

const serverOf = (text: string, limits: Partial<Limits> = {}): LmsServer =>
  new LmsServer(databaseAddress({ text, setting: 'FIGURES_LMS_DATABASE_URL' }), {
    limits: { ...LIMITS, ...limits },
  })

/** Connects and works; what went wrong, in time. */
async function failure(
  text: string,
  work: (session: Session) => Promise<unknown> = () => Promise.resolve(),
  limits: Partial<Limits> = {},
): Promise<Problem> {
  const started = performance.now()
  const server = serverOf(text, limits)
  let session: Session | undefined
  try {
    session = await connect(server)
    await work(session)
  } catch (error) {
    expect(performance.now() - started).toBeLessThan(4_000 + SLACK)
    expect(error).toBeInstanceOf(Problem)
    expect((error as Problem).line).not.toMatch(/reads|hunter2|undefined|\bER_/)
    expect((error as Problem).remedy).toBeTruthy()
    return error as Problem
  } finally {
    await session?.close()
  }
  throw new Error('nothing failed')
}

/** Connections of accounts of the tests that the server still has, when it had a moment to notice. */
async function left(): Promise<number> {
  for (let tries = 0; ; tries++) {
    const [[row]] = (await admin.query(
      "select count(*) as n from information_schema.processlist where user not in ('root', 'system user', 'event_scheduler')",
    )) as unknown as [[{ n: number }]]
    if (row.n === 0 || tries === 40) return row.n
    await sleep(50)
  }
}

describe('signing in', () => {
  test.each([
    ['a wrong password', 'wrong', '', 'lms-denied', /refuses user 'wrong' with this password/],
    ['no password', 'none', '', 'lms-denied', /without a password/],
    ['a locked account', 'locked', 'account lock', 'lms-locked-out', /'locked' .* is locked/],
    [
      'an expired password',
      'expired',
      'password expire',
      'lms-expired',
      /password of user 'expired' .* has expired.*ALTER USER/,
    ],
    [
      'a method of its own',
      'edward',
      '',
      'lms-authentication',
      /method that Figures does not support/,
    ],
    [
      'TLS demanded of the account',
      'secure',
      'require ssl',
      'lms-denied',
      /demands TLS needs \?ssl=true/,
    ],
  ])('%s', async (_, user, more, code, message) => {
    let url = await account(user, more)
    if (user === 'wrong') url = url.replace(':reads', ':hunter2')
    if (user === 'none') url = url.replace(':reads', '')
    if (user === 'edward') {
      await admin.query(
        `alter user edward@'127.0.0.1' identified via ed25519 using password('reads')`,
      )
    }
    const problem = await failure(url)
    expect(problem.code).toBe(code)
    expect(problem.line).toMatch(message)
    expect(await left()).toBe(0)
  })

  test('an expired password where the server lets such accounts in to change it', async () => {
    await admin.query('set global disconnect_on_expired_password = 0')
    try {
      const url = await account('sandbox', 'password expire')
      for (let i = 0; i < 5; i++) expect((await failure(url)).code).toBe('lms-expired')
      expect(await left()).toBe(0)
      // The whole command ends, and says it, too: it hung without a word.
      const cli = lmsCli(url)
      const { code, err } = await cli.run('ingest --once')
      expect(err).toMatch(/The password of user 'sandbox' at 127\.0\.0\.1:\d+ has expired/)
      expect(code).toBe(1)
      expect((await cli.run('status')).out).toMatch(/lms-database: failing/)
      await cli.close()
      expect(await left()).toBe(0)
    } finally {
      await admin.query('set global disconnect_on_expired_password = 1')
    }
  })

  test('too many connections, of the server and of the account', async () => {
    const url = await account('single', 'with max_user_connections 1')
    const one = await connect(serverOf(url))
    expect((await failure(url)).code).toBe('lms-connections')
    await one.close()
    await account('single', 'with max_connections_per_hour 2')
    await (await connect(serverOf(url))).close()
    await (await connect(serverOf(url))).close()
    const quota = await failure(url)
    expect(quota.code).toBe('lms-quota')
    expect(quota.line).toMatch(/used up what the database .* grants an hour/)
    await account('single', 'with max_queries_per_hour 8')
    const asks = (session: Session): Promise<unknown> =>
      Promise.all(Array.from({ length: 9 }, () => session.rows('select 1')))
    expect((await failure(url, asks)).code).toBe('lms-quota')
    expect(await left()).toBe(0)
  })

  test('a database that is not there or not granted', async () => {
    const url = await account('reader')
    const missing = await failure(url.replace('/lms', '/none'))
    expect(missing.line).toMatch(/'reader' cannot see the database 'none'.*figures grants/)
    expect((await failure(url.replace('/lms', '/rest'))).code).toBe('lms-no-database')
    expect(await left()).toBe(0)
  })
})

describe('encryption', () => {
  test('is had, verified by an authority or unverified', async () => {
    const url = await account('tls', 'require ssl')
    for (const query of ['?ssl=unverified', `?ssl-ca=${file('ca.pem')}`]) {
      const session = await connect(serverOf(`${url}${query}`))
      const [row] = await session.rows("show status like 'Ssl_cipher'")
      expect(row![1]).toMatch(/\w/)
      await session.close()
    }
    const problem = await failure(`${url}?ssl=true`)
    expect(problem.code).toBe('lms-certificate')
    expect(problem.line).toMatch(/certificate of 127\.0\.0\.1:\d+ is not trusted.*ssl-ca/)
    expect(await left()).toBe(0)
  })

  test('a server that hangs behind it is noticed as well', async () => {
    const url = await account('tls', 'require ssl', '?ssl=unverified')
    const slow = (session: Session): Promise<unknown> => session.rows('select sleep(3)')
    expect((await failure(url, slow, { statementS: 20 })).code).toBe('lms-silent')
  })

  test('with a certificate that has expired, and where the server has none', async () => {
    const url = await account('tls')
    const plain = await stranger((socket) => {
      const words = greeting()
      // Without the capability of TLS.
      words[4 + 1 + 7 + 4 + 9 + 1]! &= ~0x08
      socket.write(words)
    })
    const problem = await failure(`mysql://u:p@127.0.0.1:${plain.port}/lms?ssl=true`)
    expect(problem.line).toMatch(/offers no encrypted connection/)
    await plain.close()
    execFileSync('cp', [file('expired.pem'), file('server.pem')])
    await admin.query('flush ssl')
    expect((await failure(`${url}?ssl-ca=${file('ca.pem')}`)).code).toBe('lms-certificate')
    expect(await left()).toBe(0)
  })
})

describe('what answers there', () => {
  const at = (port: number): string => `mysql://u:hunter2@127.0.0.1:${port}/lms`

  test.each([
    ['says nothing', 'lms-silent', () => stranger(() => undefined)],
    ['is a web server', 'lms-silent', () => webServer()],
    ['hangs up', 'lms-closed', () => stranger((s) => s.destroy())],
    [
      'speaks HTTP',
      'lms-protocol',
      () => stranger((s) => s.write('HTTP/1.1 400 Bad Request\r\n\r\n')),
    ],
    ['speaks SSH', 'lms-protocol', () => stranger((s) => s.write('SSH-2.0-OpenSSH_9.2\r\n'))],
    [
      'speaks SMTP a byte at a time',
      'lms-protocol',
      () =>
        stranger((s) => {
          for (const [i, c] of Buffer.from('220 mail\r\n').entries()) {
            setTimeout(() => s.write(Buffer.from([c])), i * 20)
          }
        }),
    ],
    ['greets by halves', 'lms-silent', () => stranger((s) => s.write(greeting().subarray(0, 30)))],
    ['greets with zeros', 'lms-protocol', () => stranger((s) => s.write(Buffer.alloc(64)))],
    [
      'greets with a few bytes of nothing',
      'lms-protocol',
      () => stranger((s) => s.write(Buffer.from([6, 0, 0, 0, 10, 56, 46, 48, 0, 1]))),
    ],
    ['greets and falls silent', 'lms-silent', () => stranger((s) => s.write(greeting()))],
    ['greets and hangs up', 'lms-lost', () => stranger((s) => s.end(greeting()))],
    [
      'has too many connections',
      'lms-connections',
      () => stranger((s) => s.write(refusal(0, 1040, 'Too many connections'))),
    ],
    [
      'has blocked this machine',
      'lms-blocked',
      () => stranger((s) => s.write(refusal(0, 1129, "Host 'x' is blocked"))),
    ],
    [
      'knows nobody from here',
      'lms-denied',
      () => stranger((s) => s.write(refusal(0, 1130, "Host 'x' is not allowed"))),
    ],
  ] as const)('%s', async (_, code, make) => {
    const there = await make()
    const problem = await failure(at(there.port))
    expect(problem.code).toBe(code)
    for (let i = 0; i < 40 && there.open() > 0; i++) await sleep(25)
    expect(there.open()).toBe(0)
    await there.close()
  })

  test.each([
    [3032, 'lms-offline'],
    [3159, 'lms-tls'],
    [3118, 'lms-locked-out'],
    [3955, 'lms-locked-out'],
    [1862, 'lms-expired'],
    [1226, 'lms-connections'],
    [1041, 'lms-memory'],
    [9999, 'lms-error'],
  ])('refuses the login with %i', async (errno, code) => {
    const there = await stranger((socket) => {
      socket.write(greeting())
      socket.once('data', () => socket.write(refusal(2, errno, 'no, hunter2')))
    })
    expect((await failure(at(there.port))).code).toBe(code)
    for (let i = 0; i < 40 && there.open() > 0; i++) await sleep(25)
    expect(there.open()).toBe(0)
    await there.close()
  })

  test.each(['mysql_clear_password', 'dialog', 'auth_gssapi_client'])(
    'wants %s',
    async (plugin) => {
      const there = await stranger((socket) => {
        socket.write(greeting())
        socket.once('data', () => socket.write(otherMethod(plugin)))
      })
      expect((await failure(at(there.port))).code).toBe('lms-authentication')
      await there.close()
    },
  )

  test('nothing, or not to be found', async () => {
    expect((await failure(at(1))).code).toBe('lms-unreachable')
    const text = 'mysql://u:hunter2@no-such-host.invalid/lms'
    expect((await failure(text)).code).toBe('lms-host')
    expect((await failure('mysql://u:hunter2@[::1]:1/lms')).line).toMatch(
      /Nothing answers as a database at \[::1\]:1/,
    )
  })
})

describe('in the middle of reading', () => {
  test('killed statements and connections may be asked again', async () => {
    const url = await account('busy')
    const killed = (what: string) => async (session: Session) => {
      const [[id]] = (await session.rows('select connection_id()')) as [[number]]
      const asking = session.rows('select sleep(3)')
      asking.catch(() => undefined)
      await sleep(300)
      await admin.query(`kill ${what} ${id}`)
      await asking
      await session.rows('select 1')
    }
    const limits = { statementS: 20 }
    expect((await failure(url, killed('connection'), limits)).code).toBe('lms-lost')
    const interrupted = (session: Session) => async (): Promise<unknown> => {
      const [[id]] = (await session.rows('select connection_id()')) as [[number]]
      const asking = session.rows(
        'select count(*) from information_schema.columns a, information_schema.columns b, information_schema.columns c',
      )
      asking.catch(() => undefined)
      await sleep(300)
      await admin.query(`kill query ${id}`)
      return asking
    }
    expect((await failure(url, (s) => interrupted(s)(), limits)).code).toBe('lms-interrupted')
    expect(await left()).toBe(0)
  })

  test('a statement that takes too long, a locked table, a table that goes, a right that is taken away', async () => {
    const url = await account('busy')
    const slow =
      'select count(*) from information_schema.columns a, information_schema.columns b, information_schema.columns c'
    expect((await failure(url, (s) => s.rows(slow))).code).toBe('lms-slow')
    await admin.query('lock tables lms.t write')
    const locked = await failure(url, (s) => s.rows('select * from t'))
    await admin.query('unlock tables')
    expect(['lms-lock', 'lms-slow']).toContain(locked.code)
    const gone = await failure(url, async (s) => {
      await admin.query('create database gone; create table gone.t (id int)')
      await admin.query("grant select on gone.* to busy@'127.0.0.1'; drop database gone")
      return s.rows('select * from gone.t')
    })
    expect(gone.code).toBe('lms-changed')
    await admin.query("create or replace user few@'127.0.0.1' identified by 'reads'")
    await admin.query("grant select on lms.t to few@'127.0.0.1'")
    await admin.query("grant create temporary tables on lms.* to few@'127.0.0.1'")
    const denied = await failure(db.url('lms', 'few:reads'), async (s) => {
      await s.rows('select * from t')
      await admin.query("revoke select on lms.t from few@'127.0.0.1'")
      await s.rows('select * from t')
    })
    expect(denied.code).toBe('lms-grant')
    expect(denied.line).toContain('Grant what `figures grants` prints')
    await admin.query('set global max_allowed_packet = 1024')
    const large = await failure(await account('busy'), (s) =>
      s.rows('select ?', ['x'.repeat(50_000)]),
    )
    await admin.query('set global max_allowed_packet = 67108864')
    expect(large.code).toBe('lms-packet')
    expect(await left()).toBe(0)
  })

  test('a server that hangs: since when there was no answer, and nothing waits for it', async () => {
    const [[{ path }]] = (await admin.query('select @@pid_file as path')) as unknown as [
      [{ path: string }],
    ]
    const pid = Number(readFileSync(path, 'utf8'))
    const url = await account('busy')
    const server = serverOf(url)
    const session = await connect(server)
    const started = performance.now()
    let problem: Problem | undefined
    process.kill(pid, 'SIGSTOP')
    try {
      const error: unknown = await session.rows('select 1').catch((e: unknown) => e)
      problem = error as Problem
      expect(performance.now() - started).toBeLessThan(2_000 + SLACK)
      // What is asked later fails at once, and closing does not wait.
      await expect(session.rows('select 2')).rejects.toBe(problem)
      await session.close()
      // The kernel still takes connections: nobody speaks on them.
      const again: unknown = await connect(server).catch((e: unknown) => e)
      expect((again as Problem).line).toMatch(
        /No answer from the database at .* since \d\d:\d\d UTC\./,
      )
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    expect(problem.code).toBe('lms-silent')
    expect(problem.line).toMatch(/No answer from the database at .* since \d\d:\d\d UTC\./)
    expect(await left()).toBe(0)
  })

  test('a server that dies and comes back', async () => {
    const url = await account('busy')
    const died = await failure(url, async (session) => {
      const asking = session.rows('select sleep(0.9)')
      asking.catch(() => undefined)
      await sleep(200)
      await db.kill()
      return asking
    })
    expect(died.code).toBe('lms-lost')
    expect((await failure(url)).code).toBe('lms-unreachable')
    await db.restart()
    admin = await db.admin()
    await (await connect(serverOf(url))).close()
  })
})

/** What an administrator may have set; none of it may change a figure. */
const ODD = [
  "autocommit = 0, sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,PAD_CHAR_TO_FULL_LENGTH,HIGH_NOT_PRECEDENCE'",
  "time_zone = '+05:30', sql_select_limit = 3, sql_big_selects = 0, max_join_size = 10, sql_safe_updates = 1",
  "names latin1, group_concat_max_len = 4, tx_isolation = 'READ-UNCOMMITTED', lock_wait_timeout = 1, wait_timeout = 1",
  "sql_mode = 'ORACLE', character_set_results = null, collation_connection = 'utf8mb3_turkish_ci'",
  "sql_mode = 'EMPTY_STRING_IS_NULL,NO_ZERO_DATE,NO_ZERO_IN_DATE,ONLY_FULL_GROUP_BY,STRICT_ALL_TABLES', time_zone = 'SYSTEM'",
]

describe('on a server with settings of its own', () => {
  const WORDS = ['Универ+Курс', 'دورة', '课程', '🎓 emoji', 'o\'b\\r"x', 'É']

  test('texts of every script are read as they are, whatever it is told for sessions', async () => {
    const url = await account('words')
    await admin.query('set names utf8mb4')
    await admin.query('delete from lms.t')
    await admin.query('insert into lms.t values ?', [WORDS.map((word, i) => [i, word])])
    for (const odd of ['character_set_server = latin1', ...ODD]) {
      await admin.query('set global init_connect = ?', [`set ${odd}`])
      const session = await connect(serverOf(url))
      expect(session.database).toBe('lms')
      expect((await session.rows('select name from t order by id')).flat()).toEqual(WORDS)
      for (const word of WORDS) {
        expect(
          await session.rows('select ?, count(*) from t where name = ?', [word, word]),
        ).toEqual([[word, 1]])
      }
      // Each statement sees what is there now.
      await admin.query("insert into lms.t values (99, 'new')")
      expect(await session.rows('select name from t where id = 99')).toEqual([['new']])
      await admin.query('delete from lms.t where id = 99')
      await session.close()
    }
    await admin.query("set global init_connect = ''")
  })

  test('the figures are the same', async () => {
    await fillSmall(db.url('figures_lms'), 40)
    const key = 'course-v1:Универ+Курс+2026'
    await admin.query('set names utf8mb4; use figures_lms')
    const [[course]] = (await admin.query(
      'select course_id as id from student_courseenrollment group by 1 order by count(*) desc, 1 limit 1',
    )) as unknown as [[{ id: string }]]
    for (const [table, column] of [
      ['course_overviews_courseoverview', 'id'],
      ['student_courseenrollment', 'course_id'],
      ['student_courseenrollment_history', 'course_id'],
      ['courseware_studentmodule', 'course_id'],
    ] as const) {
      await admin.query(`update ${table} set ${column} = ? where ${column} = ?`, [key, course.id])
    }
    await admin.query("create or replace user odd@'127.0.0.1' identified by 'reads'")
    await admin.query("grant select on `figures\\_lms%`.* to odd@'127.0.0.1'")
    const url = db.url('figures_lms', 'odd:reads')
    const figures = async (): Promise<string> => {
      const cli = lmsCli(url)
      try {
        const { code, err } = await cli.run('ingest --once')
        expect(err.replaceAll(/^.*rows.*$/gm, '')).not.toMatch(/figures:/)
        expect(code).toBe(0)
        const { out } = await cli.run(
          'query active_learners enrollments new_passing certificates --by course --grain month --from 2025-01-01 --to 2026-11-01 --format csv',
        )
        return out
      } finally {
        await cli.close()
      }
    }
    const usual = await figures()
    expect(usual).toContain(`${key},`)
    const all = [...ODD.slice(0, 2), ODD[2]!.replace('names latin1, ', '')].join(', ')
    await admin.query('set global init_connect = ?', [`set ${all}`])
    expect(await figures()).toBe(usual)
    await admin.query("set global init_connect = 'this is no statement'")
    expect((await failure(url)).code).toMatch(/lms-(init-connect|lost)/)
    await admin.query("set global init_connect = ''")
  })
})
