import type { Answer } from '../contract/query.ts'
import type { Table } from '../kernel/csv.ts'

/**
 * An answer as a table with the same columns whatever its values: dimensions, time, then each metric
 * with its previous value in a comparison and over how many a mean is, then each metric's state.
 */
export function answerTable(answer: Answer, by: readonly string[]): Table {
  const compared = answer.comparison !== null
  const columns = [
    ...by,
    ...(answer.grain === 'all' ? [] : ['time']),
    ...answer.metrics.flatMap((m) => [
      m.name,
      ...(compared ? [`${m.name}_previous`] : []),
      ...(m.mean ? [`${m.name}_n`] : []),
    ]),
    ...answer.metrics.map((m) => `${m.name}_state`),
  ]
  return { columns, rows: answer.rows.map((row) => columns.map((c) => row[c] ?? null)) }
}
