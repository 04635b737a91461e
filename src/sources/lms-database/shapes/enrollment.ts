import { enrollmentTold } from '../../../facts/enrollment.ts'
import { NO_INT } from '../../../facts/fact.ts'
import { cut, KeyWriter } from '../../source.ts'
import { Rows } from '../../rows.ts'
import { idOf } from '../cells.ts'
import { column, Decoder, sqlOf } from '../column.ts'
import type { RowArray } from '../connect.ts'
import type { Schema } from '../schema.ts'
import { count } from '../counts.ts'
import type { Names, Shape } from '../shape.ts'
import { keyOf, OLD_HISTORY, wholeLearners } from '../whole-learners.ts'
import { changesOf, historyBeside, pastOf, type Change, type Past } from './enrollment-history.ts'

const TABLE = 'student_courseenrollment'
const COLUMNS = [
  column.user('user_id'),
  column.course('course_id'),
  column.recorded('created'),
  column.flag('is_active'),
  column.word('mode'),
] as const

/** The tables of histories that there are: the platform has one or the other, or what is left of the old one. */
const historiesOf = (schema: Schema): readonly string[] =>
  ['student_courseenrollment_history', OLD_HISTORY].filter((table) => schema.hasAll(table))

/** Enrollments as they are now and, where the platform keeps it, how they came to be so. */
export function enrollmentShape(schema: Schema): Shape {
  const histories = historiesOf(schema)
  return {
    table: TABLE,
    fact: 'enrollment_seen',
    select: sqlOf(COLUMNS),
    keys: ['user_id', 'course_id'],
    watched: ['created', 'is_active', 'mode'],
    besides: histories.map(historyBeside),
    kin: wholeLearners(histories, ['id', ...sqlOf(COLUMNS)]),
    shaper(capacity, names) {
      const learner = new Uint32Array(capacity * 2)
      const course = new KeyWriter(capacity)
      const created = new Int32Array(capacity)
      const active = new Uint8Array(capacity)
      const mode = new KeyWriter(capacity)
      const ids = new Float64Array(capacity)
      const told = new Rows(enrollmentTold, names.pseudonyms)
      const quarantined: Record<string, number> = {}
      /** What was last read of those who are told whole: they may come on several pages. */
      const whole = new Map<number, readonly Line[]>()
      const decoder = new Decoder(TABLE, COLUMNS, { names, counts: quarantined })
      // Of the rows of others, each of which is counted in its own turn.
      const others = new Decoder(TABLE, COLUMNS, { names, counts: {} })
      const seen = (row: RowArray): Seen | undefined => seenIn(others, row)
      const odd = (n: number, why: string): void => count(quarantined, `${histories[n]!}.${why}`)
      let at = 0
      return {
        add(rows, beside) {
          const [owned, ...pasts] = beside.slice(histories.length)
          const past = owned === undefined ? undefined : byUser(linesOf(pasts))
          for (const [user, rows] of owned ?? []) {
            whole.set(user, wholeLines({ user, rows, lines: past?.get(user) ?? [], seen }))
          }
          const here = new Map(rows.map((row) => [Number(row[0]), row]))
          for (const line of linesOf(beside.slice(0, histories.length), odd)) {
            // Those who have, or had, several rows of a course are told once all have come.
            if (line.some(({ user }) => owned?.has(user) === true)) continue
            tell(told, names, lineOf({ pasts: line, rows: here, seen, isOwn: () => true }))
          }
          for (const row of rows) {
            const values = decoder.read(row, 1)
            if (values === undefined) continue
            const [user, courseId, date, isActive, slug] = values
            const all = owned?.get(user)
            const now =
              all === undefined ? { active: isActive, mode: slug } : seenOf(all, row, seen)
            names.pseudonyms.write(user, learner, at)
            course.write(at, courseId)
            created[at] = date ?? NO_INT
            active[at] = now.active ? 1 : 0
            mode.write(at, now.mode)
            ids[at++] = Number(row[0])
          }
        },
        take: () => {
          for (const line of [...whole.values()].flat()) tell(told, names, line)
          const columns = { learner, course, created, active, mode }
          const also = told.count === 0 ? [] : [told.take()]
          return { rows: at, columns: cut(columns, at), ids, quarantined, also }
        },
      }
    },
  }
}

/** The changes of one learner in one course. */
interface Line {
  readonly user: number
  readonly course: string
  readonly changes: readonly Change[]
}

interface Seen {
  readonly active: boolean
  readonly mode: string
}

/** How an enrollment is now; undefined when its row cannot be used. */
function seenIn(decoder: Decoder<typeof COLUMNS>, row: RowArray): Seen | undefined {
  const [, , , active, mode] = decoder.read(row, 1) ?? []
  return active === undefined || mode === undefined ? undefined : { active, mode }
}

/** Of several rows of one course: enrolled by any of them, in the mode of the newest that is. */
function seenOf(
  all: readonly RowArray[],
  row: RowArray,
  seen: (row: RowArray) => Seen | undefined,
): Seen {
  const course = keyOf(row[2])
  const same = all.filter((other) => keyOf(other[2]) === course)
  return seen(same.findLast((other) => seen(other)?.active === true) ?? row)!
}

/** Histories row by row, from all tables. */
function linesOf(
  tables: readonly ReadonlyMap<number, readonly RowArray[]>[],
  odd?: (table: number, why: string) => void,
): Past[][] {
  const lines = new Map<number, Past[]>()
  for (const [n, byId] of tables.entries()) {
    for (const [id, line] of byId) {
      const pasts = line.flatMap(
        (row) => pastOf(row, tables.length > 1 && n > 0, (why) => odd?.(n, why)) ?? [],
      )
      if (pasts.length > 0) lines.set(id, [...(lines.get(id) ?? []), ...pasts])
    }
  }
  return [...lines.values()]
}

/** Histories of rows by everybody whose they ever were. */
function byUser(lines: readonly Past[][]): ReadonlyMap<number, readonly Past[][]> {
  const found = new Map<number, Past[][]>()
  for (const line of lines) {
    for (const user of new Set(line.map((past) => past.user))) {
      const mine = found.get(user)
      if (mine === undefined) found.set(user, [line])
      else mine.push(line)
    }
  }
  return found
}

/** All that one learner has, and had, course by course. */
function wholeLines(of: {
  readonly user: number
  readonly rows: readonly RowArray[]
  /** Histories of all rows that are or were hers. */
  readonly lines: readonly (readonly Past[])[]
  readonly seen: (row: RowArray) => Seen | undefined
}): readonly Line[] {
  const { lines, seen } = of
  const rows = new Map(of.rows.map((row) => [Number(row[0]), row]))
  const mine = lines.flat().filter((past) => past.user === of.user)
  return [...new Set(mine.map((past) => keyOf(past.course)))].map((course) => {
    const isOwn = (past: Past): boolean => past.user === of.user && keyOf(past.course) === course
    const pasts = lines.filter((line) => line.some(isOwn)).flat()
    return lineOf({ pasts, rows, seen, isOwn })
  })
}

function lineOf(of: {
  readonly pasts: readonly Past[]
  readonly rows: ReadonlyMap<number, RowArray>
  readonly seen: (row: RowArray) => Seen | undefined
  readonly isOwn: (past: Past) => boolean
}): Line {
  const { user, course } = of.pasts.find(of.isOwn)!
  const key = keyOf(course)
  const now = (id: number): Seen | undefined => {
    const row = of.rows.get(id)
    const isHere = row !== undefined && idOf(row[1]!) === user && keyOf(row[2]) === key
    return isHere ? of.seen(row) : undefined
  }
  return { user, course, changes: changesOf(of.pasts, { isOwn: of.isOwn, now }) }
}

function tell(told: Rows, names: Names, { user: learner, course, changes }: Line): void {
  if (!names.isCourse(course)) return
  changes.forEach((change, step) => told.add({ learner, course, step, ...change }))
}
