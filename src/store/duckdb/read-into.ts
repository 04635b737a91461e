import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { sql } from '../sql.ts'
import { DATABASE_FILE } from './files.ts'
import { lockedBy } from './lock.ts'
import { rowsOf } from './writing.ts'

/**
 * Whether any source was ever read into the database of a folder. What cannot be opened, because it is in
 * use, damaged, or of another engine, counts as read: it may be all that somebody has.
 */
export async function wasReadInto(folder: string): Promise<boolean> {
  const file = join(folder, DATABASE_FILE)
  if (!existsSync(file)) return false
  if (lockedBy(folder) !== undefined) return true
  try {
    const instance = await DuckDBInstance.create(file, {
      access_mode: 'READ_ONLY',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    })
    try {
      const connection = await instance.connect()
      const rows = await rowsOf(connection, sql`select source from checkpoint limit 1`)
      connection.closeSync()
      return rows.length > 0
    } finally {
      instance.closeSync()
    }
  } catch {
    return true
  }
}
