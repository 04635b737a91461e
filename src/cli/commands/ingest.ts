import type { Reading, Sources } from '../../contract/source.ts'
import { loadConfig } from '../../config.ts'
import { Problem } from '../../kernel/problem.ts'
import type { Depth } from '../../sources/source.ts'
import { openService } from '../../service.ts'
import { atDesk, processLog, type Desk, type Terminal } from '../ask.ts'
import { progressOn } from '../progress.ts'

const POLL_MS = 700

export interface IngestFlags {
  readonly once?: boolean
  readonly full?: boolean
  readonly sweep?: boolean
  /** This is the platform that was read before, although it looks like another. */
  readonly samePlatform?: boolean
}

/** Reads every source once, or goes on reading on schedule without serving the page. */
export async function ingest(terminal: Terminal, options: IngestFlags): Promise<void> {
  const depth: Depth =
    options.full === true ? 'reload' : options.sweep === true ? 'full sweep' : 'refresh'
  const samePlatform = options.samePlatform === true
  if (options.once === true || samePlatform || depth !== 'refresh') {
    await atDesk(terminal, (desk) => readOnce(terminal, desk, depth, samePlatform))
    return
  }
  const { environment, folder } = terminal
  const config = await loadConfig(environment, folder)
  const log = processLog()
  const service = await openService({
    config,
    environment,
    folder,
    effects: { now: terminal.now, log },
  })
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
  service.read()
  await stopped
  await service.close()
}

/** Reads until nothing is left, with progress; what went wrong ends the command with an error. */
export async function readOnce(
  terminal: Terminal,
  desk: Desk,
  depth: Depth,
  samePlatform = false,
): Promise<void> {
  let asked: Asked = { depth, samePlatform }
  while (await leaves(terminal, desk, asked)) asked = { depth: 'refresh', samePlatform: false }
}

/** What a reading is asked for. */
interface Asked {
  readonly depth: Depth
  readonly samePlatform: boolean
}

/** One reading; true when it has left something to the next. */
async function leaves(terminal: Terminal, desk: Desk, asked: Asked): Promise<boolean> {
  const progress = progressOn(terminal)
  const reading =
    desk.service === undefined ? readThere(desk, asked, progress) : readHere(desk, asked, progress)
  const { results } = await reading.finally(() => progress.end())
  for (const r of results) {
    if (r.problem !== null) throw new Problem('reading-failed', 503, r.problem)
    const rate = r.seconds > 0 ? Math.round(r.rows / r.seconds).toLocaleString('en-US') : '–'
    terminal.out(
      `${r.source}: ${r.kind}, ${r.rows.toLocaleString('en-US')} rows in ${r.seconds.toFixed(1)} s (${rate} rows/s), ${r.changed.toLocaleString('en-US')} changes${r.left ? '; older history still to load' : ''}\n`,
    )
  }
  return results.some((r) => r.left)
}

type Shown = ReturnType<typeof progressOn>

async function readHere(desk: Desk, asked: Asked, progress: Shown): Promise<Reading> {
  const { depth, samePlatform } = asked
  const show = progress.show.bind(progress)
  const results = await desk.service!.ingest.readAll(depth, show, samePlatform)
  return { results: results.map((r) => ({ ...r, problem: r.problem?.line ?? null })) }
}

/** The service reads; its state is asked now and then, to show how far it is. */
async function readThere(desk: Desk, asked: Asked, progress: Shown): Promise<Reading> {
  const state = { done: false }
  const reading = desk
    .send<Reading>('POST', '/sources/read', asked)
    .finally(() => (state.done = true))
  while (!state.done) {
    await Promise.race([reading.catch(() => undefined), new Promise((r) => setTimeout(r, POLL_MS))])
    if (state.done) break
    const { sources } = await desk.get<Sources>('/sources')
    for (const { name, progress: p } of sources) {
      if (p !== null) progress.show({ source: name, ...p, total: p.total ?? undefined })
    }
  }
  return reading
}
