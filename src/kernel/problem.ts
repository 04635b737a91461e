/**
 * The one error class. A problem says what happened, what it means, and what to do; it never carries
 * a value that came from the platform (no name, no row).
 */
export class Problem extends Error {
  /** Stable machine-readable word, such as `unknown-metric`. */
  readonly code: string
  /** HTTP status that fits the problem; the command line exits 2 below 500 and 1 from 500 on. */
  readonly status: number
  /** What a person can do about it. */
  readonly remedy: string | undefined
  /** What would have been accepted, for problems of choice. */
  readonly allowed: readonly string[] | undefined

  constructor(code: string, status: number, message: string, more: ProblemMore = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = 'Problem'
    this.code = code
    this.status = status
    this.remedy = more.remedy
    this.allowed = more.allowed
  }

  /** The message and the remedy in one line, for terminals and run records. */
  get line(): string {
    return this.remedy === undefined ? this.message : `${this.message} ${this.remedy}`
  }
}

export interface ProblemMore {
  readonly remedy?: string | undefined
  readonly allowed?: readonly string[] | undefined
  readonly cause?: unknown
}

/** A request that cannot be understood: the sender can mend it. */
export function badRequest(code: string, message: string, more?: ProblemMore): Problem {
  return new Problem(code, 400, message, more)
}

/** Something outside Figures (the LMS, the disk) does not do its part. */
export function unavailable(code: string, message: string, more?: ProblemMore): Problem {
  return new Problem(code, 503, message, more)
}

/** A start that must not happen, such as a data folder of another platform. */
export function refused(code: string, message: string, more?: ProblemMore): Problem {
  return new Problem(code, 409, message, more)
}

/** Turns anything thrown into a problem, keeping the original as its cause. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem('internal', 500, 'Something inside Figures failed.', { cause: error })
}
