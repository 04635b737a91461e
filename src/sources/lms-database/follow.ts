import { crc32 } from 'node:zlib'
import type { Batch } from '../source.ts'
import type { RowArray, Session } from './connect.ts'
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
type State = { readonly walk: number; readonly since: string } | Following

interface Following {
  readonly follow: string
  /** Instant before which `minutes` tell everything that was read. */
  readonly upTo?: string
  /** Rows read since `follow`, by minute of `modified`: how many, and the sum of their checksums. */
  readonly minutes?: Readonly<Record<string, Digest>>
}

type Digest = readonly [count: number, sum: number]

/**
 * Reads a table that marks every change in `modified`: once through by id, then what was modified
 * since, always going back by the safety lag. The lag never delays a row, it only looks twice: the
 * server says by checksums in which minutes something has come since, and only those are read again.
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
      yield* follow(look, saved)
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

async function* follow(look: Look, from: Following): AsyncGenerator<Batch> {
  const { reading, name, shape } = look
  const { session, names } = reading
  const safe = datetimeText(reading.now - SAFETY_LAG_MS)
  const gathered = new Gathered(shape, names)
  let asked = session.statements
  const minutes = new Map(Object.entries(from.minutes ?? {}))
  const take = (reached: string, done: boolean): Batch => {
    const statements = session.statements - asked
    asked = session.statements
    const follow = reached < from.follow ? from.follow : reached < safe ? reached : safe
    // The minute in which `follow` lies goes with it: it is looked at whole or not at all.
    const kept = [...minutes].filter(([minute]) => minute >= minuteOf(follow))
    const upTo = done ? minuteOf(datetimeText(reading.now)) : minuteOf(reached)
    const state: Following = { follow, upTo, minutes: Object.fromEntries(kept) }
    const readAt = done ? { readAt: reading.now } : {}
    return gathered.take({ part: name, checkpoint: JSON.stringify(state), statements, ...readAt })
  }
  for (const span of await changed(look, from)) {
    for (const minute of minutes.keys()) if (covers(span, minute)) minutes.delete(minute)
    for await (const rows of pagesByModified(session, shape, span)) {
      gathered.add(rows)
      for (const row of rows) addTo(minutes, row)
      if (gathered.pages >= PAGES_A_BATCH) yield take(String(rows.at(-1)!.at(-1)), false)
    }
  }
  yield take(safe, true)
}

/** Half-open in `modified`; without an end it reaches to whatever is newest. */
interface Span {
  readonly from: string
  readonly to?: string
}

/** What may hold rows that were not read: minutes that differ, and everything after the last reading. */
async function changed(look: Look, from: Following): Promise<readonly Span[]> {
  const { upTo, minutes } = from
  const begin = minuteOf(from.follow)
  if (upTo === undefined || minutes === undefined || upTo <= begin) return [{ from: from.follow }]
  const found = await look.reading.session.rows(
    `select left(modified, ${MINUTE}), count(*), sum(crc32(concat(id, '#', modified)))
      from ${look.shape.table} where modified >= ? and modified < ? group by 1 order by 1`,
    [begin, upTo],
  )
  const differing = found.filter(([minute, count, sum]) => {
    const known = minutes[String(minute)]
    return known === undefined || known[0] !== Number(count) || known[1] !== Number(sum)
  })
  const spans = differing.map(([minute]) => ({
    from: String(minute),
    to: minuteOf(datetimeText(Date.parse(`${String(minute)}Z`) + 60_000)),
  }))
  return [...spans, { from: upTo }]
}

async function* pagesByModified(
  session: Session,
  shape: Shape,
  span: Span,
): AsyncGenerator<RowArray[]> {
  const columns = ['id', ...shape.select, 'modified'].join(', ')
  const end = span.to === undefined ? '' : `and modified < '${span.to}'`
  let at: readonly [string, string | number] = [span.from, -1]
  for (;;) {
    const rows = await session.rows(
      `select ${columns} from ${shape.table}
        where modified >= ? and (modified > ? or id > ?) ${end} order by modified, id limit ${PAGE}`,
      [at[0], at[0], at[1]],
    )
    if (rows.length > 0) yield rows
    if (rows.length < PAGE) return
    at = [String(rows.at(-1)!.at(-1)), rows.at(-1)![0]!]
  }
}

/** Characters of an instant's text down to the minute. */
const MINUTE = 'yyyy-mm-dd hh:mm'.length
const minuteOf = (instant: string): string => instant.slice(0, MINUTE)

const covers = (span: Span, minute: string): boolean =>
  minute >= minuteOf(span.from) && (span.to === undefined || minute < span.to)

function addTo(minutes: Map<string, Digest>, row: RowArray): void {
  const modified = String(row.at(-1))
  const [count, sum] = minutes.get(minuteOf(modified)) ?? [0, 0]
  minutes.set(minuteOf(modified), [count + 1, sum + crc32(`${row[0]}#${modified}`)])
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
