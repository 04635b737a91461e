import { closeSync, copyFileSync, existsSync, openSync, readdirSync, readSync } from 'node:fs'
import { renameSync, rmSync, statfsSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import duckdb from '@duckdb/node-bindings'
import type { Log } from '../../kernel/effects.ts'
import { refused, unavailable } from '../../kernel/problem.ts'
import { shellWord } from '../../kernel/shell.ts'
import type { Beside } from './beside.ts'

/** The engine that this Figures brings, as it names itself: `v1.5.5`. */
export const ENGINE = duckdb.library_version()

/** Left free on the disk beside a copy. */
const SPARE_BYTES = 64 * 1024 * 1024

/**
 * Looks at which engine had the database last, before this one opens it: files of an older one are copied
 * first, those of a newer one are refused. Versions that differ in the last number alone share their files.
 */
export function prepareEngine(
  file: string,
  on: {
    readonly beside: Beside | undefined
    readonly engine: string
    readonly now: number
    readonly log: Log
  },
): void {
  if (!existsSync(file)) return
  // Before there was a note, the database's head names the engine that made it.
  const last = on.beside?.engine ?? engineInHead(file)
  const order = last === undefined ? 0 : compared(on.engine, last)
  if (order === 0) return
  if (order < 0) throw newerEngine(file, last, on.beside?.figures)
  const copy = copyBefore(file, { engine: last!, now: on.now })
  on.log.warn(
    { code: 'engine-upgrade', from: last!, to: on.engine, copy: basename(copy) },
    `DuckDB ${on.engine} takes over the data folder from ${last!}. A copy of before is ${copy}: delete it once all is well.`,
  )
}

/** A database that only a newer engine can read, with the way back. */
export function newerEngine(file: string, engine?: string, figures?: string): Error {
  const copies = copiesOf(file).filter((c) => compared(ENGINE, c.engine) >= 0)
  const back =
    copies.length > 0
      ? `go back to before the upgrade: figures restore ${shellWord(copies[0]!.path)}`
      : 'restore a backup made before the upgrade: figures restore FILE'
  // What only the number of the file tells may be of a build that names itself like ours.
  const who = engine === undefined || compared(ENGINE, engine) >= 0 ? 'a newer version' : engine
  const by = figures === undefined || figures === '' ? '' : ` (Figures ${figures})`
  return refused(
    'newer-engine',
    `${file} was last written by ${who} of DuckDB${by}; this Figures brings ${ENGINE}, which cannot read it safely.`,
    { remedy: `Install the newer Figures again, or ${back}.` },
  )
}

/** Negative when `a` is older than `b`, zero when they share their files. */
function compared(a: string, b: string): number {
  const [x, y] = [numbersOf(a), numbersOf(b)]
  if (x === undefined || y === undefined) return 0
  return x.major - y.major || x.minor - y.minor
}

function numbersOf(version: string): { major: number; minor: number } | undefined {
  const found = /^v?(\d+)\.(\d+)/.exec(version)
  return found === null ? undefined : { major: Number(found[1]), minor: Number(found[2]) }
}

const HEAD_BYTES = 4096
const NAME_AT = 52
const NAME_BYTES = 32

/** The engine that made a database, from its first bytes; never while the database is open. */
export function engineInHead(file: string): string | undefined {
  const head = Buffer.alloc(HEAD_BYTES)
  const opened = openSync(file, 'r')
  try {
    readSync(opened, head, 0, HEAD_BYTES, 0)
  } finally {
    closeSync(opened)
  }
  const text = head.toString('latin1', NAME_AT, NAME_AT + NAME_BYTES).replaceAll('\0', '')
  return numbersOf(text) === undefined ? undefined : text
}

/** The database with its log, beside it, under a name that says which engine can read it. */
function copyBefore(file: string, of: { readonly engine: string; readonly now: number }): string {
  const files = [file, `${file}.wal`].filter((f) => existsSync(f))
  const bytes = files.reduce((sum, f) => sum + statSync(f).size, 0)
  const { bavail, bsize } = statfsSync(join(file, '..'))
  const free = bavail * bsize
  if (free < bytes + SPARE_BYTES) {
    const megabytes = (n: number): string => `${Math.ceil(n / 1e6)} MB`
    throw unavailable(
      'no-room-for-copy',
      `DuckDB ${ENGINE} is newer than ${of.engine}, which wrote ${file} last, and there is no room for a copy of before: ${megabytes(bytes + SPARE_BYTES)} are needed, ${megabytes(free)} are free.`,
      { remedy: 'Make room on that disk, then start Figures again.' },
    )
  }
  const stamp = new Date(of.now).toISOString().replaceAll(/[:.]/g, '-')
  const copy = `${file}.engine-${of.engine}-${stamp}`
  rmSync(`${copy}.part`, { force: true })
  // The log first: a copy of the database under its own name is whole.
  if (files.length > 1) copyFileSync(`${file}.wal`, `${copy}.wal`)
  copyFileSync(file, `${copy}.part`)
  renameSync(`${copy}.part`, copy)
  return copy
}

/** Copies made before an engine took over, the newest first. */
function copiesOf(file: string): { readonly path: string; readonly engine: string }[] {
  const folder = join(file, '..')
  const begin = `${basename(file)}.engine-`
  return readdirSync(folder)
    .filter((name) => name.startsWith(begin) && !/\.(wal|part)$/.test(name))
    .sort()
    .reverse()
    .map((name) => {
      const rest = name.slice(begin.length)
      return { path: join(folder, name), engine: rest.slice(0, rest.indexOf('-')) }
    })
}
