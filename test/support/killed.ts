import { spawn } from 'node:child_process'

import { resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')

/** Runs a command of Figures in a process of its own and kills it after so many ms, unless it ends sooner. */
export async function killedAfter(
  ms: number,
  args: readonly string[],
  environment: Record<string, string>,
): Promise<boolean> {
  const child = spawn(process.execPath, ['bin/figures.mjs', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: 'ignore',
  })
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  const timer = setTimeout(() => child.kill('SIGKILL'), ms)
  await ended
  clearTimeout(timer)
  return child.signalCode === 'SIGKILL'
}
