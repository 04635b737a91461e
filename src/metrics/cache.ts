import type { Answer, Query } from '../contract/query.ts'
import { answer, type AnswerContext } from './answer.ts'
import { knowingOf } from './knowledge.ts'

const MOST_ANSWERS = 500
/**
 * While data moves, an answer so young is given at once instead of being worked out anew; one up to the
 * second age is given while its successor is being worked out.
 */
const AGES_MS = { young: 1_000, old: 2_000 }
/** The same until a metric's facts and their roll-up are there: a load is best soon over. */
const LOADING_MS = { young: 5_000, old: 10_000 }

interface Known {
  /** The state of the data that the answer is of. */
  readonly stamp: string
  /** When it began to be worked out, by the process's own clock. */
  readonly began: number
  readonly answer: Promise<Answer>
  done: Answer | undefined
}

/**
 * Remembers answers by query, scope and the state of the data. Those who ask the same at the same time
 * wait for one answer. While data moves many times a second, an answer may be up to two seconds behind
 * it, and up to ten before a metric's facts have been read once; it says of itself as of when it is.
 */
export class AnswerCache {
  readonly #known = new Map<string, Known>()

  async answer(context: AnswerContext, query: Query): Promise<Answer> {
    // Which buckets are running moves with the quarter hour even when no data comes.
    const quarter = Math.floor(context.now / 900_000)
    const stamp = `${context.store.version} ${context.knowledge.stamp} ${quarter}`
    const key = JSON.stringify([query, context.scope, context.zone])
    const known = this.#known.get(key)
    if (known?.stamp === stamp) return known.answer
    const age = known === undefined ? Infinity : performance.now() - known.began
    const { knowledge, catalogue } = context
    const loading = query.metrics.some((name) => {
      const metric = catalogue.named(name)
      const { available, asOf } = knowingOf(knowledge, metric)
      const slow = metric.rollUp !== undefined && !knowledge.isWhole(metric.rollUp.fact)
      return available && (asOf === null || slow)
    })
    const { young, old } = loading ? LOADING_MS : AGES_MS
    if (known?.done !== undefined && age < young) return known.done
    const fresh = this.#begin(key, stamp, () => answer(context, query))
    return known?.done !== undefined && age < old ? known.done : fresh
  }

  /** Forgets everything: who has just been told that data was read must see it. */
  clear(): void {
    this.#known.clear()
  }

  #begin(key: string, stamp: string, work: () => Promise<Answer>): Promise<Answer> {
    const known: Known = { stamp, began: performance.now(), answer: work(), done: undefined }
    if (this.#known.size >= MOST_ANSWERS) this.#known.clear()
    this.#known.set(key, known)
    known.answer.then(
      (done) => (known.done = done),
      () => {
        if (this.#known.get(key) === known) this.#known.delete(key)
      },
    )
    return known.answer
  }
}
