/** SQL for the quarter hour of a naive UTC datetime; zero dates become null. */
export function quarterSql(column: string): string {
  return `timestampdiff(minute, '1970-01-01', ${column}) div 15`
}

/** SQL for the second of a naive UTC datetime; zero dates become null. */
export function secondSql(column: string): string {
  return `timestampdiff(second, '1970-01-01', ${column})`
}
