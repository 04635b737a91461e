import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { claimStore } from '../src/ingest/platform.ts'
import { commitBatches } from '../src/ingest/commit.ts'
import { checkpointsOf } from '../src/ingest/checkpoint.ts'
import { Keys } from '../src/ingest/keys.ts'
import { openStore } from '../src/store/duckdb/store.ts'
import { DATABASE_FILE } from '../src/store/duckdb/files.ts'
import { restoreStore } from '../src/store/duckdb/restore.ts'
import { raw, sql } from '../src/store/sql.ts'
import type { Store } from '../src/store/store.ts'
import { activity } from '../src/facts/activity.ts'
import { pseudonyms } from '../src/facts/pseudonym.ts'
import { Rows } from '../src/sources/rows.ts'
import type { Batch } from '../src/sources/source.ts'

const folders: string[] = []
const stores: Store[] = []
const folder = (): string => {
  folders.push(mkdtempSync(join(tmpdir(), 'figures-store-')))
  return folders.at(-1)!
}
const open = async (path: string): Promise<Store> => {
  const store = await openStore({ folder: path, memory: 128, readers: 2 })
  stores.push(store)
  return store
}
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close()
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true })
})

function batchOf(first: number, count: number): Batch {
  const rows = new Rows(activity, pseudonyms(Buffer.from('a secret of the tests'), 'test'))
  for (let i = first; i < first + count; i++) {
    rows.add({
      learner: i,
      course: 'course-v1:A+B+C',
      quarter: 1_970_000,
      kind: 'page',
      block: null,
      evidence: 'state',
      times: 1,
    })
  }
  return {
    part: 'p',
    writes: [rows.take()],
    checkpoint: String(first + count),
    rows: count,
    statements: 1,
    quarantined: {},
  }
}

/** A list is one value, which cannot be put on the disk half. */
const TOO_MUCH = sql`select len(list(n)) as n from range(60000000) as many(n)`

const countOf = async (store: Store): Promise<number> =>
  (await store.query<{ n: number }>(sql`select count(*) as n from activity`))[0]!.n

test('a second open is refused, in this process and in another, and says who has it', async () => {
  const path = folder()
  await open(path)
  await expect(openStore({ folder: path, memory: 128 })).rejects.toThrow(
    `in use by process ${process.pid}`,
  )
  const script = `import('${join(import.meta.dirname, '../src/store/duckdb/store.ts')}').then(m => m.openStore({folder: '${path}', memory: 128})).then(() => console.log('opened'), e => console.log(e.code))`
  expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim()).toBe(
    'folder-in-use',
  )
})

test('the lock of a process that died does not hold', async () => {
  const path = folder()
  const script = `import('${join(import.meta.dirname, '../src/store/duckdb/store.ts')}').then(m => m.openStore({folder: '${path}', memory: 128})).then(() => process.kill(process.pid, 'SIGKILL'))`
  expect(() => execFileSync(process.execPath, ['-e', script], { stdio: 'pipe' })).toThrow(
    'Command failed',
  )
  expect(existsSync(join(path, 'figures.lock'))).toBe(true)
  await open(path)
})

test('rows and checkpoint are committed together or not at all', async () => {
  const store = await open(folder())
  const ledger = { store, keys: new Keys(), zone: 'UTC' }
  await commitBatches(ledger, [batchOf(0, 10)], { source: 's', now: 0 })
  const broken = batchOf(10, 10)
  const write = { ...broken.writes[0]!, fact: 'no_such_fact' }
  await expect(
    commitBatches(ledger, [{ ...broken, writes: [...broken.writes, write] }], {
      source: 's',
      now: 0,
    }),
  ).rejects.toThrow('no_such_fact')
  expect(await countOf(store)).toBe(10)
  expect((await checkpointsOf(store, 's')).get('p')).toBe('10')
})

test('the same batch twice changes nothing, and answers need not be made anew', async () => {
  const store = await open(folder())
  const ledger = { store, keys: new Keys(), zone: 'UTC' }
  expect(await commitBatches(ledger, [batchOf(0, 10)], { source: 's', now: 0 })).toBe(10)
  const { version } = store
  expect(await commitBatches(ledger, [batchOf(0, 10)], { source: 's', now: 0 })).toBe(0)
  expect(store.version).toBe(version)
})

test('readers see whole batches only', async () => {
  const store = await open(folder())
  const ledger = { store, keys: new Keys(), zone: 'UTC' }
  const state = { writing: true }
  const writer = (async () => {
    for (let n = 0; n < 25; n++)
      await commitBatches(ledger, [batchOf(n * 3000, 3000)], { source: 's', now: 0 })
    state.writing = false
  })()
  const seen = new Set<number>()
  while (state.writing) seen.add(await countOf(store))
  await writer
  expect([...seen].filter((n) => n % 3000 !== 0)).toEqual([])
  expect(seen.size).toBeGreaterThan(1)
})

test('a backup taken while writing is whole, and can be restored; what was there is kept', async () => {
  const path = folder()
  const store = await open(path)
  await claimStore(store, { platform: 'p', kind: 'campus', fingerprint: 'f' }, 0)
  const ledger = { store, keys: new Keys(), zone: 'UTC' }
  await commitBatches(ledger, [batchOf(0, 1000)], { source: 's', now: 0 })
  const file = join(folder(), "it's a backup.duckdb")
  const writing = commitBatches(ledger, [batchOf(1000, 1000)], { source: 's', now: 0 })
  const own = join(path, `${DATABASE_FILE}.wal`)
  await expect(store.backup(own)).rejects.toThrow('a name that the data folder keeps for itself')
  await store.backup(file)
  await writing
  await store.close()
  const other = folder()
  await restoreStore(file, other, { accept: (owner) => expect(owner.platform).toBe('p'), now: 0 })
  const again = await open(other)
  expect([1000, 2000]).toContain(await countOf(again))
  await again.close()
  expect(await restoreStore(file, other, { accept: () => undefined, now: 0 })).toContain('.before-')
})

test('whoever looks aside at a store that is closed is told so', async () => {
  const store = await open(folder())
  await store.close()
  await expect(store.aside(() => Promise.resolve())).rejects.toThrow('Figures is being stopped')
})

test('a file that is no backup is refused', async () => {
  const file = join(import.meta.dirname, 'store.test.ts')
  await expect(restoreStore(file, folder(), { accept: () => undefined, now: 0 })).rejects.toThrow(
    'is not a backup of Figures',
  )
})

test('another platform and another secret are refused with the remedy', async () => {
  const store = await open(folder())
  const mine = { platform: 'a', kind: 'lms', fingerprint: 'f' } as const
  await claimStore(store, mine, 0)
  await claimStore(store, mine, 0)
  await expect(claimStore(store, { ...mine, platform: 'b' }, 0)).rejects.toThrow('holds data for a')
  await expect(claimStore(store, { ...mine, fingerprint: 'g' }, 0)).rejects.toThrow(
    'This secret does not fit',
  )
})

test('tables of a newer Figures are not touched', async () => {
  const path = folder()
  const store = await open(path)
  await store.transaction((tx) => tx.run(raw('create table tomorrow (x integer)')))
  await store.close()
  await expect(openStore({ folder: path, memory: 128 })).rejects.toThrow(
    'tomorrow, which this Figures does not know',
  )
})

test('any text comes back as it was', async () => {
  const store = await open(folder())
  for (const text of [
    "it's",
    '\\',
    "\\'",
    '$1',
    '--',
    "''",
    '日本 \u0000'.replace('\0', ''),
    '%s;',
  ]) {
    expect(await store.query(sql`select ${text} as text`)).toEqual([{ text }])
  }
})

test('a missing column of a declared table is added', async () => {
  const path = folder()
  const store = await open(path)
  await store.transaction((tx) => tx.run(raw('alter table activity drop column times')))
  await store.close()
  const again = await open(path)
  expect(await again.query(sql`select times from activity`)).toEqual([])
})

test('what the engine cannot do says what a person can do', async () => {
  const path = folder()
  const store = await open(path)
  const failure = await store.query(TOO_MUCH).catch((e: unknown) => e)
  expect(failure).toMatchObject({
    code: 'store-memory',
    status: 503,
    remedy: expect.stringContaining('FIGURES_MEMORY') as string,
    cause: { name: 'Out of Memory Error' },
  })
  await expect(store.query(sql`select 1 as one`)).resolves.toEqual([{ one: 1 }])
  const unread = await store
    .query(sql`select * from read_csv(${join(path, 'nothing.csv')})`)
    .catch((e: unknown) => e)
  expect(unread).toMatchObject({ code: 'store-disk', status: 503 })
})

test('the kind of any other failure is told, without its words', async () => {
  const store = await open(folder())
  const failure = await store.query(sql`select cast('a name' as integer)`).catch((e: unknown) => e)
  expect(failure).toMatchObject({ name: 'Conversion Error' })
})

test('a table is made anew in little memory, unseen until the commit, and as before when undone', async () => {
  const store = await open(folder())
  const many = 16_000_000
  const fill = (value: number) => sql`insert into active_day (day, before, visits)
    select cast(n as integer), null, ${value} from range(${many}) as many(n)`
  const seen = async (): Promise<unknown> =>
    (
      await store.query(
        sql`select count(*) as n, min(visits) as least, max(visits) as most from active_day`,
      )
    )[0]
  await store.transaction((tx) => tx.run(fill(1)))
  await store.transaction(async (tx) => {
    await tx.empty('active_day')
    await tx.run(fill(2))
    expect(await seen()).toEqual({ n: many, least: 1, most: 1 })
  })
  expect(await seen()).toEqual({ n: many, least: 2, most: 2 })
  await expect(
    store.transaction(async (tx) => {
      await tx.empty('active_day')
      throw new Error('undone')
    }),
  ).rejects.toThrow('undone')
  expect(await seen()).toEqual({ n: many, least: 2, most: 2 })
  await expect(
    store.transaction((tx) => tx.run(sql`insert into active_day (day, visits) values (null, 1)`)),
  ).rejects.toThrow('NOT NULL')
})
