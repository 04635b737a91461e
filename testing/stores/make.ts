import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fillLms } from '../../src/sources/campus/lms/fill.ts'
import { databaseAddress } from '../../src/sources/lms-database/address.ts'
import { startMariaDb, type MariaDb } from '../../test/support/mariadb.ts'
import { LMS_FILES, loadLms, STORE_FILE, STORE_SETTINGS } from './stores.ts'

const HERE = import.meta.dirname
const ROOT = resolve(HERE, '../..')
/** The kept LMS: few people, all tables, filled up to this instant. */
const FILLED = Date.parse('2026-11-20T12:00:00Z')
const LMS = { seed: 'stores', accounts: 200, courses: 2.2, opened: '2025-06-02' }

/**
 * Makes data folders as earlier versions of Figures left them: `node testing/stores/make.ts COMMIT …`.
 * `A+B` is a folder that A loaded and B then read into. README.md says more.
 */
async function make(names: readonly string[]): Promise<void> {
  const db = await startMariaDb()
  try {
    await keptLms(db)
    for (const name of names) makeStore(db, name)
  } finally {
    await db.stop()
    for (const commit of new Set(names.flatMap((n) => n.split('+')))) {
      execFileSync('git', ['worktree', 'remove', '--force', treeOf(commit)], { cwd: ROOT })
    }
  }
}

/** Loads the kept LMS; when there is none yet, fills one and keeps it. */
async function keptLms(db: MariaDb): Promise<void> {
  const admin = await db.admin()
  for (const { database } of LMS_FILES) {
    await admin.query(`create database ${database('edxapp')} character set utf8mb4`)
  }
  if (existsSync(LMS_FILES[0].file)) {
    const folder = mkdtempSync(join(tmpdir(), 'figures-lms-'))
    loadLms(db, 'edxapp', folder)
    rmSync(folder, { recursive: true })
  } else {
    const address = databaseAddress({ text: db.url('edxapp'), setting: 'the kept LMS' })
    await fillLms(address, LMS, { now: FILLED, mess: true })
    // An enrollment without a date begins when it is first read, which differs from reading to reading.
    await admin.query(`update edxapp.student_courseenrollment set created = '2026-03-02 09:00:00'
      where created is null or created < '2000-01-01'`)
    for (const { file, database } of LMS_FILES) {
      writeFileSync(file, gzipSync(dumpOf(db, database('edxapp')), { level: 9 }))
    }
  }
  await admin.end()
}

function dumpOf(db: MariaDb, database: string): Buffer {
  const { username, password, port } = new URL(db.url(database))
  const options = ['--skip-comments', '--skip-dump-date', '--net-buffer-length=16384']
  const where = ['--host=127.0.0.1', `--port=${port}`, `--user=${username}`]
  return execFileSync('mariadb-dump', [...where, ...options, `--password=${password}`, database], {
    maxBuffer: 1 << 30,
  })
}

function makeStore(db: MariaDb, name: string): void {
  const data = mkdtempSync(join(tmpdir(), 'figures-data-'))
  for (const commit of name.split('+')) read(db, commit, data)
  const folder = join(data, STORE_SETTINGS.FIGURES_PLATFORM)
  if (existsSync(join(folder, 'figures.duckdb.wal'))) {
    throw new Error(`${name}: the store was not closed`)
  }
  const target = join(HERE, name)
  mkdirSync(target, { recursive: true })
  const store = readFileSync(join(folder, 'figures.duckdb'))
  writeFileSync(join(target, STORE_FILE), gzipSync(store, { level: 9 }))
  rmSync(data, { recursive: true })
  process.stdout.write(`${name}: made\n`)
}

const treeOf = (commit: string): string => join(tmpdir(), `figures-old-${commit}`)

/** One reading with the sources and the dependencies of a commit. */
function read(db: MariaDb, commit: string, data: string): void {
  const tree = treeOf(commit)
  if (!existsSync(tree)) {
    execFileSync('git', ['worktree', 'add', '--detach', tree, commit], { cwd: ROOT })
    execFileSync('npm', ['ci', '--omit=dev', '--ignore-scripts'], { cwd: tree, stdio: 'inherit' })
  }
  execFileSync(process.execPath, ['bin/figures.mjs', 'ingest', '--once'], {
    cwd: tree,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...STORE_SETTINGS,
      FIGURES_LMS_DATABASE_URL: db.url('edxapp'),
      FIGURES_DATA: data,
    },
  })
}

await make(process.argv.slice(2))
