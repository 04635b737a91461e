import { MYSQL } from './dialect.ts'
import { spelled } from '../../facts/key.ts'
import { idOf } from './cells.ts'
import type { RowArray } from './connect.ts'
import type { Ask, AskedPage, BesideRows } from './shape.ts'
import { HISTORY_COLUMNS, pastOf } from './shapes/enrollment-history.ts'

const TABLE = 'student_courseenrollment'
export const OLD_HISTORY = 'student_historicalcourseenrollment'
/** Learners that one statement names. */
const LEARNERS = 2_000

/** SQL of a course's key in the spellings that the platform has written, to find two of one key. */
const COURSE = [
  ['%2B', '+'],
  ['%2b', '+'],
  [' ', '+'],
  ['%3A', ':'],
  ['%3a', ':'],
].reduce((text, [was, is]) => `replace(${text}, '${was}', '${is}')`, 'trim(course_id)')

/**
 * Finds the few learners whose enrollments cannot be told row by row, and reads all that there is of them:
 * of one course they have, or had, several rows. A row was deleted and made again, or given to another
 * account; or two spellings of one key are two rows.
 *
 * Whether a learner's history has rows that no row of hers owns is asked of indexes alone, so that
 * nobody's rows are read in vain.
 */
export function wholeLearners(
  histories: readonly string[],
  columns: readonly string[],
): (ask: Ask, page: AskedPage) => Promise<BesideRows> {
  /** Learners of the old table, whose users have no index: looked for once a reading. */
  let strays: ReadonlySet<number> | undefined
  return async (ask, { rows, beside }) => {
    const users = new Set(rows.flatMap(([, user]) => idOf(user ?? null) ?? []))
    const found = movedIn(rows, beside)
    for (const row of beside.flatMap((byId) => [...byId.values()].flat())) {
      const user = idOf(row[1] ?? null)
      if (user !== null) users.add(user)
    }
    for (const some of chunks([...users], LEARNERS)) {
      const named = `user_id in (${some.join(', ')})`
      const twins = await ask(
        `select user_id from ${TABLE} where ${named} group by user_id having count(*) > count(distinct lower(${COURSE}))`,
      )
      for (const [user] of twins) {
        const id = idOf(user ?? null)
        if (id !== null) found.add(id)
      }
      for (const history of histories) {
        if (history === OLD_HISTORY) {
          strays ??= await straysOf(ask, history)
          for (const user of some) if (strays.has(user)) found.add(user)
        } else for (const user of await withFormerRows(ask, history, named)) found.add(user)
      }
    }
    if (found.size === 0) return []
    const whole = await rowsOf(ask, columns, found)
    const ids = [...whole.values()].flatMap((line) => line.map(([id]) => Number(id)))
    const pasts: BesideRows[number][] = []
    for (const history of histories) pasts.push(await pastsOf(ask, history, { users: found, ids }))
    return [whole, ...pasts]
  }
}

/** Owners of rows that their own history gives to another course or account. */
function movedIn(rows: readonly RowArray[], beside: BesideRows): Set<number> {
  const found = new Set<number>()
  const owner = new Map(rows.map((row) => [Number(row[0]), row]))
  const isSame = (a: string, b: string): boolean => a === b || keyOf(a) === keyOf(b)
  for (const byId of beside) {
    for (const [id, line] of byId) {
      const row = owner.get(id)
      const user = row === undefined ? null : idOf(row[1] ?? null)
      for (const past of line.flatMap((cells) => pastOf(cells) ?? [])) {
        if (user === past.user && isSame(past.course, String(row![2]))) continue
        found.add(past.user)
        if (user !== null) found.add(user)
      }
    }
  }
  return found
}

export const keyOf = (course: unknown): string => spelled('course', String(course)).key

/** Learners with history rows of other rows than those that they have now, or the other way round. */
async function withFormerRows(ask: Ask, history: string, named: string): Promise<number[]> {
  const sums = (rows: readonly RowArray[]): Map<number, string> =>
    new Map(
      rows.flatMap(([user, ...sum]) => {
        const id = idOf(user ?? null)
        return id === null ? [] : [[id, sum.join(' ')] as const]
      }),
    )
  const all = sums(
    await ask(
      `select user_id, count(*), sum(${MYSQL.crc32('history_id')}) from ${history} where ${named} group by user_id`,
    ),
  )
  const owned = sums(
    await ask(`select e.user_id, count(*), sum(${MYSQL.crc32('h.history_id')}) from ${TABLE} as e
      join ${history} as h on h.id = e.id where e.${named} group by e.user_id`),
  )
  return [...new Set([...all.keys(), ...owned.keys()])].filter(
    (user) => all.get(user) !== owned.get(user),
  )
}

/** The same of the whole of a table without an index on learners. */
async function straysOf(ask: Ask, history: string): Promise<ReadonlySet<number>> {
  const found = await ask(`select distinct h.user_id from ${history} as h
    left join ${TABLE} as e on e.id = h.id and e.user_id = h.user_id where e.id is null and h.user_id is not null`)
  return new Set(found.flatMap(([user]) => idOf(user ?? null) ?? []))
}

/** All enrollments of some learners, by learner. */
async function rowsOf(
  ask: Ask,
  columns: readonly string[],
  users: ReadonlySet<number>,
): Promise<Map<number, RowArray[]>> {
  const found = new Map<number, RowArray[]>([...users].map((user) => [user, []]))
  for (const some of chunks([...users], LEARNERS)) {
    const rows = await ask(
      `select ${columns.join(', ')} from ${TABLE} where user_id in (${some.join(', ')}) order by id`,
    )
    // The server may take a text that begins with a number for that number.
    for (const row of rows) found.get(idOf(row[1] ?? null) ?? 0)?.push(row)
  }
  return found
}

/** What a history has of all rows that some learners have or had, by row. */
async function pastsOf(
  ask: Ask,
  history: string,
  of: { readonly users: ReadonlySet<number>; readonly ids: Iterable<number> },
): Promise<Map<number, RowArray[]>> {
  const found = new Map<number, RowArray[]>()
  const ids = new Set(of.ids)
  for (const some of chunks([...of.users], LEARNERS)) {
    const named = await ask(`select id from ${history} where user_id in (${some.join(', ')})`)
    for (const [id] of named) ids.add(Number(id))
  }
  for (const some of chunks([...ids], LEARNERS)) {
    const rows = await ask(
      `select ${HISTORY_COLUMNS.join(', ')} from ${history} where id in (${some.join(', ')})`,
    )
    for (const row of rows) {
      const mine = found.get(Number(row[0]))
      if (mine === undefined) found.set(Number(row[0]), [row])
      else mine.push(row)
    }
  }
  return found
}

function* chunks<T>(all: readonly T[], size: number): Generator<T[]> {
  for (let i = 0; i < all.length; i += size) yield all.slice(i, i + size)
}
