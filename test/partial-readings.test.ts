import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Ledger } from '../src/ingest/commit.ts'
import { Ingest } from '../src/ingest/ingest.ts'
import { silentLog } from '../src/kernel/effects.ts'
import { unavailable } from '../src/kernel/problem.ts'
import { PARTS_NOT_READ, type Depth, type Source } from '../src/sources/source.ts'
import { sql } from '../src/store/sql.ts'
import { emptied, testStore } from './support/store.ts'

let opened: Awaited<ReturnType<typeof testStore>>
let ledger: Ledger
beforeAll(async () => {
  opened = await testStore()
})
afterAll(() => opened.close())
beforeEach(async () => {
  ledger = await emptied(opened.ledger)
})

/** A source that is read to its end, or not at all, and ends with a problem each time. */
function failing(code: string, asked: Depth[]): Source {
  return {
    name: 'failing',
    fills: [],
    tells: [],
    knowsThePast: false,
    capabilities: async () => [],
    async *read({ depth }) {
      asked.push(depth)
      yield {
        part: 'account',
        writes: [],
        checkpoint: '{}',
        rows: 0,
        statements: 1,
        quarantined: {},
      }
      throw unavailable(code, 'completion could not be read. All else was read.')
    },
    close: async () => undefined,
  }
}

const effects = { fetch, now: Date.now, log: silentLog }

/** The depths of a schedule's readings from the first sweep on, and of the two after it. */
async function depths(code: string): Promise<readonly Depth[]> {
  const asked: Depth[] = []
  const ingest = new Ingest(ledger, effects, [failing(code, asked)])
  ingest.start({ refresh: 1, sweep: 600, zone: 'UTC' })
  const swept = (): readonly Depth[] => asked.slice(asked.indexOf('sweep')).slice(0, 3)
  await expect.poll(() => asked.includes('sweep') && swept().length, { timeout: 20_000 }).toBe(3)
  await ingest.stop()
  return swept()
}

test('a table that fails for good is swept in its turn, not with every reading', async () => {
  expect(await depths(PARTS_NOT_READ)).toContain('refresh')
})

test('a platform that cannot be read at all is swept as soon as it can be', async () => {
  expect(await depths('lms-lost')).toEqual(['sweep', 'sweep', 'sweep'])
})

test('a table that fails at the first reading keeps no figures of the others waiting', async () => {
  const derived = async (code: string): Promise<number> => {
    const ingest = new Ingest(ledger, effects, [failing(code, [])])
    const [result] = await ingest.readAll('refresh')
    expect(result!.problem!.code).toBe(code)
    await ingest.stop()
    return (await ledger.store.query(sql`select name from roll_up`)).length
  }
  expect(await derived('lms-lost')).toBe(0)
  expect(await derived(PARTS_NOT_READ)).toBeGreaterThan(0)
})
