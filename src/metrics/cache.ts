import type { Answer, Query } from '../contract/query.ts'
import { answer, type AnswerContext } from './answer.ts'

const MOST_ANSWERS = 500

/**
 * Remembers answers by query, scope and the state of the data, and lets those who ask the same at the
 * same time wait for one answer. Nothing is remembered that the data has left behind.
 */
export class AnswerCache {
  readonly #answers = new Map<string, Promise<Answer>>()
  #stamp = ''

  async answer(context: AnswerContext, query: Query): Promise<Answer> {
    // Which buckets are running moves with the quarter hour even when no data comes.
    const quarter = Math.floor(context.now / 900_000)
    const stamp = `${context.store.version} ${context.knowledge.stamp} ${quarter}`
    if (stamp !== this.#stamp) {
      this.#answers.clear()
      this.#stamp = stamp
    }
    const key = JSON.stringify([query, context.scope, context.zone])
    const known = this.#answers.get(key)
    if (known !== undefined) return known
    const fresh = answer(context, query)
    if (this.#answers.size >= MOST_ANSWERS) this.#answers.clear()
    this.#answers.set(key, fresh)
    fresh.catch(() => this.#answers.delete(key))
    return fresh
  }
}
