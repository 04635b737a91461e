import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** One thing that was measured, and the bar it is held to. */
export interface Line {
  readonly what: string
  readonly value: string
  readonly bar: string
  readonly holds: boolean
}

const ROOT = resolve(import.meta.dirname, '..')
/** As the first line of `bin/figures.mjs` and `npm start` have it. */
const AS_STARTED = ['--max-semi-space-size=4']

/** A first load in a process of its own. */
export async function loadAlone(
  env: Record<string, string>,
): Promise<{ seconds: number; rows: number; peak: number }> {
  const child = spawn(process.execPath, [...AS_STARTED, 'bin/figures.mjs', 'ingest', '--once'], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production', ...env },
  })
  let out = ''
  let peak = 0
  const watch = setInterval(() => (peak = Math.max(peak, residentPeak(child))), 200)
  child.stdout.on('data', (text: Buffer) => (out += text.toString()))
  await new Promise((done) => child.once('exit', done))
  clearInterval(watch)
  const found = /([\d,]+) rows in ([\d.]+) s/.exec(out)
  if (found === null) throw new Error(`The first load failed: ${out}`)
  return { rows: Number(found[1]!.replaceAll(',', '')), seconds: Number(found[2]), peak }
}

/** A service in a process of its own. */
export interface Running {
  readonly process: ChildProcess
  readonly address: string
  readonly headers: Record<string, string>
  /** Settles when the first reading after the start is through. */
  readonly loaded: Promise<void>
  refresh(depth?: string): Promise<number>
  stop(): Promise<void>
}

/** `root`: the checkout whose compiled service is started. */
export async function startService(env: Record<string, string>, root = ROOT): Promise<Running> {
  const child = spawn(process.execPath, [...AS_STARTED, 'bin/figures.mjs', 'start'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const address = await new Promise<string>((found) => {
    child.stdout.on('data', (text: Buffer) => {
      const match = /Figures +(http:\S+)/.exec(text.toString())
      if (match !== null) found(match[1]!)
    })
  })
  const { token } = JSON.parse(
    readFileSync(
      join(env['FIGURES_DATA']!, env['FIGURES_PLATFORM'] ?? 'campus', 'service.json'),
      'utf8',
    ),
  ) as { token: string }
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const loaded = (async () => {
    for (;;) {
      const { sources } = (await (await fetch(`${address}api/v2/sources`, { headers })).json()) as {
        sources: { runs: { ended: string | null }[]; loading: string[] }[]
      }
      const [{ runs, loading }] = sources as [(typeof sources)[0]]
      if (runs[0]?.ended != null && loading.length === 0) return
      await new Promise((done) => setTimeout(done, 200))
    }
  })()
  return {
    process: child,
    address,
    headers,
    loaded,
    refresh: async (depth = 'refresh') => {
      const answer = await fetch(`${address}api/v2/sources/read`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ depth }),
      })
      return ((await answer.json()) as { results: { seconds: number }[] }).results[0]!.seconds
    },
    stop: async () => {
      child.kill('SIGTERM')
      await new Promise((done) => child.once('exit', done))
    },
  }
}

export async function medianOf(count: number, measure: () => Promise<number>): Promise<number> {
  const values: number[] = []
  for (let n = 0; n < count; n++) values.push(await measure())
  return values.sort((a, b) => a - b)[Math.floor(count / 2)]!
}

function statusOf(child: ChildProcess, field: string): number {
  try {
    const text = readFileSync(`/proc/${child.pid}/status`, 'utf8')
    return Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(text)?.[1] ?? 0) / 1000)
  } catch {
    return 0
  }
}
export const residentPeak = (child: ChildProcess): number => statusOf(child, 'VmHWM')
export const residentNow = (child: ChildProcess): number => statusOf(child, 'VmRSS')

export function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((f) =>
    f.isFile(),
  )
  return files.reduce((sum, f) => sum + statSync(join(f.parentPath, f.name)).size, 0)
}

export const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`
