import type { Batch } from '../source.ts'
import {
  datetimeText,
  estimate,
  Gathered,
  PAGE,
  pagesById,
  PAGES_A_BATCH,
  type Part,
  type Reading,
} from './reading.ts'
import type { Shape } from './shapes.ts'

/** Rows become visible when their transaction ends, later than `modified` says: so much is read again. */
const SAFETY_LAG_MS = 15 * 60_000

/** `walk`: by id, for the first time. `follow`: by `modified` from an instant on. */
type State = { readonly walk: number; readonly since: string } | { readonly follow: string }

/**
 * Reads a table that marks every change in `modified`: once through by id, then what was modified
 * since, always going back by the safety lag. The lag never delays a row, it only repeats it.
 */
export function followPart(
  name: string,
  shape: Shape,
  options: { readonly noticesGone: boolean },
): Part {
  return {
    name,
    async *read(reading) {
      const look = { reading, name, shape }
      const saved = reading.saved === undefined ? undefined : (JSON.parse(reading.saved) as State)
      if (saved === undefined || 'walk' in saved) {
        yield* walk(look, saved ?? { walk: 0, since: datetimeText(reading.now - SAFETY_LAG_MS) })
        return
      }
      if (reading.depth === 'full sweep' && options.noticesGone) {
        yield* sweepAll(look, saved)
        return
      }
      yield* follow(look, saved.follow)
    },
  }
}

interface Look {
  readonly reading: Reading
  readonly name: string
  readonly shape: Shape
}

async function* walk(
  look: Look,
  from: { readonly walk: number; readonly since: string },
): AsyncGenerator<Batch> {
  const { reading, name, shape } = look
  const { session, names } = reading
  const total = await estimate(session, shape.table)
  const gathered = new Gathered(shape, names)
  let last = from.walk
  let asked = session.statements
  const take = (state: State, done: boolean): Batch => {
    const statements = session.statements - asked
    asked = session.statements
    const more = {
      part: name,
      checkpoint: JSON.stringify(state),
      statements,
      ...(done ? { readAt: reading.now } : {}),
      ...(total === undefined ? {} : { total }),
    }
    // The table's rows are unique by learner and block, and none of them has been sent before.
    return gathered.take(more, { first: done ? 'end' : 'more' })
  }
  for await (const page of pagesById(session, shape, { after: last })) {
    gathered.add(page.rows)
    last = page.last
    if (gathered.pages >= PAGES_A_BATCH) yield take({ walk: last, since: from.since }, false)
  }
  yield take({ follow: from.since }, true)
}

async function* follow(look: Look, from: string): AsyncGenerator<Batch> {
  const { reading, name, shape } = look
  const { session, names } = reading
  const safe = datetimeText(reading.now - SAFETY_LAG_MS)
  const columns = ['id', ...shape.select, 'modified'].join(', ')
  const gathered = new Gathered(shape, names)
  const later = (instant: string): string => (instant > from ? instant : from)
  let asked = session.statements
  let at: readonly [string, string | number] = [from, -1]
  for (;;) {
    const rows = await session.rows(
      `select ${columns} from ${shape.table}
        where modified >= ? and (modified > ? or id > ?) order by modified, id limit ${PAGE}`,
      [at[0], at[0], at[1]],
    )
    if (rows.length > 0) {
      gathered.add(rows)
      at = [String(rows.at(-1)!.at(-1)), rows.at(-1)![0]!]
    }
    const done = rows.length < PAGE
    if (!done && gathered.pages < PAGES_A_BATCH) continue
    const reached = done ? safe : at[0] < safe ? at[0] : safe
    const statements = session.statements - asked
    asked = session.statements
    yield gathered.take({
      part: name,
      checkpoint: JSON.stringify({ follow: later(reached) } satisfies State),
      statements,
      ...(done ? { readAt: reading.now } : {}),
    })
    if (done) return
  }
}

/** The whole table once more, so that rows that have gone are noticed. */
async function* sweepAll(look: Look, saved: State): AsyncGenerator<Batch> {
  const { reading, name, shape } = look
  const { session, names } = reading
  const gathered = new Gathered(shape, names)
  let asked = session.statements
  let begun = false
  for await (const page of pagesById(session, shape, { after: 0 })) {
    gathered.add(page.rows)
    if (gathered.pages < PAGES_A_BATCH) continue
    const statements = session.statements - asked
    asked = session.statements
    const more = { part: name, checkpoint: JSON.stringify(saved), statements }
    yield gathered.take(more, { sweep: begun ? 'more' : 'begin' })
    begun = true
  }
  const follow = datetimeText(reading.now - SAFETY_LAG_MS)
  const statements = session.statements - asked
  const checkpoint = JSON.stringify({ follow } satisfies State)
  const end = { part: name, checkpoint, statements, readAt: reading.now }
  yield gathered.take(end, { sweep: begun ? 'end' : 'whole' })
}
