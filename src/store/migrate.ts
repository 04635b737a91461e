import { FACTS } from '../facts/catalogue.ts'
import { DIMENSIONS, type Fact } from '../facts/fact.ts'
import { refused } from '../kernel/problem.ts'
import type { Dialect } from './dialect.ts'
import { name, raw, sql, type Sql } from './sql.ts'
import type { Transaction } from './store.ts'

/** The tables that are not facts: the dimensions' keys and what the store knows of its platform. */
const DIMENSION_COLUMNS = {
  id: 'INTEGER NOT NULL',
  key: 'VARCHAR NOT NULL',
  text: 'VARCHAR NOT NULL',
}
const PLATFORM_COLUMNS = {
  platform: 'VARCHAR NOT NULL',
  kind: 'VARCHAR NOT NULL',
  fingerprint: 'VARCHAR NOT NULL',
  made: 'DOUBLE NOT NULL',
}

/**
 * Brings the tables to what the facts declare: makes missing tables, adds missing columns. A table or
 * column that is not declared was made by a newer Figures: then nothing is touched and the start stops.
 */
export async function migrate(tx: Transaction, dialect: Dialect): Promise<void> {
  const wanted = wantedTables(dialect)
  const found = await tx.query<{ table_name: string; column_name: string }>(
    sql`select table_name, column_name from information_schema.columns where table_schema = 'main'`,
  )
  const have = new Map<string, Set<string>>()
  for (const row of found) {
    const columns = have.get(row.table_name) ?? new Set()
    have.set(row.table_name, columns.add(row.column_name))
  }
  for (const [table, columns] of have) {
    const known = wanted.get(table)
    const strange = known === undefined ? [table] : [...columns].filter((c) => !(c in known))
    if (strange.length === 0) continue
    throw refused(
      'newer-store',
      `The data folder has ${strange[0]}, which this Figures does not know.`,
      {
        remedy: 'It was written by a newer version: install that one, or restore an older backup.',
      },
    )
  }
  for (const [table, columns] of wanted) await bring(tx, { table, columns, have: have.get(table) })
}

async function bring(
  tx: Transaction,
  want: { table: string; columns: Record<string, string>; have: Set<string> | undefined },
): Promise<void> {
  if (want.have === undefined) {
    await tx.run(sql`create table ${name(want.table)} (${listed(want.columns)})`)
    return
  }
  for (const [column, type] of Object.entries(want.columns)) {
    if (want.have.has(column)) continue
    const plain = raw(type.replace(' NOT NULL', ''))
    await tx.run(sql`alter table ${name(want.table)} add column ${name(column)} ${plain}`)
  }
}

function wantedTables(dialect: Dialect): Map<string, Record<string, string>> {
  const tables = new Map<string, Record<string, string>>()
  tables.set('platform', PLATFORM_COLUMNS)
  for (const dimension of DIMENSIONS) tables.set(dimension, DIMENSION_COLUMNS)
  for (const fact of FACTS) {
    tables.set(
      fact.name,
      columnsOf(fact, (d) => dialect.columnType(d)),
    )
  }
  return tables
}

const columnsOf = (fact: Fact, type: Dialect['columnType']): Record<string, string> =>
  Object.fromEntries(Object.entries(fact.columns).map(([c, d]) => [c, type(d)]))

const listed = (columns: Readonly<Record<string, string>>): Sql =>
  raw(
    Object.entries(columns)
      .map(([c, type]) => `${c} ${type}`)
      .join(', '),
  )

/** The table of a fact without rows, in the place of the one that is there. */
export function emptyTable(fact: Fact, dialect: Dialect): Sql {
  const columns = columnsOf(fact, (d) => dialect.columnType(d))
  return sql`create or replace table ${name(fact.name)} (${listed(columns)})`
}

/** The staging table of a fact: same columns, bare types, gone with the connection. */
export function stageTable(fact: Fact, dialect: Dialect): Sql {
  const columns = columnsOf(fact, (d) => dialect.stageType(d))
  return sql`create temp table if not exists ${name(`stage_${fact.name}`)} (${listed(columns)})`
}
