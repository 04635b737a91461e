import { copyFileSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { silentLog } from '../../kernel/effects.ts'
import { badRequest, Problem } from '../../kernel/problem.ts'
import { sql } from '../sql.ts'
import { openingFailure } from './failure.ts'
import { takeLock } from './lock.ts'
import { DATABASE_FILE, PART_FILE } from './files.ts'
import { beginRestore, finishRestore } from './restoring.ts'
import { rowsOf } from './writing.ts'

/** Whose facts a backup holds. */
export interface BackupOwner {
  readonly platform: string
  readonly kind: string
  readonly fingerprint: string
}

/**
 * Puts a backup in the place of the database. `accept` looks at whose facts it holds and throws to
 * refuse. What was there before is kept beside it, under the name that is returned.
 */
export async function restoreStore(
  file: string,
  folder: string,
  on: { readonly accept: (owner: BackupOwner) => void; readonly now: number },
): Promise<string | null> {
  if (!existsSync(file)) {
    throw badRequest('no-backup', `There is no file ${file}.`, {
      remedy: 'Check the path of the backup.',
    })
  }
  if (!statSync(file).isFile()) {
    throw badRequest('not-a-backup', `${file} is not a file.`, {
      remedy: 'Give a file made by `figures backup FILE`.',
    })
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const unlock = takeLock(folder)
  try {
    finishRestore(folder, silentLog)
    const part = join(folder, PART_FILE)
    remove(part)
    copyFileSync(file, part)
    // A copy made before an upgrade may have its log beside it; opening the copy takes that in.
    if (existsSync(`${file}.wal`)) copyFileSync(`${file}.wal`, `${part}.wal`)
    try {
      on.accept(await ownerOf(part, file))
    } catch (error) {
      remove(part)
      throw error
    }
    const stamp = new Date(on.now).toISOString().replaceAll(/[:.]/g, '-')
    const aside = `${DATABASE_FILE}.before-${stamp}`
    const hadOne = existsSync(join(folder, DATABASE_FILE))
    beginRestore(folder, aside)
    finishRestore(folder, silentLog)
    return hadOne ? join(folder, aside) : null
  } finally {
    unlock()
  }
}

function remove(part: string): void {
  for (const path of [part, `${part}.wal`]) rmSync(path, { force: true })
}

async function ownerOf(part: string, file: string): Promise<BackupOwner> {
  try {
    const instance = await DuckDBInstance.create(part, {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    })
    try {
      const connection = await instance.connect()
      const [row] = await rowsOf<Record<keyof BackupOwner, string>>(
        connection,
        sql`select platform, kind, fingerprint from platform`,
      )
      connection.closeSync()
      if (row === undefined) throw new Error('the copy is of nobody')
      return row
    } finally {
      instance.closeSync()
    }
  } catch (error) {
    const failure = openingFailure(error, file)
    if (failure instanceof Problem && failure.code === 'newer-engine') throw failure
    throw badRequest('not-a-backup', `${file} is not a backup of Figures.`, {
      remedy: 'Give a file made by `figures backup FILE`.',
      cause: error,
    })
  }
}
