import type { DatabaseAddress } from './address.ts'
import { USUAL_LIMITS, type Limits } from './limits.ts'
import { Wire } from './wire.ts'

/**
 * The LMS's database server as this thread knows it: where it is, how long it is waited for, and when it
 * last answered.
 */
export class LmsServer {
  readonly address: DatabaseAddress
  readonly limits: Limits
  readonly #stop = new AbortController()
  #answered: number | undefined

  constructor(
    address: DatabaseAddress,
    more: {
      readonly limits?: Partial<Limits> | undefined
      readonly answered?: number | undefined
    } = {},
  ) {
    this.address = address
    this.limits = { ...USUAL_LIMITS, ...more.limits }
    this.#answered = more.answered
  }

  /** When it last answered anything, ms of our own clock; undefined before it ever did. */
  get answered(): number | undefined {
    return this.#answered
  }

  /** One more connection, signed in. */
  wire(): Promise<Wire> {
    return Wire.open(this.address, {
      limits: this.limits,
      signal: this.#stop.signal,
      answered: () => this.#answered,
      onAnswer: () => {
        this.#answered = Date.now()
      },
    })
  }

  /** Hangs up all connections at once and for good; what is under way fails. */
  hangUp(): void {
    this.#stop.abort()
  }
}
