import type { Table } from '../kernel/csv.ts'

/**
 * Between quotes, as JSON writes it: what reads like no value or like a quoted one, what begins or ends with a
 * blank, and whatever a terminal would obey.
 */
const ODD = /^–$|^"|^\s|\s$|[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u
const OBEYED = /[\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu

/** A table for the terminal: figures to the right, text to the left, a rule under the head. */
export function textTable(table: Table): string {
  if (table.rows.length === 0) return 'Nothing to show.\n'
  const numeric = table.columns.map((_, i) =>
    table.rows.every((row) => row[i] === null || typeof row[i] === 'number'),
  )
  const cells = table.rows.map((row) => row.map(shown))
  const widths = table.columns.map((name, i) =>
    Math.max(name.length, ...cells.map((row) => row[i]!.length)),
  )
  const line = (row: readonly string[]): string =>
    row
      .map((text, i) => (numeric[i] === true ? text.padStart(widths[i]!) : text.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd()
  const rule = widths.map((w) => '─'.repeat(w)).join('  ')
  return `${[line(table.columns), rule, ...cells.map(line)].join('\n')}\n`
}

function shown(value: string | number | boolean | null): string {
  if (value === null) return '–'
  if (typeof value === 'number') return value.toLocaleString('en-US', { maximumFractionDigits: 2 })
  if (typeof value !== 'string' || !ODD.test(value)) return String(value)
  const hex = (c: string): string => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value).replaceAll(OBEYED, hex)
}
