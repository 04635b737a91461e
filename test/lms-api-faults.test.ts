import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { course as courseFact } from '../src/facts/course.ts'
import { pseudonyms } from '../src/facts/pseudonym.ts'
import { commitBatches } from '../src/ingest/commit.ts'
import { Ingest } from '../src/ingest/ingest.ts'
import { statusOf } from '../src/ingest/status.ts'
import { dueStructures } from '../src/ingest/structures.ts'
import { silentLog } from '../src/kernel/effects.ts'
import { LmsClient } from '../src/sources/lms-api/client.ts'
import { lmsApi } from '../src/sources/lms-api/lms-api.ts'
import { Network, type Limits } from '../src/sources/lms-api/network.ts'
import { Rows } from '../src/sources/rows.ts'
import { sql } from '../src/store/sql.ts'
import { standInLms, type StandInLms } from './support/stand-in-lms.ts'
import { emptied, testStore } from './support/store.ts'

const HOUR = 3_600_000
let now = 0
const effects = {
  fetch,
  now: () => now,
  sleep: async (ms: number) => {
    now += ms
  },
}
const LIMITS: Limits = { bytes: 1024 * 1024, patienceMs: 300 }

let lms: StandInLms
const context = await testStore()
afterAll(() => context.close())
let ledger = context.ledger
beforeEach(async () => {
  now = Date.parse('2026-11-22T11:00:00Z')
  lms = await standInLms(() => now)
  ledger = await emptied(context.ledger)
})
afterEach(() => lms.close())

const key = (id: string): string => `course-v1:Vela+${id}+2026`
const names = pseudonyms(Buffer.from('a secret of the tests'), 'test')

/** Courses of one block, listed as published at a mark. */
async function listed(ids: readonly string[], mark = 1): Promise<void> {
  const rows = new Rows(courseFact, names)
  for (const id of ids) {
    const none = { name: null, starts: null, ends: null, self_paced: true }
    rows.add({ course: key(id), organization: 'Vela', ...none, published: mark })
    const root = `block-v1:Vela+${id}+2026+type@course+block@course`
    lms.courses.set(key(id), { root, blocks: { [root]: { type: 'course' } } })
  }
  const batch = { part: 'course', checkpoint: '{}', rows: 1, statements: 0, quarantined: {} }
  await commitBatches(ledger, [{ ...batch, writes: [rows.take()] }], { source: 'db', now })
}

function ingest(url = lms.url): Ingest {
  const source = lmsApi({
    url,
    clientId: 'figures',
    clientSecret: lms.behavior.clientSecret,
    pseudonyms: names,
    due: (depth) => dueStructures(ledger.store, depth, now),
    effects,
    limits: LIMITS,
  })
  return new Ingest(ledger, { now: () => now, log: silentLog }, [source])
}

async function read(depth: 'refresh' | 'full sweep' = 'refresh', url = lms.url) {
  const [result] = await ingest(url).readAll(depth)
  return result!
}

const known = async () =>
  (
    await ledger.store.query<{ text: string }>(
      sql`select c.text from course_structure as s join course as c on c.id = s.course order by c.text`,
    )
  ).map((r) => r.text)

const named = async () => {
  const { sources } = await statusOf(
    ingest(),
    { platform: 'test', kind: 'lms', fingerprint: '' },
    now,
  )
  return sources[0]!.quarantine.map((q) => [q.reason, q.rows])
}

const asked = (id: string): number =>
  lms.log.filter((line) => line.includes(encodeURIComponent(key(id)))).length

const json = (status: number, text: string) => (response: ServerResponse) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(text)
const plainly =
  (status: number, headers = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(status, headers).end('<h1>a name that must not be kept</h1>')
const block = (id: string): string => `block-v1:Vela+${id}+2026+type@course+block@course`

/** Every way in which one answer is of no use, and what is said of it. */
const FAULTS: readonly (readonly [
  what: string,
  answer: (r: ServerResponse) => void,
  said: string,
])[] = [
  ['500', json(500, '{}'), 'status 500'],
  ['503', plainly(503), 'status 503'],
  ['400', json(400, '{"course_id": ["a name"]}'), 'status 400'],
  ['403', json(403, '{}'), 'status 403'],
  ['405', plainly(405), 'status 405'],
  ['418', plainly(418), 'status 418'],
  ['204', (r) => void r.writeHead(204).end(), 'status 204'],
  ['no API', plainly(404), 'status 404'],
  [
    'a redirect',
    plainly(302, { location: 'https://elsewhere.example/login?next=/a/name' }),
    'status 302, a redirect to https://elsewhere.example',
  ],
  ['a redirect nowhere', plainly(301), 'status 301, a redirect to nowhere'],
  ['a page', plainly(200), 'something that is not JSON'],
  ['half of JSON', json(200, '{"root": "block-v1:'), 'something that is not JSON'],
  ['nothing', json(200, ''), 'something that is not JSON'],
  ['null', json(200, 'null'), 'nothing'],
  ['a number', json(200, '7'), 'something that is not a structure'],
  ['a list', json(200, '[[]]'), 'something that is not a structure'],
  ['no blocks', json(200, '{"root":"x","blocks":[]}'), 'something that is not a structure'],
  ['an odd root', json(200, '{"root":"x","blocks":{"x":{}}}'), 'a structure without its root'],
  [
    'no root',
    json(200, `{"root":"${block('B')}","blocks":{"${block('B')}":null}}`),
    'a structure without its root',
  ],
  [
    'another course',
    json(200, `{"root":"${block('C')}","blocks":{"${block('C')}":{}}}`),
    'the structure of another course',
  ],
  ['deep nesting', json(200, '['.repeat(500_000)), 'something that is not JSON'],
  ['a huge answer', json(200, `"${'x'.repeat(2_000_000)}"`), 'more than 1 MB'],
  [
    'an endless answer',
    (r) => {
      r.writeHead(200, { 'content-type': 'application/json' })
      const more = (): void => {
        while (!r.destroyed && r.write(' '.repeat(65_536)));
        if (!r.destroyed) r.once('drain', more)
      }
      more()
    },
    'more than 1 MB',
  ],
  [
    'little that becomes much',
    (r) =>
      void r
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(gzipSync(Buffer.alloc(4_000_000, 32))),
    'more than 1 MB',
  ],
  ['silence', () => undefined, 'no answer within 0.3 seconds'],
  [
    'drops',
    (r) => {
      r.writeHead(200, { 'content-type': 'application/json' })
      const drop = setInterval(() => r.write(' '), 20)
      r.on('close', () => clearInterval(drop))
    },
    'no answer within 0.3 seconds',
  ],
  ['a cut connection', (r) => void r.socket?.destroy(), 'the connection was cut, UND_ERR_SOCKET'],
  [
    'half of an answer',
    (r) => {
      r.writeHead(200, { 'content-length': '100' })
      r.write('{')
      setTimeout(() => r.socket?.destroy(), 20)
    },
    'the connection was cut, UND_ERR_SOCKET',
  ],
]

describe('one course', () => {
  test('that fails in any way is named, and the others are read', async () => {
    const broken = FAULTS.map(([, answer, said], n) => ({ id: `N${n}`, answer, said }))
    await listed(['A', ...broken.map((f) => f.id), 'Z'])
    for (const { id, answer } of broken) lms.behavior.broken.set(key(id), answer)
    let result = await read()
    while (result.left) result = await read()
    expect(result.problem).toBeUndefined()
    expect(await known()).toEqual([key('A'), key('Z')])
    const found = await named()
    for (const { id, said } of broken) {
      const start = `course that the LMS answered with ${said}: `
      const reasons = found.filter(([r]) => String(r).startsWith(start)).map(([r]) => String(r))
      expect(reasons.join(), `${said} of ${id}`).toMatch(new RegExp(`[+]${id}[+]|more`))
    }
    expect(found.reduce((sum, [, rows]) => sum + Number(rows), 0)).toBe(broken.length)
    const [row] = await ledger.store.query(
      sql`select state from checkpoint where part = 'structure'`,
    )
    expect(JSON.stringify(row)).not.toContain('a name')
    // Mended on the LMS, they are read when their turn comes, and no longer named.
    lms.behavior.broken.clear()
    now += HOUR
    await read()
    expect(await known()).toHaveLength(broken.length + 2)
    expect(await named()).toEqual([])
  })

  test.each([['first'], ['last'], ['alone']])('is named though it comes %s', async (where) => {
    const others = where === 'alone' ? [] : where === 'first' ? ['C', 'D'] : ['A']
    await listed([...others, 'B'])
    lms.behavior.broken.set(key('B'), json(500, '{}'))
    expect(await read()).toMatchObject({ problem: undefined, rows: others.length })
    expect(await named()).toHaveLength(1)
  })

  test('is asked again more and more seldom, at least once a day, and at once when it is published', async () => {
    await listed(['A', 'B'])
    lms.behavior.broken.set(key('B'), json(400, '{}'))
    const at: number[] = []
    for (let quarter = 0; quarter < 80 * 4; quarter++) {
      const before = asked('B')
      if (quarter < 24 || quarter % 8 === 0) await read()
      if (asked('B') > before) at.push(quarter / 4)
      now += HOUR / 4
    }
    // After a quarter of an hour, one hour, four, sixteen; then once a day.
    expect(at).toEqual([0, 0.25, 1.25, 5.25, 22, 46, 70])
    const times = asked('B')
    expect(await named()).toHaveLength(1)
    await read('full sweep')
    expect(asked('B')).toBe(times + 1)
    await read()
    expect(asked('B')).toBe(times + 1)
    lms.behavior.broken.clear()
    await listed(['A', 'B'], 2)
    expect(await read()).toMatchObject({ rows: 2 })
    expect(await named()).toEqual([])
  })

  test('keeps what is known of it while it cannot be read, and is forgotten with its listing', async () => {
    await listed(['A', 'B'])
    await read()
    await listed(['A', 'B'], 2)
    lms.behavior.broken.set(key('B'), json(500, '{}'))
    await read()
    expect(await known()).toEqual([key('A'), key('B')])
    await listed(['A'], 2)
    await read('full sweep')
    expect(await named()).toEqual([])
  })

  test('with blocks of another course is read without them, and that is said', async () => {
    await listed(['A'])
    const other = 'block-v1:Vela+Z+2026+type@html+block@x'
    lms.courses.set(key('A'), {
      root: block('A'),
      blocks: { [block('A')]: { type: 'course', children: [other] }, [other]: { type: 'html' } },
    })
    expect(await read()).toMatchObject({ rows: 1, problem: undefined })
    const reason = `blocks of another course in the structure of: ${key('A')}`
    expect(await named()).toEqual([[reason, 1]])
    await read()
    expect(await named()).toEqual([[reason, 1]])
  })

  test('of many some are named and all are counted', async () => {
    const ids = Array.from({ length: 12 }, (_, i) => `N${String(i).padStart(2, '0')}`)
    await listed([...ids, 'Z'])
    for (const id of ids) lms.behavior.broken.set(key(id), json(400, '{}'))
    expect(await read()).toMatchObject({ rows: 1, problem: undefined })
    const five = ids.slice(0, 5).map(key).join(', ')
    expect(await named()).toEqual([
      [`course that the LMS answered with status 400: ${five} and 7 more`, 12],
    ])
  })
})

describe('the LMS itself', () => {
  test.each([
    ['answers everything with 500', json(500, '{}'), 'status 500'],
    ['answers everything with a page', plainly(200), 'something that is not JSON'],
    [
      'sends everything elsewhere',
      plainly(301, { location: 'https://lms.example/' }),
      'a redirect to https://lms.example',
    ],
    ['never answers', () => undefined, 'no answer within 0.3 seconds'],
  ])('%s: the reading ends with a clear error and blames no course', async (_, answer, said) => {
    await listed(['A', 'B', 'C', 'D', 'E'])
    lms.behavior.everything = answer
    const began = now
    const { problem } = await read()
    expect(problem?.line).toContain(said)
    expect(lms.log.length).toBeLessThan(20)
    expect(now - began).toBeLessThan(5 * 60_000)
    expect(await named()).toEqual([])
    lms.behavior.everything = undefined
    expect(await read()).toMatchObject({ rows: 5, problem: undefined })
  })

  test('that is gone is said so, within bounded tries', async () => {
    await listed(['A'])
    const { url } = lms
    await lms.close()
    const began = now
    const { problem } = await read('refresh', url)
    expect(problem?.line).toMatch(
      /does not answer at http.*\(nothing listens there, ECONNREFUSED\)/,
    )
    expect(now - began).toBeLessThan(5 * 60_000)
    lms = await standInLms(() => now)
  })

  test('of a name that nobody knows is said so', async () => {
    await listed(['A'])
    const { problem } = await read('refresh', 'http://no-such-host.invalid')
    expect(problem?.line).toMatch(/its name is not known/)
  })

  test('whose user is no staff is told so until one course can be read', async () => {
    const ids = ['A', 'B', 'C', 'D', 'E', 'F', 'G']
    await listed(ids)
    lms.behavior.staff = false
    for (let i = 0; i < 4; i++) {
      expect((await read()).problem?.line).toContain('is_staff')
      expect(await named()).toEqual([])
    }
    // Others had their turn, not always the same three.
    expect(ids.filter((id) => asked(id) > 0)).toEqual(ids)
    lms.behavior.staff = true
    lms.behavior.broken.set(key('B'), json(403, '{}'))
    expect(await read()).toMatchObject({ rows: 6, problem: undefined })
    expect(await named()).toEqual([
      [`course that the LMS answered with status 403: ${key('B')}`, 1],
    ])
  })

  test.each([
    ['an odd token', { access_token: 'two\nlines', expires_in: 3600 }],
    ['no token', { access_token: 7 }],
    ['null', null],
  ])('that gives %s gives none', async (_, body) => {
    await listed(['A'])
    lms.behavior.token = json(200, JSON.stringify(body))
    expect((await read()).problem?.line).toContain('The LMS gave no token')
  })

  test('that sends the token elsewhere is not followed', async () => {
    await listed(['A'])
    lms.behavior.token = plainly(302, { location: 'https://elsewhere.example/x' })
    expect((await read()).problem?.line).toContain('a redirect to https://elsewhere.example')
  })
})

describe('a list', () => {
  const all = async (page: object) => {
    lms.behavior.everything = json(200, JSON.stringify(page))
    const network = new Network(effects, new AbortController().signal, LIMITS)
    const { clientSecret } = lms.behavior
    const client = new LmsClient({ url: lms.url, clientId: 'figures', clientSecret }, network)
    const found: unknown[] = []
    for await (const item of client.all('/api/x/')) found.push(item)
    return found
  }

  test.each([
    ['that leads to itself', { results: [1], next: '?page=2' }, 'the same page again'],
    ['with an odd next page', { results: [1], next: { page: 2 } }, 'an odd next page'],
    ['with no address', { results: [1], next: 'http://[' }, 'an odd next page'],
    ['without results', { next: null }, 'a list without results'],
  ])('%s ends', async (_, page, said) => {
    await expect(all(page)).rejects.toThrow(said)
  })

  test('whose pages are null is one page', async () => {
    expect(await all({ results: [1], pagination: null })).toEqual([1])
  })
})

describe('an LMS under a path', () => {
  const environment = (FIGURES_LMS_URL: string) => ({
    FIGURES_LMS_DATABASE_URL: 'mysql://figures@127.0.0.1/edxapp',
    FIGURES_LMS_URL,
    FIGURES_LMS_CLIENT_ID: 'figures',
    FIGURES_LMS_CLIENT_SECRET: 'secret',
  })

  test.each(['/lms', '/lms/', '/a/b%20c/', '', '/'])(
    '%j: token, courses and pages',
    async (path) => {
      lms.behavior.prefix = path.replace(/\/$/, '')
      // The LMS knows neither its host nor its path.
      lms.behavior.origin = 'http://lms.internal:8000'
      await listed(['A', 'B', 'C'])
      const { lmsUrl } = await loadConfig(environment(`${lms.url}${path}`), '/nowhere')
      expect(lmsUrl).toBe(`${lms.url}${lms.behavior.prefix}`)
      expect(await read('refresh', lmsUrl)).toMatchObject({ rows: 3, problem: undefined })
      const network = new Network(effects, new AbortController().signal)
      const { clientSecret } = lms.behavior
      const client = new LmsClient({ url: lmsUrl!, clientId: 'figures', clientSecret }, network)
      for (const list of ['/api/courses/v1/courses/', '/api/enrollment/v1/enrollments']) {
        const found: unknown[] = []
        for await (const item of client.all(list)) found.push(item)
        expect(found).toHaveLength(3)
      }
      expect(lms.log.filter((line) => line.endsWith('outside'))).toEqual([])
    },
  )

  test.each([
    ['https://lms.example/?next=/dashboard', /without what follows \? or #/],
    ['https://lms.example/#top', /without what follows \? or #/],
    ['https://lms.example/lms?', /without what follows \? or #/],
    ['https://staff:hunter2@lms.example', /without a name and password/],
    ['https://staff@lms.example/lms', /without a name and password/],
    ['lms.example', /expected the address of the LMS/],
    ['ftp://lms.example', /expected the address of the LMS/],
    ['https://', /expected the address of the LMS/],
  ])('%s is refused with the reason', async (url, reason) => {
    const refusal = await loadConfig(environment(url), '/nowhere').catch((e: unknown) => e as Error)
    expect((refusal as Error).message).toMatch(reason)
    expect((refusal as Error).message).not.toContain('hunter2')
  })
})
