import { spawn } from 'node:child_process'
import { join } from 'node:path'

const SCRIPT = `
import { openStore } from '${join(import.meta.dirname, '../../src/store/duckdb/store.ts')}'
import { sql } from '${join(import.meta.dirname, '../../src/store/sql.ts')}'
const [folder, times] = process.argv.slice(1)
const store = await openStore({ folder, memory: 64, readers: 1 })
process.send('open')
for (let n = 0; n < Number(times); n++) {
  await store.transaction((tx) => tx.run(sql\`insert into api_token (id, label, hash, created)
    values (\${String(n)}, 'a label that takes some room', 'hash', 0)\`))
}
process.kill(process.pid, 'SIGKILL')
`

/**
 * A process of its own that commits one row after the other into a store and then dies without closing it;
 * it is killed before, so many ms after it has opened the store, if that is asked for.
 */
export async function commitAndDie(
  folder: string,
  of: { readonly times: number; readonly killedAfter?: number },
): Promise<void> {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', SCRIPT, folder, String(of.times)],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  )
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.once('message', () => {
    if (of.killedAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), of.killedAfter)
  })
  await ended
  if (child.signalCode !== 'SIGKILL') throw new Error(`the process ended with ${child.exitCode}`)
}
