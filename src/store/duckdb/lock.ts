import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { refused } from '../../kernel/problem.ts'

/**
 * Our own lock beside the database. The engine's lock belongs to the process and vanishes when any
 * descriptor of the file is closed, so it cannot be relied on within one process or after a copy.
 * Holds the process id and its start time, so that a reused id is not taken for the owner.
 */
export function takeLock(folder: string): () => void {
  const file = join(folder, 'figures.lock')
  for (let attempt = 0; ; attempt++) {
    try {
      const fd = openSync(file, 'wx', 0o600)
      writeSync(fd, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }))
      closeSync(fd)
      return () => unlinkSync(file)
    } catch (error) {
      if (!isExists(error)) throw error
      const owner = ownerOf(file)
      if (owner !== undefined && isLiving(owner)) {
        throw refused(
          'folder-in-use',
          `The data folder ${folder} is in use by process ${owner.pid}.`,
          {
            remedy: 'Stop that process first, or let a command ask the running service.',
          },
        )
      }
      // The owner is gone. Two starters may both see that: the one who loses the next `wx` tries again.
      if (attempt > 20) throw error
      try {
        unlinkSync(file)
      } catch (gone) {
        if (!isMissing(gone)) throw gone
      }
    }
  }
}

/** The living process that has a folder open; undefined when nobody has. */
export function lockedBy(folder: string): number | undefined {
  const owner = ownerOf(join(folder, 'figures.lock'))
  return owner !== undefined && isLiving(owner) ? owner.pid : undefined
}

interface Owner {
  readonly pid: number
  readonly started: string
}

function ownerOf(file: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner
  } catch {
    return undefined
  }
}

function isLiving(owner: Owner): boolean {
  try {
    process.kill(owner.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return startOf(owner.pid) === owner.started
}

/** Start time of a process as the kernel counts it; empty where there is no /proc. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // Killed, and nobody has asked how it ended: usual where the first process of a container is no init.
    return state === 'Z' ? 'ended' : (rest[18] ?? '')
  } catch {
    return ''
  }
}

function isExists(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EEXIST'
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}
