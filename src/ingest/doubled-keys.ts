import { FACTS } from '../facts/catalogue.ts'
import { doubledRows, hasKey } from '../store/doubled.ts'
import type { Reader } from '../store/store.ts'

/** A table in which rows stand beside others of the same key, which counts them twice. */
export interface DoubledKey {
  readonly table: string
  readonly rows: number
}

/** Tables whose key is not unique; none, unless something has gone wrong. */
export async function doubledKeys(reader: Reader): Promise<readonly DoubledKey[]> {
  const found: DoubledKey[] = []
  for (const fact of FACTS.filter(hasKey)) {
    const rows = await doubledRows(reader, fact)
    if (rows > 0) found.push({ table: fact.name, rows })
  }
  return found
}
