import { spelled } from '../../../facts/key.ts'
import type { Session } from '../connect.ts'
import type { Schema } from '../schema.ts'
import { instantSql, secondOf, textOf, textSql, type Text } from './text.ts'

const ON_BEHALF = [
  'rescore_problem',
  'rescore_problem_if_higher',
  'reset_problem_attempts',
  'delete_problem_state',
  'override_problem_score',
]
const RUNNING = ['PENDING', 'QUEUING', 'PROGRESS', 'STARTED', 'RETRY', 'SENT', 'RECEIVED']

/** When staff had states saved, in seconds since 1970. */
interface StaffTask {
  readonly from: number
  /** Null while it runs. */
  readonly to: number | null
  /** Null for all blocks of the course. */
  readonly block: string | null
}

/** Saves that staff caused and that show no learning. */
export class StaffSaves {
  readonly #tasks = new Map<string, StaffTask[]>()

  add(course: string, task: StaffTask): void {
    const key = same(course)
    this.#tasks.set(key, [...(this.#tasks.get(key) ?? []), task])
  }

  /** Whether a save of a block at a second fell into a task of staff. */
  caused(course: string, block: string, said: Text): boolean {
    if (this.#tasks.size === 0) return false
    const second = secondOf(said)
    if (second === null) return false
    const tasks = this.#tasks.get(same(course)) ?? []
    return tasks.some(
      (t) =>
        t.from <= second &&
        (t.to === null || second <= t.to) &&
        (t.block === null || t.block === same(block)),
    )
  }
}

const same = (key: string): string => spelled('block', key).key

/** The tasks of staff, read in the look that the states are read in; none where their table is not shown. */
export async function staffSavesOf(schema: Schema, session: Session): Promise<StaffSaves> {
  const saves = new StaffSaves()
  if (!schema.can('instructor_task')) return saves
  const rows = await session.rows(
    `select ${textSql('course_id')}, ${textSql('task_input')}, ${instantSql('created')},
        ${instantSql('updated')}, ${textSql('task_state')}
      from instructor_task_instructortask where task_type in (${ON_BEHALF.map((t) => `'${t}'`).join(', ')})`,
  )
  for (const [key, input, begun, ended, state] of rows as readonly (readonly Text[])[]) {
    const course = textOf(key!)
    const from = secondOf(begun!)
    if (course === null || from === null) continue
    const runs = RUNNING.includes(textOf(state!) ?? '')
    saves.add(course, {
      from,
      to: runs ? null : (secondOf(ended!) ?? from),
      block: blockOf(textOf(input!) ?? ''),
    })
  }
  return saves
}

/** The block that a task's input names, in whatever spelling; null for the whole course. */
function blockOf(input: string): string | null {
  let said: unknown
  try {
    said = JSON.parse(input)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    // A long input is cut off; the block stands near its beginning.
    const [, begun] = input.split('"problem_url"')
    const named = begun?.split('"')[1]
    return named === undefined || named === '' ? null : same(named)
  }
  const url = (said as { problem_url?: unknown } | null)?.problem_url
  return typeof url === 'string' && url !== '' ? same(url) : null
}
