import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** What is noted beside the database, where it can be read before the engine has opened that. */
export interface Beside {
  /** Transactions committed, and when the last one was, ms. Never more than the database holds. */
  readonly commits: number
  readonly written: number
  /** What opened the database last. */
  readonly figures: string
  readonly engine: string
  readonly storage: string
}

export const BESIDE_FILE = 'figures.state'
/** Always so many bytes: one write replaces all of it and needs no room. */
const BYTES = 512

/** What is noted; undefined when nothing is, or nothing that can be read: then nothing is concluded. */
export function readBeside(folder: string): Beside | undefined {
  try {
    const found = JSON.parse(readFileSync(join(folder, BESIDE_FILE), 'utf8')) as Partial<Beside>
    const { commits, written, figures, engine, storage } = found
    const numbers = Number.isSafeInteger(commits) && Number.isFinite(written)
    const texts = [figures, engine, storage].every((text) => typeof text === 'string')
    return numbers && texts ? (found as Beside) : undefined
  } catch {
    return undefined
  }
}

/** Keeps the note while the database is open. */
export class BesideWriter {
  readonly #file: number

  constructor(folder: string) {
    this.#file = openSync(join(folder, BESIDE_FILE), constants.O_RDWR | constants.O_CREAT, 0o600)
  }

  /**
   * After a commit, which is on the disk by then; so the note may lag behind the database, when the
   * process dies in between, and never leads.
   */
  write(beside: Beside): void {
    writeSync(this.#file, JSON.stringify(beside).padEnd(BYTES), 0)
  }

  close(): void {
    closeSync(this.#file)
  }
}
