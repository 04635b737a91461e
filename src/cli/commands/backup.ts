import { resolve } from 'node:path'
import { fingerprintOf, loadSecret } from '../../access/secret.ts'
import { loadConfig } from '../../config.ts'
import type { BackedUp } from '../../contract/health.ts'
import { mismatch, type Platform } from '../../ingest/platform.ts'
import { refused } from '../../kernel/problem.ts'
import { findPresence } from '../../presence.ts'
import { placeOf } from '../../service.ts'
import { restoreStore } from '../../store/duckdb/restore.ts'
import { atDesk, type Terminal } from '../ask.ts'

/** Writes a consistent copy, while the service runs or not. */
export async function backup(terminal: Terminal, file: string): Promise<void> {
  const path = resolve(terminal.folder, file)
  const done = await atDesk(terminal, (desk) =>
    desk.send<BackedUp>('POST', '/backup', { file: path }),
  )
  terminal.out(`${done.file}: ${(done.bytes / 1e6).toFixed(1)} MB.\n${done.note}\n`)
}

/** Puts a copy in place; the service must be down. What was there is kept beside it. */
export async function restore(terminal: Terminal, file: string): Promise<void> {
  const config = await loadConfig(terminal.environment, terminal.folder)
  const { platform, kind, dataFolder } = placeOf(config, terminal.folder)
  const running = await findPresence(dataFolder)
  if (running !== undefined) {
    throw refused(
      'service-running',
      `The service runs (process ${running.pid}); it must be down to restore.`,
      {
        remedy: 'Stop it, restore, start it again.',
      },
    )
  }
  const fingerprint = fingerprintOf(loadSecret(config, terminal.environment))
  const mine: Platform = { platform, kind, fingerprint }
  const aside = await restoreStore(resolve(terminal.folder, file), dataFolder, {
    now: terminal.now(),
    accept: (theirs) => {
      const wrong = mismatch(theirs as Platform, mine)
      if (wrong !== undefined) throw wrong
    },
  })
  terminal.out(`Restored into ${dataFolder}.\n`)
  if (aside !== null) terminal.out(`What was there is kept as ${aside}.\n`)
  terminal.out('The secret is not in a backup; the one in use here is the one it was made with.\n')
}
