import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

const HERE = import.meta.dirname

/** The LMS that every kept store was read from, as dumps: its database, and that of its histories of saves. */
export const LMS_FILES = [
  { file: join(HERE, 'lms.sql.gz'), database: (lms: string) => lms },
  { file: join(HERE, 'lms_csmh.sql.gz'), database: (lms: string) => `${lms}_csmh` },
] as const

/** Loads the kept LMS into databases that are there; `folder`: where it may be unpacked. */
export function loadLms(
  db: { load(database: string, file: string): void },
  lms: string,
  folder: string,
): void {
  for (const { file, database } of LMS_FILES) {
    const unpacked = join(folder, 'lms.sql')
    writeFileSync(unpacked, gunzipSync(readFileSync(file)))
    db.load(database(lms), unpacked)
  }
}

/** The database of a kept store, in the folder named by the commits that read it. */
export const STORE_FILE = 'figures.duckdb.gz'
/** What every kept store was read with. The secret protects nobody: the people are made up. */
export const STORE_SETTINGS = {
  FIGURES_PLATFORM: 'kept',
  FIGURES_SECRET: 'the secret of the kept stores',
  FIGURES_MEMORY: '256',
} as const

/** Names of the kept stores: the commit that made it, or several, with `+`, that read into it in turn. */
export function keptStores(): string[] {
  return readdirSync(HERE, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

/** Puts a kept store into a data folder, as the commit left it. */
export function unpackStore(name: string, data: string): void {
  const folder = join(data, STORE_SETTINGS.FIGURES_PLATFORM)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const store = readFileSync(join(HERE, name, STORE_FILE))
  writeFileSync(join(folder, 'figures.duckdb'), gunzipSync(store))
}
