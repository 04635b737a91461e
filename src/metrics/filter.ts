import type { DimensionName as Table } from '../facts/fact.ts'
import { spelled } from '../facts/key.ts'
import { unmarkedCell } from '../kernel/csv.ts'
import { badRequest } from '../kernel/problem.ts'
import { suggestion } from '../kernel/suggest.ts'
import { integer, join, name, sql } from '../store/sql.ts'
import type { Store } from '../store/store.ts'
import type { Dimension } from './dimensions/dimension.ts'

/** A dimension and the values of it that count; null are rows without a value. */
export interface Filter {
  readonly dimension: Dimension
  /** Keys of the dimension's table, or its fixed values; each once. */
  readonly values: readonly (string | null)[]
}

/** How many names a problem lists at most. */
const MOST_NAMES = 200
/** More are counted instead of written out. */
const FEW_NAMES = 12

/**
 * Looks the values of a filter up. Null, and a text of nothing but blanks, are rows without a value: no name
 * is empty, so a cohort that is called `none` stays a cohort. A value is found as answers write it, by the
 * rule that the dimension's texts are compared by; and as CSV writes it, with the mark of what a spreadsheet
 * would take for a formula. A value that there is not is a problem, unless
 * `secret`: whoever may not see everything learns nothing of what else there is.
 */
export async function filterOf(
  store: Store,
  dimension: Dimension,
  asked: { readonly values: readonly (string | null)[]; readonly secret: boolean },
): Promise<Filter> {
  const { table } = dimension
  const found: (string | null)[] = []
  const texts = new Map<string, string>()
  for (const value of asked.values) {
    if (value === null || value.trim() === '') found.push(noneOf(dimension))
    else if (table === null) found.push(fixedOf(dimension, value))
    else texts.set(spelled(table, value).key, value)
  }
  if (table !== null && texts.size > 0) {
    const unmarked = (value: string): string => spelled(table, unmarkedCell(value)).key
    const known = await keysAmong(store, table, [
      ...texts.keys(),
      ...[...texts.values()].map(unmarked),
    ])
    for (const [key, value] of texts) {
      const meant = known.has(key) ? key : unmarked(value)
      if (!known.has(meant) && !asked.secret) throw await unknownValue(store, dimension, value)
      found.push(meant)
    }
  }
  return { dimension, values: [...new Set(found)] }
}

function noneOf(dimension: Dimension): null {
  if (dimension.none) return null
  const label = dimension.label.toLowerCase()
  throw badRequest(
    'unknown-value',
    `Every row has a value for ${label}, so an empty filter matches nothing.`,
    {
      remedy: `Name a value of ${dimension.name}, or leave the filter out.`,
    },
  )
}

function fixedOf(dimension: Dimension, value: string): string {
  const allowed = dimension.values ?? []
  if (allowed.includes(value)) return value
  throw badRequest('unknown-value', `'${value}' is not a valid ${dimension.label.toLowerCase()}.`, {
    remedy: suggestion(value, allowed),
    allowed,
  })
}

async function keysAmong(
  store: Store,
  table: Table,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const list = join(keys.map((key) => sql`${key}`))
  const rows = await store.query<{ key: string }>(
    sql`select key from ${name(table)} where key in (${list})`,
  )
  return new Set(rows.map((r) => r.key))
}

/** A filter that names nothing there is would answer zero: says what there is instead. */
async function unknownValue(store: Store, dimension: Dimension, value: string): Promise<Error> {
  const table = name(dimension.table!)
  const rows = await store.query<{ text: string }>(
    sql`select text from ${table} order by text limit ${integer(MOST_NAMES)}`,
  )
  const [count] = await store.query<{ n: number }>(sql`select count(*) as n from ${table}`)
  const names = rows.map((r) => r.text)
  const hint = suggestion(value, names)
  const few = names.length <= FEW_NAMES || !hint.startsWith('Allowed')
  return badRequest('unknown-value', `There is no ${dimension.label.toLowerCase()} '${value}'.`, {
    remedy: few ? hint : `There are ${count!.n} others.`,
    allowed: names,
  })
}
