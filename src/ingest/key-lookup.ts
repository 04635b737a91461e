import { NO_INT, type DimensionName, type Fact } from '../facts/fact.ts'
import { folded, spelled } from '../facts/key.ts'
import { isKeyColumn, type BatchColumns, type KeyColumn } from '../sources/source.ts'
import { integer, join, name, sql, type Sql } from '../store/sql.ts'
import type { ColumnData, Columns, Transaction } from '../store/store.ts'

/**
 * Looks up the ids of key texts and adds none: a comparison leaves the store as it is. A text that the
 * store does not know gets a negative id, under which `textOfKey` finds it.
 */
export class KeyLookup {
  readonly #tx: Transaction
  readonly #known = new Map<DimensionName, ReadonlyMap<string, number>>()
  readonly #unknown = new Map<DimensionName, Map<string, number>>()

  private constructor(tx: Transaction) {
    this.#tx = tx
  }

  /** For one transaction. */
  static async begin(tx: Transaction): Promise<KeyLookup> {
    await tx.run(
      sql`create or replace temp table unknown_key (dimension varchar, id integer, text varchar)`,
    )
    return new KeyLookup(tx)
  }

  /** The columns of a fact with ids in place of key texts. */
  async resolve(fact: Fact, columns: BatchColumns): Promise<Columns> {
    const out: Record<string, ColumnData> = {}
    for (const [column, data] of Object.entries(columns)) {
      const type = fact.columns[column]?.type
      if (!isKeyColumn(data)) out[column] = data
      else if (type?.kind === 'key') out[column] = await this.#idsOf(type.of, data)
      else throw new RangeError(`${fact.name}.${column} is not a key`)
    }
    return out
  }

  async #idsOf(dimension: DimensionName, { keys, index }: KeyColumn): Promise<Int32Array> {
    const known = await this.#idsIn(dimension)
    const unknown = this.#unknown.get(dimension) ?? new Map<string, number>()
    this.#unknown.set(dimension, unknown)
    const met: Sql[] = []
    const ids = keys.map((written) => {
      const { key, text } = spelled(dimension, written)
      const id = known.get(key) ?? unknown.get(key)
      if (id !== undefined) return id
      const mine = -1 - unknown.size
      unknown.set(key, mine)
      met.push(sql`(${dimension}, ${integer(mine)}, ${text})`)
      return mine
    })
    if (met.length > 0) {
      await this.#tx.run(sql`insert into temp.unknown_key values ${join(met)}`)
    }
    return index.map((at) => (at === NO_INT ? NO_INT : ids[at]!))
  }

  async #idsIn(dimension: DimensionName): Promise<ReadonlyMap<string, number>> {
    const before = this.#known.get(dimension)
    if (before !== undefined) return before
    const rows = await this.#tx.query<{ id: number; key: string }>(
      sql`select id, key from ${name(dimension)}`,
    )
    const ids = new Map(rows.map((r) => [r.key, r.id]))
    // A store of before may have folded some texts otherwise.
    for (const { id, key } of rows) if (!ids.has(folded(key))) ids.set(folded(key), id)
    this.#known.set(dimension, ids)
    return ids
  }
}

/** SQL for the text of an id, known or not; for few rows. */
export function textOfKey(dimension: DimensionName, id: Sql): Sql {
  return sql`coalesce((select min(d.text) from ${name(dimension)} as d where d.id = ${id}),
    (select min(u.text) from temp.unknown_key as u where u.dimension = ${dimension} and u.id = ${id}))`
}
