import { pino } from 'pino'
import { loadConfig, type Config } from '../config.ts'
import type { ProblemBody } from '../contract/problem.ts'
import { silentLog, type Effects } from '../kernel/effects.ts'
import { Problem } from '../kernel/problem.ts'
import { findPresence } from '../presence.ts'
import { openService, placeOf, type Service } from '../service.ts'
import { askHttp, type HttpAnswer } from './http.ts'

/** What a command has of the world. */
export interface Terminal {
  readonly environment: NodeJS.ProcessEnv
  readonly folder: string
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** The error stream is a terminal: progress may rewrite its line. */
  readonly interactive: boolean
  readonly now: () => number
}

/** Asks our own API: over HTTP when a service has the data folder open, in process otherwise. */
export interface Desk {
  /** The store is open in this process; undefined when a running service answers. */
  readonly service: Service | undefined
  get<T>(path: string): Promise<T>
  send<T>(method: 'POST' | 'DELETE', path: string, body?: object): Promise<T>
  text(
    method: 'GET' | 'POST',
    path: string,
    more: { accept: string; body?: object },
  ): Promise<string>
}

/** Opens a desk, works at it, and leaves the folder as it was found. */
export async function atDesk<T>(
  terminal: Terminal,
  work: (desk: Desk, config: Config) => Promise<T>,
): Promise<T> {
  const config = await loadConfig(terminal.environment, terminal.folder)
  const { dataFolder } = placeOf(config, terminal.folder)
  const presence = await findPresence(dataFolder)
  if (presence !== undefined) {
    const call: Call = (method, path, more) =>
      askHttp(`${presence.address}/api/v2${path}`, {
        method,
        headers: headersOf(presence.token, more),
        body: more.body === undefined ? undefined : JSON.stringify(more.body),
      })
    return work(deskOf(call, undefined), config)
  }
  const { environment, folder } = terminal
  // The command's answer is what matters; its log is for whoever looks for a defect.
  const logger = environment['DEBUG'] === undefined ? undefined : processLog()
  const effects: Effects = { now: terminal.now, log: logger ?? silentLog }
  const service = await openService({ config, environment, folder, effects, logger })
  try {
    const call: Call = async (method, path, more) => {
      const answer = await service.app.inject({
        method,
        url: `/api/v2${path}`,
        headers: { host: 'localhost', ...headersOf(service.localToken, more) },
        ...(more.body === undefined ? {} : { payload: JSON.stringify(more.body) }),
      })
      return { status: answer.statusCode, text: answer.body }
    }
    return await work(deskOf(call, service), config)
  } finally {
    await service.close()
  }
}

interface More {
  readonly accept: string
  readonly body?: object | undefined
}
type Call = (method: 'GET' | 'POST' | 'DELETE', path: string, more: More) => Promise<HttpAnswer>

function headersOf(token: string, more: More): Record<string, string> {
  return {
    authorization: `Bearer ${token}`,
    accept: more.accept,
    ...(more.body === undefined ? {} : { 'content-type': 'application/json' }),
  }
}

function deskOf(call: Call, service: Service | undefined): Desk {
  const ask: (...args: Parameters<Call>) => Promise<string> = async (method, path, more) => {
    const { status, text } = await call(method, path, more)
    if (status < 400) return text
    const body = JSON.parse(text) as ProblemBody
    const code = body.type.replace('about:blank#', '')
    throw new Problem(code, status, body.title, { remedy: body.detail, allowed: body.allowed })
  }
  const json = { accept: 'application/json' }
  return {
    service,
    get: async <T>(path: string) => JSON.parse(await ask('GET', path, json)) as T,
    send: async <T>(method: 'POST' | 'DELETE', path: string, body?: object) =>
      JSON.parse(await ask(method, path, { ...json, body })) as T,
    text: ask,
  }
}

/** The service's log: one JSON line an entry, to the error stream. */
export function processLog(): ReturnType<typeof pino> {
  return pino(
    { level: 'info', redact: ['req.headers.authorization', 'req.headers.cookie'] },
    pino.destination(2),
  )
}
