import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { badRequest } from '../../kernel/problem.ts'
import { takeLock } from './lock.ts'
import { DATABASE_FILE } from './store.ts'

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
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const unlock = takeLock(folder)
  try {
    const part = join(folder, `${DATABASE_FILE}.part`)
    rmSync(part, { force: true })
    copyFileSync(file, part)
    const owner = await ownerOf(part, file)
    try {
      on.accept(owner)
    } catch (error) {
      rmSync(part, { force: true })
      throw error
    }
    const target = join(folder, DATABASE_FILE)
    const stamp = new Date(on.now).toISOString().replaceAll(/[:.]/g, '-')
    const aside = existsSync(target) ? `${target}.before-${stamp}` : null
    if (aside !== null) {
      renameSync(target, aside)
      // Its log belongs to it: without it the last commits would be lost, beside another it would harm.
      if (existsSync(`${target}.wal`)) renameSync(`${target}.wal`, `${aside}.wal`)
    }
    renameSync(part, target)
    return aside
  } finally {
    unlock()
  }
}

async function ownerOf(part: string, file: string): Promise<BackupOwner> {
  try {
    const instance = await DuckDBInstance.create(part, {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    })
    try {
      const connection = await instance.connect()
      const reader = await connection.runAndReadAll(
        'select platform, kind, fingerprint from platform',
      )
      const [row] = reader.getRowObjectsJS()
      connection.closeSync()
      return row as unknown as BackupOwner
    } finally {
      instance.closeSync()
    }
  } catch (error) {
    rmSync(part, { force: true })
    throw badRequest('not-a-backup', `${file} is not a backup of Figures.`, {
      remedy: 'Give a file made by `figures backup FILE`.',
      cause: error,
    })
  }
}
