import { crc32 } from 'node:zlib'
import type { RowArray, Session } from './connect.ts'
import type { Shape } from './shape.ts'

/** Ids that one checksum statement covers: bounds its time on the server. */
const WINDOW = 500_000

/** Of one range of ids: how many rows, and sums of the checksums of their ids, of them, and of the rows beside. */
export type Digest = readonly [count: number, ids: number, sum: number, beside: number]

const NOTHING: Digest = [0, 0, 0, 0]

/** Digests by range of ids. Holds no learner and no row. */
export type Ranges = Readonly<Record<string, Digest>>

/**
 * SQL of a row's checksum over what must not change unnoticed. Its key is in it: two rows that change
 * places must not have the same sum as before.
 */
export function checksumSql(key: string, expressions: readonly string[]): string {
  if (expressions.length === 0) return '0'
  return `crc32(concat_ws('#', ${[key, ...expressions].join(', ')}))`
}

/** Digests of the rows that were read, range by range. */
export class Digests {
  readonly #range: number
  readonly #ranges: Map<number, Digest>

  constructor(range: number, ranges: Ranges = {}) {
    this.#range = range
    this.#ranges = new Map(Object.entries(ranges).map(([at, digest]) => [Number(at), digest]))
  }

  /** Adds rows whose first cell is the id and whose last is the checksum. */
  add(rows: readonly RowArray[]): void {
    for (const row of rows) {
      const [count, ids, sum, beside] = this.of(this.#at(row))
      const key = crc32(String(row[0]))
      this.#ranges.set(this.#at(row), [count + 1, ids + key, sum + Number(row.at(-1)), beside])
    }
  }

  /** Adds rows that belong to others: their first cell is the other's id. */
  addBeside(rows: readonly RowArray[]): void {
    for (const row of rows) {
      const [count, ids, sum, beside] = this.of(this.#at(row))
      this.#ranges.set(this.#at(row), [count, ids, sum, beside + Number(row.at(-1))])
    }
  }

  #at(row: RowArray): number {
    return Math.floor(Number(row[0]) / this.#range)
  }

  of(at: number): Digest {
    return this.#ranges.get(at) ?? NOTHING
  }

  forget(at: number): void {
    this.#ranges.delete(at)
  }

  /** Every range that is known between two ids. */
  between(lo: number, hi: number): number[] {
    return [...this.#ranges.keys()].filter((at) => at * this.#range >= lo && at * this.#range < hi)
  }

  get ranges(): Ranges {
    return Object.fromEntries(this.#ranges)
  }
}

/** Ranges that differ from what was read. */
export interface Compared {
  /** Rows came or changed, and none went. */
  readonly changed: readonly number[]
  /** Rows went. */
  readonly gone: readonly number[]
}

/**
 * Which ranges of ids differ from what was read. One that has lost a row and got another that was not
 * seen before, both since the last look, passes for one that has only got some.
 */
export async function compare(
  session: Session,
  shape: Shape,
  of: {
    readonly known: Digests
    readonly range: number
    readonly lo: number
    readonly hi: number
  },
): Promise<Compared> {
  const { known } = of
  const changed: number[] = []
  const gone: number[] = []
  for (let lo = of.lo; lo < of.hi; lo += WINDOW) {
    const hi = Math.min(lo + WINDOW, of.hi)
    const now = await digestsOf(session, shape, { range: of.range, lo, hi })
    for (const at of new Set([...now.keys(), ...known.between(lo, hi)])) {
      const [count, ids, sum, beside] = now.get(at) ?? NOTHING
      const old = known.of(at)
      if (count < old[0] || (count === old[0] && ids !== old[1])) gone.push(at)
      else if (count !== old[0] || sum !== old[2] || beside !== old[3]) changed.push(at)
    }
  }
  return { changed: changed.sort((a, b) => a - b), gone }
}

/** Digests as the server has them now. */
async function digestsOf(
  session: Session,
  shape: Shape,
  of: { readonly range: number; readonly lo: number; readonly hi: number },
): Promise<Map<number, Digest>> {
  const { range, lo, hi } = of
  const rows = await session.rows(
    `select id div ${range}, count(*), sum(crc32(id)), sum(${checksumSql('id', shape.watched)})
      from ${shape.table} where id >= ? and id < ? group by 1`,
    [lo, hi],
  )
  const found = new Map<number, Digest>(
    rows.map(([at, count, ids, sum]) => [Number(at), [Number(count), Number(ids), Number(sum), 0]]),
  )
  for (const { table, key, watched } of shape.besides ?? []) {
    const sums = await session.rows(
      `select ${key} div ${range}, sum(${checksumSql(key, watched)}) from ${table}
        where ${key} >= ? and ${key} < ? group by 1`,
      [lo, hi],
    )
    for (const [at, sum] of sums) {
      const [count, ids, own, beside] = found.get(Number(at)) ?? NOTHING
      found.set(Number(at), [count, ids, own, beside + Number(sum)])
    }
  }
  return found
}
