import type { Answer } from './query.ts'

/** The display name of a dimension's value; undefined where it has none. A value may be called `constructor`. */
export function labelOf(
  labels: Answer['labels'],
  dimension: string,
  value: string,
): string | undefined {
  const names = labels[dimension]
  return names !== undefined && Object.hasOwn(names, value) ? names[value] : undefined
}
