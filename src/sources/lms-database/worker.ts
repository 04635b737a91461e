import { createHmac } from 'node:crypto'
import { constants, platform, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { pseudonyms } from '../../facts/pseudonym.ts'
import { framesOf } from '../../kernel/place.ts'
import { asProblem } from '../../kernel/problem.ts'
import {
  AHEAD,
  buffersOf,
  type FromWorker,
  type Item,
  type Question,
  type ToWorker,
  type WorkerSettings,
} from './protocol.ts'
import { open, readParts, type LmsReading, type Opened } from './read.ts'
import { LmsServer } from './server.ts'
import { namesOf } from './shape.ts'
import { readTruth } from './truth.ts'

/** The reading thread: asks the LMS, hashes, and hands columns over; never opens the store. */
const settings = workerData as WorkerSettings
const port = parentPort!
// Reading gives way to the LMS, and to whoever waits for an answer. On Linux this is the thread's own.
if (platform() === 'linux') setPriority(constants.priority.PRIORITY_LOW)
const { address, limits, answered } = settings
const server = new LmsServer(address, { limits, answered })
const names = namesOf(pseudonyms(Buffer.from(settings.secret), settings.platform))

/** Hashes that only this platform's secret gives. */
const mark = (text: string): string =>
  createHmac('sha256', Buffer.from(settings.secret))
    .update(`identity : ${text}`)
    .digest('base64url')
    .slice(0, 12)

/** How long a session that looked at the platform waits for a reading. */
const KEPT_MS = 2_000

interface Working {
  readonly stop: AbortController
  permits: number
  wake: (() => void) | undefined
}
const working = new Map<number, Working>()

port.on('message', (message: ToWorker) => {
  if ('leave' in message) {
    leave()
    return
  }
  if ('question' in message) {
    void work(message.id, message.question)
    return
  }
  const job = working.get(message.id)
  if (job === undefined) return
  if ('stop' in message) job.stop.abort()
  else job.permits++
  job.wake?.()
})

async function work(id: number, question: Question): Promise<void> {
  const job: Working = { stop: new AbortController(), permits: AHEAD, wake: undefined }
  working.set(id, job)
  const send = (message: FromWorker, transfer: ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer)
  try {
    const { demographics, pace, process } = settings
    const { signal } = job.stop
    const lms = { server, demographics, pace, process, names, mark, signal }
    for await (const item of itemsOf(lms, question)) {
      while (job.permits === 0 && !job.stop.signal.aborted) {
        await new Promise<void>((resolve) => (job.wake = resolve))
      }
      if (job.stop.signal.aborted) break
      job.permits--
      send({ id, item }, buffersOf(item))
    }
    send({ id, end: true, answered: server.answered })
  } catch (error) {
    const { code, status, message, remedy, cause } = asProblem(error)
    const at = cause instanceof Error ? framesOf(cause, 2).join('\n') : ''
    send({ id, problem: { code, status, message, remedy, at }, answered: server.answered })
  } finally {
    working.delete(id)
  }
}

/** The session that was used last; closed when nobody takes it up. */
let left: { opened: Opened; timer: NodeJS.Timeout } | undefined

function takeLeft(): Opened | undefined {
  const found = left
  left = undefined
  if (found !== undefined) clearTimeout(found.timer)
  return found?.opened
}

/** Keeps a session for whoever asks next; at most for a while. */
function leaveOpen(opened: Opened): void {
  void takeLeft()?.session.close()
  const timer = setTimeout(() => void takeLeft()?.session.close(), KEPT_MS)
  left = { opened, timer }
}

/** With its sessions and the port closed nothing keeps this thread, and it ends by itself. */
function leave(): void {
  for (const job of working.values()) {
    job.stop.abort()
    job.wake?.()
  }
  takeLeft()
  // Who leaves does not wait for answers: statements under way fail, and their jobs end.
  server.hangUp()
  port.close()
}

async function* itemsOf(lms: LmsReading, question: Question): AsyncGenerator<Item> {
  switch (question.ask) {
    case 'capabilities': {
      const opened = await open(lms)
      leaveOpen(opened)
      yield opened.schema.capabilities
      return
    }
    case 'read':
      yield* readParts(lms, { ...question, opened: takeLeft() })
      return
    case 'truth': {
      const opened = takeLeft() ?? (await open(lms))
      let ended = false
      try {
        yield* readTruth(opened, { ...lms, fact: question.fact })
        ended = true
      } finally {
        // Facts are compared one after the other: the next one has the same session, and another look.
        if (ended) leaveOpen(opened)
        else await opened.session.close()
      }
    }
  }
}
