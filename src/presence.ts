import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** How a command finds the service that has its data folder open. */
export interface Presence {
  readonly pid: number
  /** Address on this machine, without a path. */
  readonly address: string
  /** Token that lets a command operate the service; whoever can read this file is the operator. */
  readonly token: string
}

/** A copy of a data folder has the file, too, and must not lead to the service of the original. */
interface Written extends Presence {
  readonly folder: string
}

const inodeOf = (folder: string): string => {
  const { dev, ino } = statSync(folder)
  return `${dev} ${ino}`
}

const FILE = 'service.json'
const PORT_FILE = 'port'

export function writePresence(folder: string, presence: Presence): void {
  const written: Written = { ...presence, folder: inodeOf(folder) }
  writeFileSync(join(folder, FILE), JSON.stringify(written), { mode: 0o600 })
}

export function removePresence(folder: string): void {
  rmSync(join(folder, FILE), { force: true })
}

/**
 * The service that has the folder open; undefined when there is none, when it died without a word, or when
 * what it left cannot be read.
 */
export async function findPresence(folder: string): Promise<Presence | undefined> {
  const file = join(folder, FILE)
  if (!existsSync(file)) return undefined
  try {
    const presence = JSON.parse(readFileSync(file, 'utf8')) as Written
    if (presence.folder !== inodeOf(folder)) return undefined
    process.kill(presence.pid, 0)
    const signal = AbortSignal.timeout(5000)
    const answer = await fetch(`${presence.address}/api/v2/health/live`, { signal })
    return answer.ok ? presence : undefined
  } catch {
    return undefined
  }
}

/** The port of the last start, so that an address stays good; undefined at the first. */
export function rememberedPort(folder: string): number | undefined {
  const file = join(folder, PORT_FILE)
  if (!existsSync(file)) return undefined
  const port = Number(readFileSync(file, 'utf8'))
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined
}

export function rememberPort(folder: string, port: number): void {
  writeFileSync(join(folder, PORT_FILE), String(port), { mode: 0o600 })
}
