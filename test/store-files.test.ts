import { spawn } from 'node:child_process'
import { createCipheriv } from 'node:crypto'
import { once } from 'node:events'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { asProblem } from '../src/kernel/problem.ts'
import { claimStore } from '../src/ingest/platform.ts'
import { BESIDE_FILE, BesideWriter } from '../src/store/duckdb/beside.ts'
import { ENGINE, prepareEngine } from '../src/store/duckdb/engine.ts'
import { restoreStore } from '../src/store/duckdb/restore.ts'
import { beginRestore } from '../src/store/duckdb/restoring.ts'
import { openStore } from '../src/store/duckdb/store.ts'
import { sql } from '../src/store/sql.ts'
import type { Store } from '../src/store/store.ts'
import { commitAndDie } from './support/committing.ts'

const KILLS = Number(process.env['KILLS'] ?? 4)
const ROWS = 40

const folders: string[] = []
const folder = (): string => {
  folders.push(mkdtempSync(join(tmpdir(), 'figures-files-')))
  return folders.at(-1)!
}
/** A store that a process left behind which was killed: most of it is in the log. */
let left: string
beforeAll(async () => {
  left = folder()
  await commitAndDie(left, { times: ROWS })
})
afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true, force: true })
})

/** A copy of it, with something done to its files. */
function damaged(harm: (database: string) => void): string {
  const path = folder()
  cpSync(left, path, { recursive: true })
  harm(join(path, 'figures.duckdb'))
  return path
}

interface Opened {
  readonly store: Store
  readonly log: string[]
}

async function open(path: string): Promise<Opened> {
  const log: string[] = []
  const say = (_: unknown, message: string): void => void log.push(message)
  const store = await openStore({
    folder: path,
    memory: 64,
    readers: 1,
    figures: '9.9.9',
    effects: { now: Date.now, log: { info: say, warn: say, error: say } },
  })
  return { store, log }
}

/** Bytes without any order, always the same ones. */
const noise = (bytes: number): Buffer =>
  createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(bytes))

const lossesOf = (store: Store): Promise<{ commits: number; since: number; until: number }[]> =>
  store.query(sql`select commits, since, until from store_loss`)
const tokensOf = async (store: Store): Promise<number> =>
  (await store.query<{ n: number }>(sql`select count(*) as n from api_token`))[0]!.n

const wal = (database: string): string => `${database}.wal`

test('a store whose process was killed has lost nothing', async () => {
  const { store, log } = await open(damaged(() => {}))
  expect(await tokensOf(store)).toBe(ROWS)
  expect(await lossesOf(store)).toEqual([])
  expect(log).toEqual([])
  await store.close()
})

test.each([
  ['deleted', (database: string) => rmSync(wal(database))],
  ['emptied', (database: string) => truncateSync(wal(database))],
  [
    'cut',
    (database: string) => truncateSync(wal(database), readFileSync(wal(database)).length - 5),
  ],
  ['noise', (database: string) => writeFileSync(wal(database), noise(20_000))],
  ['text', (database: string) => writeFileSync(wal(database), 'no log of a database '.repeat(50))],
])('a log that was %s is noticed, once, and named', async (_, harm) => {
  const path = damaged(harm)
  const { store, log } = await open(path)
  const there = await tokensOf(store)
  expect(there).toBeLessThan(ROWS)
  const [loss, ...others] = await lossesOf(store)
  expect(others).toEqual([])
  // Whatever else is gone was committed when the store was made.
  expect(loss!.commits).toBeGreaterThanOrEqual(ROWS - there)
  expect(loss!.until).toBeGreaterThan(Date.now() - 600_000)
  expect(log.join('\n')).toContain(`${loss!.commits} changes of the store are missing`)
  await store.transaction((tx) => tx.run(sql`delete from api_token`))
  await store.close()
  const again = await open(path)
  expect(again.log).toEqual([])
  expect(await lossesOf(again.store)).toHaveLength(1)
  await again.store.close()
})

test('a log that the engine refuses is named, with the two ways on; without it the loss is counted', async () => {
  const path = damaged((database) => {
    const bytes = readFileSync(wal(database))
    bytes[Math.floor(bytes.length * 0.3)]! ^= 0xff
    writeFileSync(wal(database), bytes)
  })
  const opening = open(path)
  await expect(opening).rejects.toMatchObject({ code: 'damaged-log' })
  await expect(opening).rejects.toThrow('figures.duckdb.wal')
  rmSync(join(path, 'figures.duckdb.wal'))
  const { store } = await open(path)
  expect(await lossesOf(store)).toHaveLength(1)
  await store.close()
})

test.each([
  ['empty', (database: string) => truncateSync(database)],
  ['text', (database: string) => writeFileSync(database, 'no database '.repeat(1000))],
  ['cut', (database: string) => truncateSync(database, 9000)],
  [
    'noise in its head',
    (database: string) => {
      const bytes = readFileSync(database)
      noise(8192).copy(bytes, 4096)
      writeFileSync(database, bytes)
    },
  ],
])('a database that is %s is named, with what to do', async (_, harm) => {
  const error = asProblem(await open(damaged(harm)).catch((e: unknown) => e))
  expect(error.code).toBe('damaged-database')
  expect(error.line).toContain('figures restore FILE')
})

test('a database that is gone, or an older one in its place, is noticed', async () => {
  const path = damaged((database) => {
    rmSync(database)
    rmSync(wal(database))
  })
  const { store, log } = await open(path)
  expect(await lossesOf(store)).toMatchObject([{ since: 0 }])
  expect(log.join('\n')).toContain('between the store was made and')
  await store.close()
})

test('a note that cannot be read, or is not there, raises no alarm', async () => {
  for (const harm of [
    (path: string) => rmSync(path),
    (path: string) => writeFileSync(path, ''),
    (path: string) => writeFileSync(path, '{"commits":1e99'),
    (path: string) => writeFileSync(path, JSON.stringify({ commits: 'many' })),
  ]) {
    const { store } = await open(damaged((database) => harm(join(database, '..', BESIDE_FILE))))
    expect(await lossesOf(store)).toEqual([])
    expect(await tokensOf(store)).toBe(ROWS)
    await store.close()
  }
})

test(`killed ${KILLS} times while it commits, a store raises no alarm and loses nothing`, async () => {
  const path = folder()
  for (let n = 0; n < KILLS; n++) {
    await commitAndDie(path, { times: 100_000, killedAfter: ((n + 0.5) / KILLS) * 300 })
  }
  const { store } = await open(path)
  expect(await lossesOf(store)).toEqual([])
  expect(store.commits).toBeGreaterThanOrEqual(await tokensOf(store))
  await store.close()
})

test('a backup put in place raises no alarm', async () => {
  const path = damaged(() => {})
  const { store } = await open(path)
  await claimStore(store, { platform: 'p', kind: 'lms', fingerprint: 'f' }, 0)
  const backup = join(folder(), 'backup')
  await store.backup(backup)
  await store.transaction((tx) => tx.run(sql`delete from api_token`))
  await store.close()
  await restoreStore(backup, path, { accept: () => undefined, now: 0 })
  const again = await open(path)
  expect(again.log).toEqual([])
  expect(await tokensOf(again.store)).toBe(ROWS)
  await again.store.close()
})

test('a restore that is cut short anywhere leaves a folder that opens, with the backup in it', async () => {
  const source = damaged(() => {})
  const { store } = await open(source)
  await store.transaction((tx) => tx.run(sql`delete from api_token`))
  const backup = join(folder(), 'backup')
  await store.backup(backup)
  await store.close()
  const aside = 'figures.duckdb.before-then'
  const steps = [
    (path: string) => renameSync(path, join(path, '..', aside)),
    (path: string) => renameSync(wal(path), join(path, '..', `${aside}.wal`)),
    (path: string) => rmSync(join(path, '..', BESIDE_FILE)),
    (path: string) => renameSync(`${path}.part`, path),
  ]
  for (const done of steps.keys()) {
    const path = damaged((database) => {
      copyFileSync(backup, `${database}.part`)
      beginRestore(join(database, '..'), aside)
      for (const step of steps.slice(0, done)) step(database)
    })
    const opened = await open(path)
    expect(await tokensOf(opened.store)).toBe(0)
    expect(await lossesOf(opened.store)).toEqual([])
    expect(opened.log).toEqual([expect.stringContaining('A restore that was interrupted')])
    await opened.store.close()
    // What was there before can be had back whole.
    const files = readdirSync(path)
    for (const ending of ['', '.wal']) {
      expect(files).toContain(`${aside}${ending}`)
      copyFileSync(join(path, `${aside}${ending}`), join(path, `figures.duckdb${ending}`))
    }
    const back = await open(path)
    expect(await tokensOf(back.store)).toBe(ROWS)
    await back.store.close()
  }
})

test('a note of a restore that says nothing still says that the backup is whole', async () => {
  const source = damaged(() => {})
  const { store } = await open(source)
  await store.transaction((tx) => tx.run(sql`delete from api_token`))
  const backup = join(folder(), 'backup')
  await store.backup(backup)
  await store.close()
  for (const note of ['', '{"aside":"../elsewhere"}', '{"as', 'null']) {
    const path = damaged((database) => {
      copyFileSync(backup, `${database}.part`)
      writeFileSync(join(database, '..', 'figures.restoring'), note)
    })
    const opened = await open(path)
    expect(await tokensOf(opened.store)).toBe(0)
    await opened.store.close()
    expect(readdirSync(path).join(' ')).toMatch(/figures\.duckdb\.before-\d{4}/)
  }
})

test('a lock of a process that was killed and not reaped belongs to nobody', async () => {
  const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 20'])
  try {
    const [said] = (await once(parent.stdout, 'data')) as [Buffer]
    const pid = Number(said.toString())
    const stat = (): string[] =>
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
    const path = folder()
    writeFileSync(join(path, 'figures.lock'), JSON.stringify({ pid, started: stat()[19] }))
    await expect(open(path)).rejects.toMatchObject({ code: 'folder-in-use' })
    await vi.waitFor(() => expect(stat()[0]).toBe('Z'), 5000)
    const { store } = await open(path)
    await store.close()
  } finally {
    parent.kill()
  }
})

test('a note that cannot be written fails no commit that stands', async () => {
  const path = damaged(() => {})
  const { store, log } = await open(path)
  const full = vi.spyOn(BesideWriter.prototype, 'write').mockImplementation(() => {
    throw Object.assign(new Error('no room'), { code: 'ENOSPC' })
  })
  try {
    await store.transaction((tx) => tx.run(sql`delete from api_token`))
  } finally {
    full.mockRestore()
  }
  expect(await tokensOf(store)).toBe(0)
  expect(log.join()).toContain('figures.state in the data folder cannot be written (ENOSPC)')
  await store.close()
})

test('who has a store open stands in it and beside it', async () => {
  const path = folder()
  const { store } = await open(path)
  const [state] = await store.query(sql`select figures, engine, storage from store_state`)
  expect(state).toEqual({
    figures: '9.9.9',
    engine: ENGINE,
    storage: expect.stringMatching(/^v\d+\.\d+/),
  })
  expect(JSON.parse(readFileSync(join(path, BESIDE_FILE), 'utf8'))).toMatchObject(state!)
  await store.close()
})

/** As if another engine had had the database last. */
function hadBy(engine: string): string {
  return damaged((database) => {
    const file = join(database, '..', BESIDE_FILE)
    const beside = JSON.parse(readFileSync(file, 'utf8')) as object
    writeFileSync(file, JSON.stringify({ ...beside, engine, figures: '7.7.7' }))
  })
}

test('an older engine takes over after a copy was made, from which it can be had back', async () => {
  const path = hadBy('v1.1.3')
  const { store, log } = await open(path)
  expect(log.join('\n')).toContain('takes over the data folder from v1.1.3')
  await claimStore(store, { platform: 'p', kind: 'lms', fingerprint: 'f' }, 0)
  await store.close()
  const copies = readdirSync(path).filter((name) => name.includes('.engine-v1.1.3-'))
  expect(copies).toHaveLength(2)
  const again = await open(path)
  expect(again.log).toEqual([])
  await again.store.close()
  // The copy has its log beside it: nothing of it is left out.
  const copy = copies.find((name) => !name.endsWith('.wal'))!
  const other = folder()
  for (const name of copies) {
    copyFileSync(join(path, name), join(other, name.replace(copy, 'figures.duckdb')))
  }
  const back = await open(other)
  expect(await tokensOf(back.store)).toBe(ROWS)
  await back.store.close()
})

test('the last number of an engine changes no file: no copy', async () => {
  const path = hadBy(ENGINE.replace(/\d+$/, '99'))
  const { store } = await open(path)
  await store.close()
  expect(readdirSync(path).filter((name) => name.includes('.engine-'))).toEqual([])
})

test('a database that a newer engine had is refused, and the way back is named', async () => {
  const path = join(hadBy('v99.0.1'), '..', 'a folder of blanks')
  renameSync(folders.at(-1)!, path)
  folders.push(path)
  const refusal = asProblem(await open(path).catch((e: unknown) => e))
  expect(refusal.code).toBe('newer-engine')
  expect(refusal.line).toContain('v99.0.1 of DuckDB (Figures 7.7.7)')
  expect(refusal.line).toContain('figures restore FILE')
  const copy = join(path, `figures.duckdb.engine-${ENGINE}-2027-01-01T00-00-00-000Z`)
  writeFileSync(copy, '')
  const named = asProblem(await open(path).catch((e: unknown) => e))
  expect(named.line).toContain(`figures restore '${copy}'`)
  expect(existsSync(join(path, 'figures.lock'))).toBe(false)
})

test('a file of a storage version that the engine does not know is refused in our words', async () => {
  const path = damaged((database) => {
    rmSync(join(database, '..', BESIDE_FILE))
    const bytes = readFileSync(database)
    bytes.writeBigUInt64LE(900n, 12)
    bytes.writeBigUInt64LE(checksum(bytes.subarray(8, 4096)), 0)
    bytes.write('v9.8.7\0', 52, 'latin1')
    bytes.writeBigUInt64LE(checksum(bytes.subarray(8, 4096)), 0)
    writeFileSync(database, bytes)
  })
  const refusal = asProblem(await open(path).catch((e: unknown) => e))
  expect(refusal.code).toBe('newer-engine')
  expect(refusal.line).toContain('v9.8.7 of DuckDB')
})

test('the engine itself says so where only the number tells', async () => {
  const path = damaged((database) => {
    rmSync(join(database, '..', BESIDE_FILE))
    const bytes = readFileSync(database)
    bytes.writeBigUInt64LE(900n, 12)
    bytes.writeBigUInt64LE(checksum(bytes.subarray(8, 4096)), 0)
    writeFileSync(database, bytes)
  })
  const refusal = asProblem(await open(path).catch((e: unknown) => e))
  expect(refusal.code).toBe('newer-engine')
  expect(refusal.line).toContain('a newer version of DuckDB')
})

/** The engine's checksum of the blocks of its head. */
function checksum(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let sum = 5381n
  for (let at = 0; at + 8 <= bytes.byteLength; at += 8) {
    sum ^= BigInt.asUintN(64, view.getBigUint64(at, true) * 0xbf58476d1ce4e5b9n)
  }
  return sum
}

test('without room for a copy nothing is upgraded', () => {
  const path = folder()
  const database = join(path, 'figures.duckdb')
  writeFileSync(database, '')
  // Larger than any disk, and taking nothing of it.
  truncateSync(database, 8e12)
  const silent = { info() {}, warn() {}, error() {} }
  const beside = { commits: 1, written: 0, figures: '0.1.0', engine: 'v1.0.0', storage: '' }
  expect(() => prepareEngine(database, { beside, engine: ENGINE, now: 0, log: silent })).toThrow(
    'there is no room for a copy',
  )
})
