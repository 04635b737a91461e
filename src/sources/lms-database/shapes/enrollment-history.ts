import { flagOf, idOf, isDamaged, numberOf, quarterIn, textOf } from '../cells.ts'
import type { Cell, RowArray } from '../connect.ts'
import { microSql } from '../instants.ts'
import type { Beside } from '../shape.ts'

/** Made so much before its first history row, an enrollment is older than its history, µs. */
const LATE_US = 60_000_000
const QUARTER_US = 900_000_000

const SELECT = [
  'user_id',
  'course_id',
  microSql('created'),
  'is_active',
  'mode',
  microSql('history_date'),
  'history_type',
  'history_id',
]

/** What a history table has of the enrollments of some ids: their date has no index. */
export const historyBeside = (table: string): Beside => ({
  table,
  key: 'id',
  select: SELECT,
  watched: [
    'history_id',
    'user_id',
    'course_id',
    'created',
    'is_active',
    'mode',
    'history_date',
    'history_type',
  ],
  order: 'history_date, history_id',
})

/** What is selected of a history, the enrollment's id first. */
export const HISTORY_COLUMNS: readonly string[] = ['id', ...SELECT]

/** One row of a history: what an enrollment was from an instant on. */
export interface Past {
  /** The enrollment's row. */
  readonly id: number
  readonly user: number
  readonly course: string
  readonly mode: string
  /** Enrolled from then on. */
  readonly active: boolean
  /** Enrolled, as the row has it; one that was deleted has its last state. */
  readonly was: boolean
  /** `+` made, `~` changed, `-` deleted. */
  readonly type: string
  /** When the enrollment was made, and when this was written, µs; null when not known. */
  readonly created: number | null
  readonly at: number
  readonly historyId: string
  /** Of the table that ended with Ginkgo, where the newer one is there, too. */
  readonly isOld: boolean
}

/**
 * A row of a history; undefined when it cannot be used. That somebody or something that is gone for good has
 * left blanks in it is usual; anything else is told to `odd`.
 */
export function pastOf(
  row: RowArray,
  isOld = false,
  odd: (why: string) => void = () => undefined,
): Past | undefined {
  const [id, user, course, created, active, mode, at, type, historyId] = row
  if (user == null || course == null) return undefined
  const learner = idOf(user)
  const was = flagOf(active ?? null)
  const slug = textOf(mode ?? null)?.trim() ?? ''
  const instant = microIn(at ?? null)
  const why = [
    learner === null ? 'user_id: not the id of a user' : '',
    was === null ? 'is_active: neither 0 nor 1' : '',
    isDamaged(mode ?? null) ? 'mode: not text in UTF-8' : '',
    slug === '' ? 'mode: empty' : '',
    instant === null ? 'history_date: no date from 2000 to 2099' : '',
  ].find((w) => w !== '')
  if (why !== undefined) {
    odd(why)
    return undefined
  }
  return {
    id: Number(id),
    user: learner!,
    course: String(course),
    mode: slug,
    active: was! && type !== '-',
    was: was!,
    type: String(type),
    created: microIn(created ?? null),
    at: instant!,
    historyId: String(historyId),
    isOld,
  }
}

/** An instant within the years that Figures counts, µs. */
function microIn(cell: Cell): number | null {
  const micro = numberOf(cell)
  return micro === null || quarterIn(Math.floor(micro / QUARTER_US)) === null ? null : micro
}

/** An enrollment as it is now. */
export interface Present {
  readonly active: boolean
}

/** A change of an enrollment, dated to the quarter hour. */
export interface Change {
  readonly quarter: number
  readonly active: boolean
  readonly mode: string
  readonly evidence: 'created' | 'history' | 'old history' | 'unknown past'
}

/** What happened to one row: it is enrolled in a mode from then on, or not at all. */
interface Event extends Omit<Change, 'quarter'> {
  readonly id: number
  readonly at: number
}

const TYPES = ['+', '~', '-']

/** By time, then by row. Instants of one row that are equal: made, changed, deleted. */
const inOrder = (a: Past, b: Past): number =>
  a.at - b.at ||
  a.id - b.id ||
  TYPES.indexOf(a.type) - TYPES.indexOf(b.type) ||
  // Ids are numbers without leading zeros, or texts of one length.
  a.historyId.length - b.historyId.length ||
  (a.historyId < b.historyId ? -1 : 1)

/**
 * The changes of one learner's enrollment in one course, from all history rows of all rows that ever were
 * it, in order. Somebody is enrolled while any of these rows says so, in the mode of the newest of them.
 *
 * - A row whose history begins later than the row was enrolled from `created` on. If its first history
 *   row finds it inactive without being the change (`+`, or `-` of what was inactive), that ended nobody
 *   knows when.
 * - A row that its history gives to somebody else, or to another course, left then.
 * - So did, nobody knows when, a row that is gone, or is somebody else's, or is inactive, though its
 *   history does not say so.
 */
export function changesOf(
  pasts: readonly Past[],
  of: {
    /** Whether a history row is of this enrollment, not of another that its row was or became. */
    readonly isOwn: (past: Past) => boolean
    /** The enrollment that a row is now; undefined when it is gone or another. */
    readonly now: (id: number) => Present | undefined
  },
): readonly Change[] {
  const events: Event[] = []
  const rows = Map.groupBy(pasts.toSorted(inOrder), (past) => past.id)
  for (const [id, line] of rows) events.push(...eventsOf(line, of.isOwn, of.now(id)))
  const order = new Map(events.map((event, n) => [event, n]))
  events.sort((a, b) => a.at - b.at || a.id - b.id || order.get(a)! - order.get(b)!)
  const changes: Change[] = []
  const modes = new Map<number, string>()
  for (const { id, at, active, mode, evidence } of events) {
    if (active) modes.set(id, mode)
    else modes.delete(id)
    const newest = Math.max(...modes.keys())
    // One of two rows that ends nobody knows when ends nothing.
    if (modes.size > 0 && evidence === 'unknown past') continue
    changes.push({
      quarter: Math.floor(at / QUARTER_US),
      active: modes.size > 0,
      mode: modes.get(newest) ?? mode,
      evidence,
    })
  }
  return changes
}

function eventsOf(
  line: readonly Past[],
  isOwn: (past: Past) => boolean,
  now: Present | undefined,
): Event[] {
  const events: Event[] = []
  let holds = false
  for (const [n, past] of line.entries()) {
    const { id, at, mode } = past
    const told = past.isOld ? 'old history' : 'history'
    if (!isOwn(past)) {
      if (holds) events.push({ id, at, active: false, mode: line[n - 1]!.mode, evidence: told })
      holds = false
      continue
    }
    const { created } = past
    const late = n === 0 && created !== null && created + LATE_US <= at
    if (late) events.push({ id, at: created, active: true, mode, evidence: 'created' })
    const isTheChange = past.type === '~' || past.was
    const evidence = late && !past.active && !isTheChange ? 'unknown past' : told
    events.push({ id, at, active: past.active, mode, evidence })
    holds = past.active
  }
  const last = line.at(-1)!
  if (holds && now?.active !== true) {
    const { id, at, mode } = last
    events.push({ id, at, active: false, mode, evidence: 'unknown past' })
  }
  return events
}
