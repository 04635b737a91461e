import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pseudonyms } from '../src/facts/pseudonym.ts'
import { Ingest } from '../src/ingest/ingest.ts'
import { commitBatches } from '../src/ingest/commit.ts'
import { beginRollUps } from '../src/ingest/roll-up.ts'
import { dueStructures } from '../src/ingest/structures.ts'
import { silentLog } from '../src/kernel/effects.ts'
import { course as courseFact } from '../src/facts/course.ts'
import { LmsClient } from '../src/sources/lms-api/client.ts'
import { lmsApi } from '../src/sources/lms-api/lms-api.ts'
import { Network } from '../src/sources/lms-api/network.ts'
import { structureOf, type Structure } from '../src/sources/lms-api/structure.ts'
import { Rows } from '../src/sources/rows.ts'
import { sql } from '../src/store/sql.ts'
import { standInLms, type StandInLms } from './support/stand-in-lms.ts'
import { emptied, testStore } from './support/store.ts'

const START = Date.parse('2026-11-22T11:00:00Z')
const never = new AbortController().signal

/** A clock that the waits move: nothing really waits. */
let now = START
const waits: number[] = []
const effects = {
  fetch,
  now: () => now,
  sleep: async (ms: number) => {
    waits.push(ms)
    now += ms
  },
}

let lms: StandInLms
beforeEach(async () => {
  now = START
  waits.length = 0
  lms = await standInLms(() => now)
  for (const id of ['A', 'B', 'C']) lms.courses.set(key(id), plain(id))
})
afterEach(() => lms.close())

const key = (id: string): string => `course-v1:Vela+${id}+2026`
const block = (id: string, type: string, name = type): string =>
  `block-v1:Vela+${id}+2026+type@${type}+block@${name}`

/** A course of one section, one unit, a text and a problem. */
function plain(id: string) {
  const [course, chapter] = [block(id, 'course'), block(id, 'chapter')]
  const [sequential, vertical] = [block(id, 'sequential'), block(id, 'vertical')]
  return {
    root: course,
    blocks: {
      [course]: { type: 'course', children: [chapter], display_name: `Course ${id}` },
      [chapter]: { type: 'chapter', children: [sequential], display_name: 'Week 1' },
      [sequential]: { type: 'sequential', children: [vertical], graded: true, format: 'Homework' },
      [vertical]: { type: 'vertical', children: [block(id, 'html'), block(id, 'problem')] },
      [block(id, 'html')]: { type: 'html' },
      [block(id, 'problem')]: { type: 'problem', graded: true },
    },
  }
}

const client = (clientSecret = lms.behavior.clientSecret): LmsClient =>
  new LmsClient({ url: lms.url, clientId: 'figures', clientSecret }, new Network(effects, never))

describe('the client', () => {
  test('asks for a token once, and anew before it ends', async () => {
    const asked = client()
    await asked.get('/api/cohorts/v1/cohorts/')
    await asked.get('/api/cohorts/v1/cohorts/')
    now += 3550_000
    await asked.get('/api/cohorts/v1/cohorts/')
    expect(lms.log.filter((l) => l.includes('access_token'))).toHaveLength(2)
    expect(lms.log.filter((l) => l.endsWith('401'))).toEqual([])
  })

  test('takes a new token when the old one is refused', async () => {
    const asked = client()
    await asked.get('/api/cohorts/v1/cohorts/')
    lms.revoke()
    expect(await asked.get('/api/cohorts/v1/cohorts/')).toHaveLength(3)
  })

  test.each(['bearer', 'jwt refused'] as const)('speaks to an LMS with %s', async (tokens) => {
    lms.behavior.tokens = tokens
    expect(await client().get('/api/cohorts/v1/cohorts/')).toHaveLength(3)
  })

  test('a wrong client is named, with what to check', async () => {
    await expect(client('wrong').get('/api/cohorts/v1/cohorts/')).rejects.toMatchObject({
      code: 'lms-refuses-client',
      remedy: expect.stringContaining('FIGURES_LMS_CLIENT_SECRET') as string,
    })
  })

  test('waits as long as the LMS says, in seconds or until a date, else longer and longer', async () => {
    const asked = client()
    await asked.get('/api/cohorts/v1/cohorts/')
    lms.behavior.faults.push(
      { status: 429, retryAfter: '7' },
      { status: 429, retryAfter: new Date(now + 20_000).toUTCString() },
      { status: 503 },
      { status: 502 },
    )
    expect(await asked.get('/api/cohorts/v1/cohorts/')).toHaveLength(3)
    expect(waits[0]).toBe(7000)
    expect(waits[1]).toBe(13_000)
    expect(waits[3]).toBeGreaterThan(waits[2]!)
  })

  test('gives up on an LMS that is gone, and says where it looked', async () => {
    await lms.close()
    await expect(client().get('/api/cohorts/v1/cohorts/')).rejects.toMatchObject({
      code: 'lms-api-gone',
      message: expect.stringContaining(lms.url) as string,
    })
    lms = await standInLms()
  })

  test.each([
    ['pages inside', '/api/courses/v1/courses/'],
    ['pages beside', '/api/team/v0/teams/'],
    ['a cursor', '/api/enrollment/v1/enrollments'],
    ['no pages', '/api/cohorts/v1/cohorts/'],
  ])('reads lists to their end: %s', async (_, path) => {
    // Behind a proxy the LMS writes another address; the token must not go there.
    lms.behavior.origin = 'http://lms.internal:8000'
    const found: unknown[] = []
    for await (const item of client().all(path)) found.push((item as { id: string }).id)
    expect(found).toEqual([key('A'), key('B'), key('C')])
  })
})

describe('a structure', () => {
  test('says of each block whether everybody can complete it, from what it lies in', () => {
    const b = (type: string, name = type): string => block('A', type, name)
    const { rows } = structureOf(
      {
        root: b('course'),
        blocks: {
          [b('course')]: { type: 'course', children: [b('chapter'), b('chapter', 'staff')] },
          [b('chapter')]: {
            type: 'chapter',
            start: '2026-05-01T00:00:00Z',
            children: [b('library_content'), b('html'), b('discussion'), b('html')],
          },
          [b('library_content')]: { type: 'library_content', children: [b('problem')] },
          [b('problem')]: { type: 'problem' },
          [b('html')]: { type: 'html', start: '2026-04-01T00:00:00Z' },
          [b('discussion')]: { type: 'discussion' },
          [b('chapter', 'staff')]: {
            type: 'chapter',
            visible_to_staff_only: true,
            children: [b('video')],
          },
          [b('video')]: { type: 'video' },
        },
      },
      key('A'),
    ) as Structure
    const of = (name: string) => rows.find((r) => r.block === b(name))!
    expect(rows).toHaveLength(8)
    expect(of('html')).toMatchObject({ completable: true, visible: true, place: 1 })
    // Not before the section that it lies in.
    expect(of('html').starts).toBe(Date.parse('2026-05-01T00:00:00Z') / 900_000)
    expect(of('problem').completable).toBe(false)
    expect(of('discussion').completable).toBe(false)
    expect(of('video')).toMatchObject({ completable: true, visible: false })
  })

  test('of something else there is none', () => {
    expect(structureOf({ detail: 'no' }, key('A'))).toBe('something that is not a structure')
    expect(structureOf([], key('A'))).toBe('something that is not a structure')
  })

  test('is kept as far as it is one: odd values, cycles, what is missing, doubled or of another course', () => {
    const b = (type: string, name = type): string => block('A', type, name)
    const foreign = block('B', 'html')
    const blocks = {
      [b('course')]: {
        type: 'course',
        display_name: 'zero\0byte and half \ud83d',
        children: [b('chapter'), foreign, 7, null, 'no key', b('gone'), b('course'), '__proto__'],
      },
      [b('chapter')]: {
        type: ['chapter'],
        display_name: null,
        start: '+275760-09-13T00:00:00Z',
        children: [b('html'), b('html').toUpperCase(), b('chapter'), b('odd')],
      },
      [b('html')]: { type: 'html', display_name: 'x'.repeat(5_000), start: 'soon', children: 'x' },
      [b('html').toUpperCase()]: { type: 'html' },
      [b('odd')]: [1, 2],
      [foreign]: { type: 'html', children: [b('inside')] },
      [b('inside')]: { type: 'html' },
    }
    const { rows, foreign: left } = structureOf(
      { root: b('course'), blocks },
      key('A'),
    ) as Structure
    expect(rows.map((r) => r.block)).toEqual([b('course'), b('chapter'), b('html')])
    expect(left).toBe(1)
    expect(rows[0]!.name).toBe('zerobyte and half \ufffd')
    expect(rows[1]).toMatchObject({ type: 'unknown', name: null })
    expect(rows[1]!.starts).toBe(Date.UTC(2100, 0, 1) / 900_000)
    expect(rows[2]).toMatchObject({ place: 0, completable: true })
    expect(rows[2]!.name).toHaveLength(1_000)
  })

  test.each([
    ['its root is not there', {}, 'a structure without its root'],
    ['its root is null', { [block('A', 'course')]: null }, 'a structure without its root'],
  ])('is none where %s', (_, blocks, why) => {
    expect(structureOf({ root: block('A', 'course'), blocks }, key('A'))).toBe(why)
  })

  test('of another course is none', () => {
    expect(structureOf(plain('B'), key('A'))).toBe('the structure of another course')
  })

  test('may be deep and large, up to a bound', () => {
    const chain = (n: number) => {
      const at = (i: number): string => block('A', 'wrapper', `w${i}`)
      const all = Array.from({ length: n }, (_, i) => [
        at(i),
        { type: 'wrapper', children: [at(i + 1)] },
      ])
      return structureOf({ root: at(0), blocks: Object.fromEntries(all) as object }, key('A'))
    }
    expect((chain(100_000) as Structure).rows).toHaveLength(100_000)
    expect(chain(100_001)).toBe('more than 100000 blocks')
  })

  test('of an old course and of a ccx is told by their own keys', () => {
    const old = 'i4x://Vela/OLD/course/2012'
    expect(structureOf({ root: old, blocks: { [old]: {} } }, 'Vela/OLD/2012')).toMatchObject({
      foreign: 0,
    })
    const ccx = 'ccx-block-v1:Vela+A+2026+ccx@1+type@course+block@course'
    expect(
      structureOf({ root: ccx, blocks: { [ccx]: {} } }, 'ccx-v1:Vela+A+2026+ccx@1'),
    ).toMatchObject({
      foreign: 0,
    })
  })
})

const context = await testStore()
afterAll(() => context.close())

describe('the source', () => {
  const names = pseudonyms(Buffer.from('a secret of the tests'), 'test')
  const listed = async (published: Record<string, number>): Promise<void> => {
    const rows = new Rows(courseFact, names)
    for (const [course, mark] of Object.entries(published)) {
      const none = { name: null, starts: null, ends: null, self_paced: true }
      rows.add({ course, organization: 'Vela', ...none, published: mark })
    }
    const batch = { part: 'course', checkpoint: '{}', rows: 1, statements: 0, quarantined: {} }
    await commitBatches(ledger, [{ ...batch, writes: [rows.take()] }], { source: 'db', now })
  }
  let ledger = context.ledger
  const ingest = (): Ingest => {
    const source = lmsApi({
      url: lms.url,
      clientId: 'figures',
      clientSecret: lms.behavior.clientSecret,
      pseudonyms: names,
      due: (depth) => dueStructures(ledger.store, depth, now),
      effects,
    })
    return new Ingest(ledger, { now: () => now, log: silentLog }, [source])
  }
  const read = async (depth: 'refresh' | 'full sweep' | 'reload' = 'refresh') => {
    const [result] = await ingest().readAll(depth)
    return result!
  }
  const blocks = () =>
    ledger.store.query(sql`select c.text as course, count(*) as blocks,
        count(*) filter (where s.completable) as completable
      from block_structure as s join course as c on c.id = s.course group by all order by all`)
  beforeEach(async () => {
    ledger = await emptied(context.ledger)
    await ledger.store.transaction((tx) => beginRollUps(tx, ledger.zone))
    await listed({ [key('A')]: 1, [key('B')]: 1 })
  })

  test('reads each course, and again only what was published since', async () => {
    expect(await read()).toMatchObject({ rows: 12, problem: undefined })
    expect(await blocks()).toEqual([
      { course: key('A'), blocks: 6, completable: 2 },
      { course: key('B'), blocks: 6, completable: 2 },
    ])
    expect(await read()).toMatchObject({ rows: 0, statements: 0 })
    const { [block('B', 'html')]: _, ...rest } = plain('B').blocks
    lms.courses.set(key('B'), { root: plain('B').root, blocks: rest })
    await listed({ [key('A')]: 1, [key('B')]: 2 })
    expect(await read()).toMatchObject({ rows: 5 })
    expect((await blocks())[1]).toMatchObject({ blocks: 5, completable: 1 })
    now += 8 * 86_400_000
    expect(await read('full sweep')).toMatchObject({ rows: 11 })
    expect(await read('reload')).toMatchObject({ rows: 11 })
  })

  test('a course that the API does not show is counted, and asked for again when published', async () => {
    await listed({ [key('A')]: 1, [key('gone')]: 1 })
    expect(await read()).toMatchObject({ rows: 6, problem: undefined })
    expect(await ledger.store.query(sql`select reason, rows from quarantine`)).toEqual([
      { reason: `course that the API does not show: ${key('gone')}`, rows: 1 },
    ])
    expect(await read()).toMatchObject({ statements: 0 })
  })

  test('falls back to the first version, which older releases have alone', async () => {
    lms.behavior.v2 = false
    expect(await read()).toMatchObject({ rows: 12, problem: undefined })
  })

  test('who is no staff is told so; what was read stays', async () => {
    lms.behavior.staff = false
    const { problem } = await read()
    expect(problem?.line).toContain('is_staff')
    lms.behavior.staff = true
    expect(await read()).toMatchObject({ rows: 12, problem: undefined })
  })

  test('leaves the rest to the next reading when it takes long', async () => {
    lms.behavior.faults.push({ status: 429, retryAfter: '30' })
    const first = await read()
    expect(first).toMatchObject({ left: true, rows: 6 })
    expect(await read()).toMatchObject({ left: false, rows: 6 })
  })
})
