import { unavailable } from '../../kernel/problem.ts'

export interface Sent {
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Received {
  readonly status: number
  /** Undefined when the answer is no JSON. */
  readonly json: unknown
}

/** What asking the LMS does to the world. */
export interface NetworkEffects {
  readonly fetch: typeof fetch
  readonly now: () => number
  /** Ends early, with an error, when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
}

const ATTEMPTS = 6
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 60_000
/** A cold course takes the LMS long to put together. */
const PATIENCE_MS = 90_000
const PASSING = [429, 500, 502, 503, 504]

/**
 * Sends requests, one after the other, until the LMS answers: what it says will pass is waited for, as
 * long as it says, else longer and longer.
 */
export class Network {
  readonly #effects: NetworkEffects
  readonly #signal: AbortSignal
  /** Requests sent, those repeated included. */
  sent = 0

  constructor(effects: NetworkEffects, signal: AbortSignal) {
    this.#effects = effects
    this.#signal = signal
  }

  now(): number {
    return this.#effects.now()
  }

  async send(url: URL, request: Sent): Promise<Received> {
    let last = ''
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      this.#signal.throwIfAborted()
      this.sent++
      let wait = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 4 ** (attempt - 1))
      try {
        const answer = await this.#effects.fetch(url, {
          ...request,
          // A redirect to a sign-in page is no answer, and the token must not follow it elsewhere.
          redirect: 'manual',
          signal: AbortSignal.any([this.#signal, AbortSignal.timeout(PATIENCE_MS)]),
        })
        if (!PASSING.includes(answer.status)) return received(answer)
        last = `status ${answer.status}`
        wait = this.#asked(answer.headers.get('retry-after')) ?? wait
        await answer.body?.cancel()
      } catch (error) {
        this.#signal.throwIfAborted()
        last = causeOf(error)
      }
      if (attempt < ATTEMPTS) await this.#effects.sleep(wait, this.#signal)
    }
    throw unavailable('lms-api-gone', `The LMS does not answer at ${url.origin} (${last}).`, {
      remedy: 'Check FIGURES_LMS_URL and that the LMS runs. Reading is tried again by itself.',
    })
  }

  /** `Retry-After` in seconds or as a date, within reason. */
  #asked(header: string | null): number | undefined {
    if (header === null || header === '') return undefined
    const seconds = Number(header)
    const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - this.now()
    return Number.isFinite(ms) ? Math.min(LONGEST_PAUSE_MS, Math.max(0, ms)) : undefined
  }
}

async function received(answer: Response): Promise<Received> {
  const text = await answer.text()
  try {
    return { status: answer.status, json: JSON.parse(text) }
  } catch {
    // A page for people, of a proxy perhaps: the status is all that it says.
    return { status: answer.status, json: undefined }
  }
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  const code = (cause as { code?: unknown }).code
  if (typeof code === 'string') return code
  return error instanceof Error && error.name === 'TimeoutError' ? 'no answer in time' : 'no answer'
}
