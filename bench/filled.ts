import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fillLms } from '../src/sources/campus/lms/fill.ts'
import { startMariaDb, type MariaDb } from '../test/support/mariadb.ts'

/** Two million states of learners; `BENCH_QUICK`: 200,000. */
export const LMS_SIZE = {
  accounts: process.env['BENCH_QUICK'] === undefined ? 50_000 : 5_000,
  courses: 6.4,
  depth: 0.62,
}
const OPEN_DAYS = 548

/** An LMS on a MariaDB of its own that the simulated campus has filled, and a data folder for Figures. */
export interface FilledLms {
  readonly db: MariaDb
  /** Folder for the data of a Figures that reads it. */
  readonly data: string
  /** Settings of that Figures; it reads when it is asked. */
  readonly env: Readonly<Record<string, string>>
  rowsOf(table: string): number
  close(): Promise<void>
}

export async function filledLms(say: (text: string) => void): Promise<FilledLms> {
  const db = await startMariaDb({ settings: ['--innodb-buffer-pool-size=2G'] })
  const data = mkdtempSync(join(tmpdir(), 'figures-bench-'))
  const close = async (): Promise<void> => {
    await db.stop()
    rmSync(data, { recursive: true, force: true })
  }
  try {
    say('Filling the LMS …')
    const now = Date.now()
    const opened = new Date(now - OPEN_DAYS * 86_400_000).toISOString().slice(0, 10)
    const rows = await fillLms(
      db.address('edxapp'),
      { seed: 'bench', opened, ...LMS_SIZE },
      { now },
    )
    const env = {
      FIGURES_LMS_DATABASE_URL: db.url('edxapp'),
      FIGURES_PLATFORM: 'bench',
      FIGURES_DATA: data,
      FIGURES_SECRET: 'a secret of the bench only',
      FIGURES_REFRESH: '1h',
    }
    return { db, data, env, rowsOf: (table) => rows.get(table) ?? 0, close }
  } catch (error) {
    await close()
    throw error
  }
}
