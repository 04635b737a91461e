import { statePair } from '../../facts/activity.ts'
import { Rows } from '../rows.ts'
import type { Write } from '../source.ts'
import { idOf } from './cells.ts'
import type { RowArray } from './connect.ts'
import type { Names } from './shape.ts'

/** Gathers who has states in which courses from rows of states: id, learner, course, whatever they show. */
export class StatePairs {
  readonly #names: Names
  #learners = new Map<string, Set<number>>()

  constructor(names: Names) {
    this.#names = names
  }

  add(rows: readonly RowArray[]): void {
    for (const [, user, course] of rows) {
      const learner = idOf(user ?? null)
      if (learner === null || typeof course !== 'string') continue
      const learners = this.#learners.get(course) ?? new Set()
      this.#learners.set(course, learners.add(learner))
    }
  }

  /** What was gathered so far; it is then forgotten. */
  take(sweep: NonNullable<Write['sweep']>): Write {
    const rows = new Rows(statePair, this.#names.pseudonyms)
    for (const [course, learners] of this.#learners) {
      if (!this.#names.isCourse(course)) continue
      for (const learner of learners) rows.add({ learner, course })
    }
    this.#learners = new Map()
    return rows.take(sweep)
  }
}
