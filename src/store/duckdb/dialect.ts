import { NO_INT, type Column } from '../../facts/fact.ts'
import type { Dialect } from '../dialect.ts'
import { integer, join, raw, sql } from '../sql.ts'

const TYPES = {
  learner: 'UBIGINT',
  key: 'INTEGER',
  quarter: 'INTEGER',
  integer: 'INTEGER',
  number: 'DOUBLE',
  flag: 'BOOLEAN',
  code: 'INTEGER',
  text: 'VARCHAR',
} as const

export const duckdbDialect: Dialect = {
  name: 'duckdb',
  columnType: (column) => {
    const type = column.type.kind === 'code' ? 'TINYINT' : TYPES[column.type.kind]
    return column.nullable ? type : `${type} NOT NULL`
  },
  stageType: (column) => TYPES[column.type.kind],
  unstaged: (column, field) => {
    const value =
      isInteger(column) && column.nullable ? sql`nullif(${field}, ${integer(NO_INT)})` : field
    if (column.type.kind === 'code') return sql`cast(${value} as tinyint)`
    if (column.type.kind === 'number' && column.nullable) {
      return sql`case when isnan(${field}) then null else ${field} end`
    }
    return value
  },
  countDistinct: (fields) =>
    fields.length === 1
      ? sql`count(distinct ${fields[0]!})`
      : sql`count(distinct (${join(fields)}))`,
  mean: (field) => sql`round(favg(${field}), 6)`,
  median: (field) => sql`round(median(${field}), 6)`,
  learnerHex: (field) => sql`printf('%016x', ${field})`,
  same: (a, b) => sql`${a} ${raw('is not distinct from')} ${b}`,
}

function isInteger(column: Column): boolean {
  return ['key', 'quarter', 'integer', 'code'].includes(column.type.kind)
}
