import { randomUUID } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { Problem } from '../../kernel/problem.ts'
import { TRUTHS, truthDemographic } from '../../facts/truth.ts'
import type { Batch, Capability, Source, Truth } from '../source.ts'
import type { DatabaseAddress } from './address.ts'
import type { Limits } from './limits.ts'
import { USUAL_PACE, type Pace } from './pace.ts'
import type { FromWorker, Item, Question, ToWorker, WorkerSettings } from './protocol.ts'
import { CAPABILITY_NAMES } from './tables.ts'

/** Longer than the pause between looking at the platform and reading it. */
const RESTS_AFTER_MS = 4_000

/**
 * Rows live for a page: a large nursery lets them die there instead of being copied. It holds because
 * `bin/figures.mjs` takes back the `--max-semi-space-size` that its own thread was started with.
 */
const NURSERY_MB = 16

const FACTS = [
  'course_run',
  'organization_listed',
  'site_listed',
  'course_organization',
  'organization_site',
  'learner',
  'learner_site',
  'role',
  'enrollment_seen',
  'activity',
  'course_grade',
  'section_grade',
  'completion',
  'certificate',
  'demographic',
  'cohort_member',
  'block_listed',
  'retiring',
  'role_change',
  'authz_role_change',
  'block_scored',
  'enterprise_listed',
  'enterprise_member',
  'enterprise_enrollment',
]

const COMPARED = TRUTHS.map((t) => t.name)

/** The LMS's MySQL or MariaDB database, read in a thread of its own. */
export function lmsDatabase(options: {
  readonly address: DatabaseAddress
  readonly secret: Buffer
  readonly platform: string
  /** Whether country, gender, year of birth and education are read; they are unless refused. */
  readonly demographics?: boolean
  /** Limits other than the usual ones. */
  readonly pace?: Partial<Pace>
  /** How long the server is waited for, other than usual. */
  readonly limits?: Partial<Limits>
}): Source {
  const demographics = options.demographics !== false
  const reader = new ReadingThread({
    address: options.address,
    secret: new Uint8Array(options.secret),
    platform: options.platform,
    demographics,
    pace: { ...USUAL_PACE, ...options.pace },
    process: randomUUID(),
    limits: options.limits ?? {},
    answered: undefined,
  })
  const never = new AbortController().signal
  return {
    name: 'lms-database',
    fills: FACTS,
    tells: CAPABILITY_NAMES,
    knowsThePast: false,
    async capabilities() {
      for await (const item of reader.ask({ ask: 'capabilities' }, never)) {
        return item as readonly Capability[]
      }
      return []
    },
    read: ({ signal, ...wanted }) =>
      reader.ask({ ask: 'read', ...wanted }, signal) as AsyncIterable<Batch>,
    compares: COMPARED.filter((fact) => demographics || fact !== truthDemographic.name),
    truth: (fact, signal) => reader.ask({ ask: 'truth', fact }, signal) as AsyncIterable<Truth>,
    close: () => reader.close(),
  }
}

/** Asks the thread and listens to its answers, several questions at a time. */
class ReadingThread {
  readonly #settings: WorkerSettings
  readonly #listeners = new Map<number, (message: FromWorker) => void>()
  #worker: Worker | undefined
  #resting: NodeJS.Timeout | undefined
  #lastId = 0
  #answered: number | undefined

  constructor(settings: WorkerSettings) {
    this.#settings = settings
  }

  async *ask(question: Question, signal: AbortSignal): AsyncGenerator<Item> {
    const worker = this.#thread()
    const id = ++this.#lastId
    const post = (message: ToWorker): void => worker.postMessage(message)
    const inbox: FromWorker[] = []
    let wake: (() => void) | undefined
    const stop = (): void => {
      post({ id, stop: true })
      wake?.()
    }
    this.#listeners.set(id, (message) => {
      inbox.push(message)
      wake?.()
    })
    signal.addEventListener('abort', stop)
    // The thread keeps the process alive only while it is asked something.
    worker.ref()
    try {
      post({ id, question })
      while (!signal.aborted) {
        const message = inbox.shift()
        if (message === undefined) {
          await new Promise<void>((resolve) => (wake = resolve))
          continue
        }
        if ('answered' in message) this.#answered = message.answered
        if ('end' in message) return
        if ('problem' in message) {
          const { code, status, remedy } = message.problem
          // Where it was thrown in that thread.
          const cause = Object.assign(new Error(), { stack: message.problem.at })
          throw new Problem(code, status, message.problem.message, { remedy, cause })
        }
        yield message.item
        post({ id, go: true })
      }
    } finally {
      signal.removeEventListener('abort', stop)
      this.#listeners.delete(id)
      post({ id, stop: true })
      if (this.#listeners.size === 0) this.#rest(worker)
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#resting)
    const worker = this.#worker
    if (worker !== undefined) await this.#dismiss(worker)
    // Its port was closed before it could say how the questions under way ended.
    this.#tellAll('The reading thread has ended.')
  }

  #tellAll(message: string): void {
    for (const [id, tell] of this.#listeners) {
      tell({
        id,
        answered: this.#answered,
        problem: { code: 'reader-died', status: 500, message, remedy: undefined, at: '' },
      })
    }
  }

  /** A thread that has had nothing to do for a while ends: its memory is worth more than its start. */
  #rest(worker: Worker): void {
    worker.unref()
    this.#resting = setTimeout(() => {
      if (this.#worker === worker) void this.#dismiss(worker)
    }, RESTS_AFTER_MS)
    this.#resting.unref()
  }

  /** Lets a thread end by itself. */
  async #dismiss(worker: Worker): Promise<void> {
    this.#worker = undefined
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
    worker.postMessage({ leave: true } satisfies ToWorker)
    worker.ref()
    await ended
  }

  #thread(): Worker {
    clearTimeout(this.#resting)
    if (this.#worker !== undefined) return this.#worker
    // Sources run as they are written, the package as it is compiled.
    const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js'
    const worker = new Worker(new URL(file, import.meta.url), {
      workerData: { ...this.#settings, answered: this.#answered } satisfies WorkerSettings,
      resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MB * 3 },
    })
    worker.on('message', (message: FromWorker) => this.#listeners.get(message.id)?.(message))
    const died = (): void => {
      // One that was dismissed has ended as it should; who asks now has another.
      if (this.#worker !== worker) return
      this.#worker = undefined
      this.#tellAll('The reading thread ended unexpectedly.')
    }
    worker.on('error', died)
    worker.on('exit', died)
    worker.unref()
    this.#worker = worker
    return worker
  }
}
