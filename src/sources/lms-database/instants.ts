/** SQL for the quarter hour of a naive UTC datetime; zero dates become null. */
export function quarterSql(column: string): string {
  return `timestampdiff(minute, '1970-01-01', ${column}) div 15`
}

/** The same, with -1 for what is there and is no instant: a zero date, a text that is none. */
export function sideQuarterSql(column: string): string {
  return `if(${column} is null, null, coalesce(${quarterSql(column)}, -1))`
}

/** SQL for the second of a naive UTC datetime; zero dates become null. */
export function secondSql(column: string): string {
  return `timestampdiff(second, '1970-01-01', ${column})`
}

/** The same, with -1 for what is there and is no instant. */
export function sideSecondSql(column: string): string {
  return `if(${column} is null, null, coalesce(${secondSql(column)}, -1))`
}

/** SQL for the microsecond of a naive UTC datetime, to order by: never kept. Zero dates become null. */
export function microSql(column: string): string {
  return `timestampdiff(microsecond, '1970-01-01', ${column})`
}
