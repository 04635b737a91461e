import type { Column } from '../facts/fact.ts'
import type { Sql } from './sql.ts'

/** What differs between engines. The metric compiler writes engine SQL only through this. */
export interface Dialect {
  readonly name: string
  /** Column type of the kept table. */
  columnType(column: Column): string
  /** Column type of the staging table, in which null numbers are sentinels. */
  stageType(column: Column): string
  /** Reads a staged column, sentinel to null. */
  unstaged(column: Column, field: Sql): Sql
  /** Exact number of different values, or of different rows for several fields. */
  countDistinct(fields: readonly Sql[]): Sql
  /** Mean and median of numbers, to six decimals: the order of adding up must not show. */
  mean(field: Sql): Sql
  median(field: Sql): Sql
  /** A learner as 16 hex digits. */
  learnerHex(field: Sql): Sql
  /** Equal, with null equal to null. */
  same(a: Sql, b: Sql): Sql
}
