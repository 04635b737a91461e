/** SQL for the quarter hour of a naive UTC datetime; zero dates become null. */
export function quarterSql(column: string): string {
  return `timestampdiff(minute, '1970-01-01', ${column}) div 15`
}

/** SQL for the second of a naive UTC datetime; zero dates become null. */
export function secondSql(column: string): string {
  return `timestampdiff(second, '1970-01-01', ${column})`
}

/** SQL for the microsecond of a naive UTC datetime, to order by: never kept. Zero dates become null. */
export function microSql(column: string): string {
  return `timestampdiff(microsecond, '1970-01-01', ${column})`
}
