import type { DueCourse } from './lms-api.ts'

/** A course of which not everything could be read. */
interface Failure {
  /** Why, in a few words that stand before the names of courses; null where the LMS gave no answer to anything. */
  readonly reason: string | null
  /** Blocks of it that were left out; null where the course is not known at all. */
  readonly blocks: number | null
  /** Failed so many times in a row. */
  readonly times: number
  /** When it may be asked for again; null: whenever it is due, because it was answered. */
  readonly next: number | null
  /** The mark of when it was published, as it was then: a course that was published since is asked for at once. */
  readonly published: number | null
}

interface Kept {
  /** A course has been read once: the client may read courses. */
  read: boolean
  failures: Record<string, Failure>
}

const FIRST_PAUSE_MS = 15 * 60_000
const LONGEST_PAUSE_MS = 24 * 3_600_000
/** So many courses are named for each reason; the others are counted. */
const NAMED = 5

/**
 * The courses that could not be read, or not whole. They are asked for again, the more seldom the more often
 * they failed, at most once a day; and they are named until they have been read. Kept in the checkpoint.
 */
export class Failures {
  readonly #kept: Kept

  constructor(checkpoint: string | undefined) {
    const found = JSON.parse(checkpoint ?? '{}') as Partial<Kept>
    this.#kept = { read: found.read === true, failures: found.failures ?? {} }
  }

  /** Whether any course has ever been read. */
  get hasRead(): boolean {
    return this.#kept.read
  }

  get checkpoint(): string {
    return JSON.stringify(this.#kept)
  }

  /** How often a course has failed in a row. */
  times({ course }: DueCourse): number {
    return this.#kept.failures[course]?.times ?? 0
  }

  /** Whether a course may be asked for: it has not failed a short while ago, or has been published since. */
  mayAsk({ course, published }: DueCourse, now: number): boolean {
    const failure = this.#kept.failures[course]
    return failure?.next == null || failure.next <= now || failure.published !== published
  }

  /** A course gave no usable answer, though the LMS answers: it is left alone for a while. */
  failed(of: DueCourse, reason: string, now: number): void {
    const times = this.times(of) + 1
    const next = now + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 4 ** (times - 1))
    this.#put(of, { reason, blocks: null, times, next, published: of.published })
  }

  /** Nothing was answered, for this course or any other: others have their turn before it the next time. */
  postponed(of: DueCourse): void {
    const { reason = null } = this.#kept.failures[of.course] ?? {}
    const times = this.times(of) + 1
    this.#put(of, { reason, blocks: null, times, next: null, published: of.published })
  }

  /** A course was answered; `reason` says what of it was left out, if anything. */
  answered(
    of: DueCourse,
    left?: { readonly reason: string; readonly blocks: number | null },
  ): void {
    delete this.#kept.failures[of.course]
    if (left?.blocks !== null) this.#kept.read = true
    if (left === undefined) return
    this.#put(of, { ...left, times: 0, next: null, published: of.published })
  }

  /** Forgets courses that the platform lists no more. */
  keepOnly(listed: readonly DueCourse[]): void {
    const courses = new Set(listed.map((l) => l.course))
    for (const course of Object.keys(this.#kept.failures)) {
      if (!courses.has(course)) delete this.#kept.failures[course]
    }
  }

  /** How many courses, or blocks of courses, could not be used, by reason and with the first of their names. */
  counts(): Record<string, number> {
    const reasons = Map.groupBy(Object.entries(this.#kept.failures), ([, f]) => f.reason)
    const counts: Record<string, number> = {}
    for (const [reason, some] of reasons) {
      if (reason === null) continue
      const names = some.map(([course]) => course).sort()
      const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : ''
      counts[`${reason}: ${names.slice(0, NAMED).join(', ')}${more}`] = some.reduce(
        (sum, [, f]) => sum + (f.blocks ?? 1),
        0,
      )
    }
    return counts
  }

  #put({ course }: DueCourse, failure: Failure): void {
    this.#kept.failures[course] = failure
  }
}
