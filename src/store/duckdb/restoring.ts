import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Log } from '../../kernel/effects.ts'
import { BESIDE_FILE } from './beside.ts'
import { DATABASE_FILE, PART_FILE, RESTORING_FILE } from './files.ts'

/** Notes that the backup is whole: from now on it takes the place of the database, whatever ends the process. */
export function beginRestore(folder: string, aside: string): void {
  const note = join(folder, RESTORING_FILE)
  writeFileSync(`${note}.part`, JSON.stringify({ aside }), { mode: 0o600 })
  renameSync(`${note}.part`, note)
}

/**
 * Puts the backup in the place of the database; each step may have been done by a process that ended in
 * between. Does nothing where none is on its way.
 */
export function finishRestore(folder: string, log: Log): void {
  const at = (name: string): string => join(folder, name)
  const note = at(RESTORING_FILE)
  if (!existsSync(note)) return
  const aside = asideIn(note)
  if (existsSync(at(PART_FILE))) {
    for (const ending of ['', '.wal']) {
      const former = at(`${DATABASE_FILE}${ending}`)
      // Its log belongs to it: without it the last commits would be lost, beside another it would harm.
      if (existsSync(former)) renameSync(former, at(`${aside}${ending}`))
    }
    // What is noted of the former database says nothing of this one.
    rmSync(at(BESIDE_FILE), { force: true })
    renameSync(at(PART_FILE), at(DATABASE_FILE))
  }
  rmSync(note)
  log.warn(
    { code: 'restore-finished' },
    'A restore that was interrupted is finished: the data folder holds the backup.',
  )
}

/**
 * The name for what was there before. The note itself says that the backup is whole: one that a loss of
 * power has emptied says so, too, and then the name is made of when it was written.
 */
function asideIn(note: string): string {
  try {
    const said = JSON.parse(readFileSync(note, 'utf8')) as { readonly aside?: unknown } | null
    const aside = said?.aside
    if (typeof aside === 'string' && aside !== '' && basename(aside) === aside) return aside
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  return `${DATABASE_FILE}.before-${statSync(note).mtime.toISOString().replaceAll(/[:.]/g, '-')}`
}
