import { crc32 } from 'node:zlib'
import type { RowArray, Session } from './connect.ts'
import { MYSQL } from './dialect.ts'
import type { Shape } from './shape.ts'

/** Ids that one checksum statement covers: bounds its time on the server. */
const WINDOW = 500_000

/**
 * Of one range of ids: how many rows, and sums of the checksums of their ids, of what names a row (whose it
 * is, of which course and block), of its values, and of the rows beside. Holds no learner and no row.
 */
export type Digest = readonly [
  count: number,
  ids: number,
  keys: number,
  values: number,
  beside: number,
]

const NOTHING: Digest = [0, 0, 0, 0, 0]

/** Digests by range of ids. */
export type Ranges = Readonly<Record<string, Digest>>

/**
 * SQL of a row's checksum over what must not change unnoticed. Its id is in it: two rows that change
 * places must not have the same sum as before.
 */
export function checksumSql(key: string, expressions: readonly string[]): string {
  if (expressions.length === 0) return '0'
  return MYSQL.checksum(key, expressions)
}

/** The checksums that a row carries at its end, when it is read to be remembered: keys, then values. */
export function checksums(shape: Pick<Shape, 'keys' | 'watched'>): readonly string[] {
  return [checksumSql('id', shape.keys), checksumSql('id', shape.watched)]
}

export const idChecksum = (row: RowArray): number => crc32(String(row[0]))
export const keyChecksum = (row: RowArray): number => Number(row.at(-2))
const valueChecksum = (row: RowArray): number => Number(row.at(-1))

/**
 * Digests of the rows that were read, range by range. Rows of negative ids are in none: there are hardly any,
 * and they are compared whenever the whole table is read.
 */
export class Digests {
  readonly #range: number
  readonly #ranges: Map<number, Digest>

  constructor(range: number, ranges: Ranges = {}) {
    this.#range = range
    this.#ranges = new Map(Object.entries(ranges).map(([at, digest]) => [Number(at), digest]))
  }

  /** Rows that were read and are still there, as far as is known. */
  get rows(): number {
    return [...this.#ranges.values()].reduce((sum, [count]) => sum + count, 0)
  }

  /** Adds rows whose first cell is the id and whose last two are the checksums. */
  add(rows: readonly RowArray[]): void {
    for (const row of rows) {
      const at = this.at(Number(row[0]))
      if (at < 0) continue
      const [count, ids, keys, values, beside] = this.of(at)
      this.#ranges.set(at, [
        count + 1,
        ids + idChecksum(row),
        keys + keyChecksum(row),
        values + valueChecksum(row),
        beside,
      ])
    }
  }

  /** Adds rows that belong to others: their first cell is the other's id. */
  addBeside(rows: readonly RowArray[]): void {
    for (const row of rows) {
      const at = this.at(Number(row[0]))
      if (at < 0) continue
      const [count, ids, keys, values, beside] = this.of(at)
      this.#ranges.set(at, [count, ids, keys, values, beside + Number(row.at(-1))])
    }
  }

  /** The range that an id lies in. */
  at(id: number): number {
    return Math.floor(id / this.#range)
  }

  of(at: number): Digest {
    return this.#ranges.get(at) ?? NOTHING
  }

  /** Forgets the ranges from one to another, both included. */
  forget(from: number, to = from): void {
    for (const at of this.#ranges.keys()) if (at >= from && at <= to) this.#ranges.delete(at)
  }

  /** Every range that is known between two ids. */
  between(lo: number, hi: number): number[] {
    return [...this.#ranges.keys()].filter((at) => at * this.#range >= lo && at * this.#range < hi)
  }

  get ranges(): Ranges {
    return Object.fromEntries(this.#ranges)
  }
}

/**
 * Whether the rows that a digest told of are all among those that its range has now, each still the same
 * person's in the same course and block; at most two others may have come. False where it cannot be told.
 */
export function holdsAll(old: Digest, now: readonly RowArray[]): boolean {
  const sum = (of: (row: RowArray) => number): number =>
    now.reduce((total, row) => total + of(row), 0)
  const [more, ids, keys] = [
    now.length - old[0],
    sum(idChecksum) - old[1],
    sum(keyChecksum) - old[2],
  ]
  if (more === 0) return ids === 0 && keys === 0
  if (more === 1) return now.some((row) => idChecksum(row) === ids && keyChecksum(row) === keys)
  if (more !== 2) return false
  const byId = new Map(now.map((row) => [idChecksum(row), row]))
  return now.some((row) => {
    const other = byId.get(ids - idChecksum(row))
    return other !== undefined && other !== row && keyChecksum(row) + keyChecksum(other) === keys
  })
}

/** The ranges of ids between two of them that differ from what was read, in order. */
export async function differing(
  session: Session,
  shape: Shape,
  of: {
    readonly known: Digests
    readonly range: number
    readonly lo: number
    readonly hi: number
  },
): Promise<readonly number[]> {
  const { known, range } = of
  const found: number[] = []
  for (let lo = of.lo; lo < of.hi;) {
    const hi = Math.min(lo + WINDOW, of.hi)
    const now = await digestsOf(session, shape, { range, lo, hi })
    const here = known.between(lo, hi)
    for (const at of new Set([...now.keys(), ...here])) {
      const [is, was] = [now.get(at) ?? NOTHING, known.of(at)]
      if (is.some((part, i) => part !== was[i])) found.push(at)
    }
    // Ids may have gaps of any size: an empty window is followed by the next that has something.
    const empty = now.size === 0 && here.length === 0
    lo = empty ? Math.max(hi, await nextId(session, shape, { ...of, lo: hi })) : hi
  }
  return found.sort((a, b) => a - b)
}

/** Where the first range begins, from an id on, that has rows or had some. */
async function nextId(
  session: Session,
  shape: Shape,
  of: { readonly known: Digests; readonly range: number; readonly lo: number; readonly hi: number },
): Promise<number> {
  const places = [
    ['id', shape.table] as const,
    ...(shape.besides ?? []).map((b) => [b.key, b.table] as const),
  ]
  const firsts = of.known.between(of.lo, of.hi).map((at) => at * of.range)
  for (const [key, table] of places) {
    const [row] = await session.rows(`select min(${key}) from ${table} where ${key} >= ?`, [of.lo])
    if (row?.[0] !== null && row !== undefined) firsts.push(Number(row[0]))
  }
  const next = firsts.length === 0 ? of.hi : Math.min(...firsts)
  return Math.floor(next / of.range) * of.range
}

/** Digests as the server has them now. */
async function digestsOf(
  session: Session,
  shape: Shape,
  of: { readonly range: number; readonly lo: number; readonly hi: number },
): Promise<Map<number, Digest>> {
  const { range, lo, hi } = of
  const [keys, values] = checksums(shape)
  const rows = await session.rows(
    `select id div ${range}, count(*), sum(${MYSQL.crc32('id')}), sum(${keys}), sum(${values})
      from ${shape.table} where id >= ? and id < ? group by 1`,
    [lo, hi],
  )
  const found = new Map<number, Digest>(
    rows.map(([at, ...sums]) => {
      const [count, ids, named, valued] = sums.map(Number)
      return [Number(at), [count!, ids!, named!, valued!, 0]]
    }),
  )
  for (const { table, key, watched } of shape.besides ?? []) {
    const sums = await session.rows(
      `select ${key} div ${range}, sum(${checksumSql(key, watched)}) from ${table}
        where ${key} >= ? and ${key} < ? group by 1`,
      [lo, hi],
    )
    for (const [at, sum] of sums) {
      const [count, ids, named, valued, beside] = found.get(Number(at)) ?? NOTHING
      found.set(Number(at), [count, ids, named, valued, beside + Number(sum)])
    }
  }
  return found
}
