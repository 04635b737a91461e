import { unavailable, type Problem } from '../../kernel/problem.ts'

export interface Sent {
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** How long to go on trying; the usual unless given. */
  readonly tries?: Tries
}

/** At most so many attempts, the last of them begun within so long of the first. */
export interface Tries {
  readonly attempts: number
  readonly withinMs: number
}

export interface Received {
  readonly status: number
  /** Undefined when the answer is no JSON. */
  readonly json: unknown
  /** Scheme and host that a redirect names; undefined when the answer is none. */
  readonly redirect: string | undefined
}

/** What asking the LMS does to the world. */
export interface NetworkEffects {
  readonly fetch: typeof fetch
  readonly now: () => number
  /** Ends early, with an error, when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
}

/** How much of one answer is taken, and how long it may take. */
export interface Limits {
  readonly bytes: number
  readonly patienceMs: number
}

const MEGABYTE = 1024 * 1024
/** A cold course takes the LMS long to put together; a hundred thousand blocks take thirty megabytes. */
export const LIMITS: Limits = { bytes: 32 * MEGABYTE, patienceMs: 90_000 }

const USUAL_TRIES: Tries = { attempts: 6, withinMs: 180_000 }
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 60_000
const PASSING = [429, 500, 502, 503, 504]

/** There was no answer, or none that can be used. `reason` says what there was, in a few words. */
export class NoAnswer extends Error {
  readonly reason: string
  /** Something spoke HTTP with us. */
  readonly answered: boolean

  constructor(reason: string, answered: boolean) {
    super(reason)
    this.name = 'NoAnswer'
    this.reason = reason
    this.answered = answered
  }
}

/**
 * Sends requests, one after the other, until the LMS answers: what it says will pass is waited for, as
 * long as it says, else longer and longer. Every request ends, and no answer is taken without a bound.
 */
export class Network {
  readonly #effects: NetworkEffects
  readonly #signal: AbortSignal
  readonly #limits: Limits
  /** Requests sent, those repeated included. */
  sent = 0

  constructor(effects: NetworkEffects, signal: AbortSignal, limits: Limits = LIMITS) {
    this.#effects = effects
    this.#signal = signal
    this.#limits = limits
  }

  now(): number {
    return this.#effects.now()
  }

  /** The answer; throws `NoAnswer` when none came that can be used. */
  async send(url: URL, { tries = USUAL_TRIES, ...request }: Sent): Promise<Received> {
    const begun = performance.now()
    const began = this.now()
    for (let attempt = 1; ; attempt++) {
      this.#signal.throwIfAborted()
      this.sent++
      let failed: NoAnswer
      let wait = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 4 ** (attempt - 1))
      try {
        const answer = await this.#effects.fetch(url, {
          ...request,
          // A redirect to a sign-in page is no answer, and the token must not follow it elsewhere.
          redirect: 'manual',
          signal: AbortSignal.any([this.#signal, AbortSignal.timeout(this.#limits.patienceMs)]),
        })
        if (!PASSING.includes(answer.status)) return await received(answer, url, this.#limits)
        failed = new NoAnswer(`status ${answer.status}`, true)
        wait = this.#asked(answer.headers.get('retry-after')) ?? wait
        await answer.body?.cancel()
      } catch (error) {
        this.#signal.throwIfAborted()
        failed = error instanceof NoAnswer ? error : new NoAnswer(this.#causeOf(error), false)
        // It will be as large the next time.
        if (failed.answered) throw failed
      }
      // Waiting moves the clock of a test, and a silent LMS that of the process.
      const spent = Math.max(performance.now() - begun, this.now() - began)
      if (attempt >= tries.attempts || spent + wait > tries.withinMs) throw failed
      await this.#effects.sleep(wait, this.#signal)
    }
  }

  /** `Retry-After` in seconds or as a date, within reason. */
  #asked(header: string | null): number | undefined {
    if (header === null || header === '') return undefined
    const seconds = Number(header)
    const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - this.now()
    return Number.isFinite(ms) ? Math.min(LONGEST_PAUSE_MS, Math.max(0, ms)) : undefined
  }

  #causeOf(error: unknown): string {
    if (error instanceof Error && error.name === 'TimeoutError') {
      return `no answer within ${this.#limits.patienceMs / 1000} seconds`
    }
    const cause = error instanceof Error ? (error.cause ?? error) : error
    const code = (cause as { code?: unknown }).code
    if (typeof code !== 'string') return 'no answer'
    const words = CAUSES.find(([codes]) => codes.test(code))?.[1]
    return words === undefined ? code : `${words}, ${code}`
  }
}

/** What the codes of the network mean. */
const CAUSES: readonly (readonly [codes: RegExp, words: string])[] = [
  [/^(?:ENOTFOUND|EAI_AGAIN)$/, 'its name is not known'],
  [/^ECONNREFUSED$/, 'nothing listens there'],
  [/^(?:EHOSTUNREACH|ENETUNREACH)$/, 'no route leads there'],
  [/TIMEOUT|^ETIMEDOUT$/, 'it does not answer in time'],
  [/^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, 'the connection was cut'],
  [/CERT|SIGNED|^ERR_TLS/, 'its certificate is not trusted'],
  [/^(?:EPROTO|ERR_SSL|HPE_|UND_ERR_HEADERS)/, 'it does not speak HTTP as expected'],
]

/** An LMS that gave no answer at all, for whoever has to act. */
export function gone(url: URL, failed: NoAnswer): Problem {
  return unavailable(
    'lms-api-gone',
    `The LMS does not answer at ${url.origin} (${failed.reason}).`,
    { remedy: 'Check FIGURES_LMS_URL and that the LMS runs. Reading is tried again by itself.' },
  )
}

async function received(answer: Response, url: URL, limits: Limits): Promise<Received> {
  const { status } = answer
  const to = answer.headers.get('location')
  if (status >= 300 && status < 400) {
    await answer.body?.cancel()
    const known = to !== null && URL.canParse(to, url.href)
    return { status, json: undefined, redirect: known ? new URL(to, url).origin : 'nowhere' }
  }
  const text = await textOf(answer, limits.bytes)
  try {
    return { status, json: JSON.parse(text), redirect: undefined }
  } catch {
    // A page for people, of a proxy perhaps: the status is all that it says.
    return { status, json: undefined, redirect: undefined }
  }
}

/** The text of an answer that is no longer than it may be, whatever its head says. */
async function textOf(answer: Response, most: number): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of answer.body ?? []) {
    size += part.length
    if (size > most) throw new NoAnswer(`more than ${Math.round(most / MEGABYTE)} MB`, true)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
