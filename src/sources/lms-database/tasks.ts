import { courseKey, folded, keyText } from '../../facts/key.ts'
import { STAYS } from '../source.ts'
import { isDamaged, numberOf, quarterIn, textOf } from './cells.ts'
import type { Cell, Session } from './connect.ts'
import { count } from './counts.ts'
import { secondSql, sideSecondSql } from './instants.ts'
import type { Schema } from './schema.ts'

const TABLE = 'instructor_task_instructortask'
/** Tasks by which staff save state on behalf of learners. */
const TOUCHING = [
  'rescore_problem',
  'rescore_problem_if_higher',
  'reset_problem_attempts',
  'delete_problem_state',
  'override_problem_score',
]
const RUNNING = ['PENDING', 'QUEUING', 'PROGRESS', 'STARTED', 'RETRY', 'SENT', 'RECEIVED']

/** When staff had the state of blocks saved: what was saved then shows no learning. */
export class Tasks {
  /** Intervals in seconds, both ends included, by the folded keys of course and block; '' is the whole course. */
  readonly #courses = new Map<string, Map<string, Interval[]>>()
  /** Texts as they are written: rows of one course come together, and most courses have no task. */
  #lastText = ''
  #last: ReadonlyMap<string, Interval[]> | undefined

  /** Tasks that cannot be used, by table, column and reason. */
  readonly refused: Record<string, number> = {}

  get size(): number {
    return this.#courses.size
  }

  add(course: string, block: string, interval: Interval): void {
    const blocks = this.#courses.get(keyOf(course)) ?? new Map<string, Interval[]>()
    this.#courses.set(keyOf(course), blocks)
    const key = keyOf(block)
    blocks.set(key, [...(blocks.get(key) ?? []), interval])
  }

  /** Whether a save of a block at a second fell into such a task; also one on the whole course. */
  touched(course: string, block: string, second: number): boolean {
    if (course !== this.#lastText) {
      this.#lastText = course
      this.#last = this.#courses.get(keyOf(course))
    }
    if (this.#last === undefined) return false
    const within = (key: string): boolean =>
      this.#last?.get(key)?.some(([a, b]) => second >= a && second <= b) === true
    return within('') || within(keyOf(block))
  }
}

const keyOf = (text: string): string => folded(keyText(text))

const SECONDS_A_QUARTER = 900

type Interval = readonly [from: number, to: number]

/** The tasks of the platform; none where its table cannot be read. */
export async function tasksOf(session: Session, schema: Schema, now: number): Promise<Tasks> {
  const tasks = new Tasks()
  if (!schema.can('instructor_task')) return tasks
  const rows = await session.rows(
    `select course_id, task_input, ${secondSql('created')}, ${sideSecondSql('updated')}, task_state
      from ${TABLE} where task_type in (${TOUCHING.map(() => '?').join(', ')})`,
    TOUCHING,
  )
  const odd = (why: string): void => count(tasks.refused, `${TABLE}.${why}`)
  for (const [key, input, created, updated, state] of rows) {
    const course = textOf(key ?? null) ?? ''
    const from = secondIn(created ?? null)
    if (isDamaged(key ?? null) || courseKey(course) === null) odd('course_id: invalid course key')
    // A task at no time had nothing saved at a time that counts.
    else if (from === null) odd('created: no date from 2000 to 2099')
    else {
      const ended = secondIn(updated ?? null)
      if (ended === null && updated !== null) odd(`updated: no date from 2000 to 2099${STAYS}`)
      const block = problemOf(textOf(input ?? null) ?? '')
      if (block === undefined) odd(`task_input: not a JSON object${STAYS}`)
      const runs = RUNNING.includes(String(state))
      tasks.add(course, block ?? '', [from, runs ? Math.ceil(now / 1000) : (ended ?? from)])
    }
  }
  return tasks
}

function secondIn(cell: Cell): number | null {
  const second = numberOf(cell)
  const quarter = second === null ? null : Math.floor(second / SECONDS_A_QUARTER)
  return quarterIn(quarter) === null ? null : second
}

/**
 * The block that a task names; empty when it names none, undefined when nobody can tell. Whoever else it
 * names is not looked at.
 */
function problemOf(input: string): string | undefined {
  try {
    const found: unknown = (JSON.parse(input) as { problem_url?: unknown } | null)?.problem_url
    return typeof found === 'string' ? found : ''
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    // Cut off at the length of its column, say: what it names stands near its beginning.
    return /"problem_url"\s*:\s*"([^"]+)"/.exec(input)?.[1]
  }
}
