/** Counts what cannot be used, by reason: a table with its column, never a value. */
export function count(counts: Record<string, number>, reason: string): void {
  counts[reason] = (counts[reason] ?? 0) + 1
}
