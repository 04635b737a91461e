import { FACTS } from '../facts/catalogue.ts'
import { DIMENSIONS, type Fact } from '../facts/fact.ts'
import type { Dialect } from './dialect.ts'
import { name, raw, sql, type Sql } from './sql.ts'

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

/** Columns by name with their type as the engine has it. */
export type TableColumns = Readonly<Record<string, string>>

/** Every table of the store, as the facts declare it. */
export function declaredTables(dialect: Dialect): ReadonlyMap<string, TableColumns> {
  const tables = new Map<string, TableColumns>()
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

/**
 * All that a store of one version has in common with every other of it: tables, columns, what codes stand
 * for, keys, and how roll-ups derive.
 */
export function layoutText(dialect: Dialect): string {
  const tables = [...declaredTables(dialect)].map(([table, columns]) => ({ table, columns }))
  const facts = FACTS.map((fact) => ({
    fact: fact.name,
    identity: fact.identity,
    merge: fact.merge,
    version: fact.version ?? null,
    codes: Object.entries(fact.columns).flatMap(([column, { type }]) =>
      type.kind === 'code' ? [{ column, codes: type.codes }] : [],
    ),
  }))
  return JSON.stringify({ tables, facts })
}

const columnsOf = (fact: Fact, type: Dialect['columnType']): TableColumns =>
  Object.fromEntries(Object.entries(fact.columns).map(([c, d]) => [c, type(d)]))

export const listed = (columns: TableColumns): Sql =>
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
