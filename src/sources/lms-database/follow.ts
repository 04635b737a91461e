import { MYSQL } from './dialect.ts'
import { crc32 } from 'node:zlib'
import type { RowArray, Session } from './connect.ts'
import { BEFORE_ALL, datetimeText, SAFETY_LAG_MS } from './reading.ts'
import type { Shape } from './shape.ts'

/** Where reading by `modified` stands. */
export interface Following {
  readonly follow: string
  /** Instant before which `minutes` tell everything that was read. */
  readonly upTo?: string
  /** Rows read since `follow`, by minute of `modified`: how many, and the sum of their checksums. */
  readonly minutes?: Readonly<Record<string, MinuteDigest>>
}

type MinuteDigest = readonly [count: number, sum: number]

/** A page with where following stands behind it; the last one may be empty. */
export interface Followed {
  readonly rows: readonly RowArray[]
  readonly done: boolean
  readonly state: Following
}

/**
 * What was modified since, always going back by the safety lag. The lag never delays a row, it only looks
 * twice: the server says by checksums in which minutes something has come since, and only those are read
 * again. Rows end with their `modified`, after what the shape selects and `extra`.
 */
export async function* followed(
  session: Session,
  shape: Shape,
  of: {
    readonly from: Following
    readonly now: number
    readonly extra?: readonly string[]
    readonly page: number
  },
): AsyncGenerator<Followed> {
  const { from, now } = of
  const safe = datetimeText(now - SAFETY_LAG_MS)
  const minutes = new Map(Object.entries(from.minutes ?? {}))
  const stateAt = (reached: string, done: boolean): Following => {
    const follow = reached < from.follow ? from.follow : reached < safe ? reached : safe
    // The minute in which `follow` lies goes with it: it is looked at whole or not at all.
    const kept = [...minutes].filter(([minute]) => minute >= minuteOf(follow))
    const upTo = done ? minuteOf(datetimeText(now)) : minuteOf(reached)
    return { follow, upTo, minutes: Object.fromEntries(kept) }
  }
  for (const span of await changed(session, shape, from)) {
    for (const minute of minutes.keys()) if (covers(span, minute)) minutes.delete(minute)
    for await (const rows of pagesByModified(session, shape, {
      span,
      extra: of.extra ?? [],
      page: of.page,
    })) {
      for (const row of rows) addTo(minutes, row)
      yield { rows, done: false, state: stateAt(String(rows.at(-1)!.at(-1)), false) }
    }
  }
  yield { rows: [], done: true, state: stateAt(safe, true) }
}

/** Half-open in `modified`; without an end it reaches to whatever is newest. */
interface Span {
  readonly from: string
  readonly to?: string
}

/** What may hold rows that were not read: minutes that differ, and everything after the last reading. */
async function changed(session: Session, shape: Shape, from: Following): Promise<readonly Span[]> {
  const { upTo, minutes } = from
  const begin = minuteOf(from.follow)
  if (upTo === undefined || minutes === undefined || upTo <= begin) return [{ from: from.follow }]
  const found = await session.rows(
    `select left(modified, ${MINUTE}), count(*), sum(${MYSQL.crc32("concat(id, '#', modified)")})
      from ${shape.table} where modified >= ? and modified < ? group by 1 order by 1`,
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
  of: { readonly span: Span; readonly extra: readonly string[]; readonly page: number },
): AsyncGenerator<RowArray[]> {
  const { span, page } = of
  const columns = ['id', ...shape.select, ...of.extra, 'modified'].join(', ')
  const end = span.to === undefined ? '' : `and modified < '${span.to}'`
  let at: readonly [string, string | number] = [span.from, BEFORE_ALL]
  for (;;) {
    const rows = await session.rows(
      `select ${columns} from ${shape.table}
        where modified >= ? and (modified > ? or id > ?) ${end} order by modified, id limit ${page}`,
      [at[0], at[0], at[1]],
    )
    if (rows.length > 0) yield rows
    if (rows.length < page) return
    at = [String(rows.at(-1)!.at(-1)), rows.at(-1)![0]!]
  }
}

/** Characters of an instant's text down to the minute. */
const MINUTE = 'yyyy-mm-dd hh:mm'.length
const minuteOf = (instant: string): string => instant.slice(0, MINUTE)

const covers = (span: Span, minute: string): boolean =>
  minute >= minuteOf(span.from) && (span.to === undefined || minute < span.to)

function addTo(minutes: Map<string, MinuteDigest>, row: RowArray): void {
  const modified = String(row.at(-1))
  const [count, sum] = minutes.get(minuteOf(modified)) ?? [0, 0]
  minutes.set(minuteOf(modified), [count + 1, sum + crc32(`${row[0]}#${modified}`)])
}
