import { MYSQL } from './dialect.ts'

/** SQL for the quarter hour of a naive UTC datetime; zero dates become null. */
export function quarterSql(column: string): string {
  return MYSQL.quarter(column)
}

/** The same, with -1 for what is there and is no instant: a zero date, a text that is none. */
export function sideQuarterSql(column: string): string {
  return `if(${column} is null, null, coalesce(${quarterSql(column)}, -1))`
}

/** SQL for the second of a naive UTC datetime; zero dates become null. */
export function secondSql(column: string): string {
  return MYSQL.second(column)
}

/** The same, with -1 for what is there and is no instant. */
export function sideSecondSql(column: string): string {
  return `if(${column} is null, null, coalesce(${secondSql(column)}, -1))`
}

/** SQL for the microsecond of a naive UTC datetime, to order by: never kept. Zero dates become null. */
export function microSql(column: string): string {
  return MYSQL.micro(column)
}
