import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { badRequest } from '../kernel/problem.ts'

export interface SecretSettings {
  readonly secret?: string | undefined
  readonly secretFile?: string | undefined
}

const SHORTEST = 16

/**
 * The secret that pseudonyms are made with: given, or from a file, or made once in the user's
 * configuration folder. Never in the data folder, so that facts and secret are never copied together.
 */
export function loadSecret(settings: SecretSettings, environment: NodeJS.ProcessEnv): Buffer {
  if (settings.secret !== undefined) return checked(settings.secret, 'FIGURES_SECRET')
  if (settings.secretFile !== undefined) {
    return checked(readText(settings.secretFile), settings.secretFile)
  }
  const base = environment['XDG_CONFIG_HOME'] ?? join(homedir(), '.config')
  const file = join(base, 'figures', 'secret')
  try {
    return checked(readFileSync(file, 'utf8').trim(), file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const made = randomBytes(32).toString('hex')
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  // `wx`: two first starts at once must not both make one.
  writeFileSync(file, `${made}\n`, { mode: 0o600, flag: 'wx' })
  return Buffer.from(made)
}

/** Tells whether two secrets are the same without telling either. */
export function fingerprintOf(secret: Buffer): string {
  return createHash('sha256')
    .update('figures fingerprint')
    .update(secret)
    .digest('hex')
    .slice(0, 16)
}

function checked(text: string, from: string): Buffer {
  if (text.length < SHORTEST) {
    throw badRequest(
      'weak-secret',
      `The secret from ${from} is shorter than ${SHORTEST} characters.`,
      {
        remedy: 'Make one with: openssl rand -hex 32',
      },
    )
  }
  return Buffer.from(text)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw badRequest('no-secret-file', `Cannot read FIGURES_SECRET_FILE ${file}.`, {
      remedy: 'Check its path and its owner.',
      cause: error,
    })
  }
}
