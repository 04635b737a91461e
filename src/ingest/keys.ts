import { courseKey, folded, spelled } from '../facts/key.ts'
import { NO_INT, type DimensionName } from '../facts/fact.ts'
import type { KeyColumn } from '../sources/source.ts'
import { integer, join, name, sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'

/**
 * Small integers for the texts of the dimensions. Ids are given in the transaction of the batch that
 * first brings a text; what a failed batch gave is forgotten.
 */
export class Keys {
  readonly #ids = new Map<DimensionName, Map<string, number>>()
  /** Text as written -> id: most texts come again and again and need no normalizing twice. */
  readonly #exact = new Map<DimensionName, Map<string, number>>()
  #newCourses = false

  /** Ids for a key column, row by row; new texts are added to the dimension. */
  async resolve(tx: Transaction, dimension: DimensionName, column: KeyColumn): Promise<Int32Array> {
    const exact = this.#mapOf(this.#exact, dimension)
    const missing = column.keys.filter((text) => !exact.has(text))
    if (missing.length > 0) await this.#learn(tx, dimension, missing)
    const ids = Int32Array.from(column.keys, (text) => exact.get(text)!)
    return column.index.map((at) => (at === NO_INT ? NO_INT : ids[at]!))
  }

  /** Texts as the platform lists them: they are shown so, whoever wrote them before. Returns how many changed. */
  async respell(tx: Transaction, dimension: DimensionName, column: KeyColumn): Promise<number> {
    const ids = await this.#known(tx, dimension)
    const listed = new Map<number, string>()
    for (const written of column.keys) {
      const { key, text } = spelled(dimension, written)
      const id = ids.get(key)
      if (id !== undefined && !listed.has(id)) listed.set(id, text)
    }
    const rows = await tx.query<{ id: number; text: string }>(
      sql`select id, text from ${name(dimension)}`,
    )
    const other = rows.filter(({ id, text }) => (listed.get(id) ?? text) !== text)
    for (const { id } of other) {
      await tx.run(
        sql`update ${name(dimension)} set text = ${listed.get(id)!} where id = ${integer(id)}`,
      )
    }
    return other.length
  }

  /** Whether courses were added since this was last asked. */
  metCourses(): boolean {
    const met = this.#newCourses
    this.#newCourses = false
    return met
  }

  /** Forgets everything, so that ids of a batch that was undone are not used. */
  forget(): void {
    this.#ids.clear()
    this.#exact.clear()
  }

  async #learn(tx: Transaction, dimension: DimensionName, texts: string[]): Promise<void> {
    const ids = await this.#known(tx, dimension)
    const exact = this.#mapOf(this.#exact, dimension)
    const rows: { id: number; key: string; text: string }[] = []
    for (const written of texts) {
      const { key, text } = spelled(dimension, written)
      let id = ids.get(key)
      if (id === undefined) {
        id = ids.size + 1
        ids.set(key, id)
        rows.push({ id, key, text })
      }
      exact.set(written, id)
    }
    for (let i = 0; i < rows.length; i += 500) {
      const values = rows.slice(i, i + 500)
      const list = values.map((r) => sql`(${integer(r.id)}, ${r.key}, ${r.text})`)
      await tx.run(sql`insert into ${name(dimension)} (id, key, text) values ${join(list)}`)
    }
    if (dimension === 'course') {
      if (rows.length > 0) this.#newCourses = true
      await this.#organizationsOf(tx, texts)
    }
  }

  /** An organization named in a course's key exists, even where the platform does not list it. */
  async #organizationsOf(tx: Transaction, texts: string[]): Promise<void> {
    const named = texts
      .map((text) => courseKey(text)?.organizationText)
      .filter((o) => o !== undefined)
    const keys = [...new Set(named)]
    if (keys.length > 0) {
      await this.resolve(tx, 'organization', { keys, index: Int32Array.from(keys, (_, i) => i) })
    }
  }

  async #known(tx: Transaction, dimension: DimensionName): Promise<Map<string, number>> {
    const known = this.#ids.get(dimension)
    if (known !== undefined) return known
    const rows = await tx.query<{ id: number; key: string }>(
      sql`select id, key from ${name(dimension)}`,
    )
    const ids = new Map(rows.map((r) => [r.key, r.id]))
    await refold(tx, dimension, ids)
    this.#ids.set(dimension, ids)
    return ids
  }

  #mapOf(
    maps: Map<DimensionName, Map<string, number>>,
    dimension: DimensionName,
  ): Map<string, number> {
    const map = maps.get(dimension) ?? new Map<string, number>()
    maps.set(dimension, map)
    return map
  }
}

/** A store of before may have folded some texts otherwise: they get the keys by which they are looked for. */
async function refold(
  tx: Transaction,
  dimension: DimensionName,
  ids: Map<string, number>,
): Promise<void> {
  for (const [old, id] of ids) {
    const key = folded(old)
    if (key === old || ids.has(key)) continue
    await tx.run(sql`update ${name(dimension)} set key = ${key} where id = ${integer(id)}`)
    ids.delete(old)
    ids.set(key, id)
  }
}
