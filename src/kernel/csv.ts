const FORMULA = /^'*[=+\-@\t\r]/

/** A table as it is printed and exported: rows of values under named columns. */
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | boolean | null)[])[]
}

/**
 * CSV after RFC 4180 with a byte-order mark, so that spreadsheets read UTF-8. Text that a spreadsheet
 * would take for a formula gets an apostrophe in front, and so does text that reads as if it had got one:
 * what a program takes off is always what was put on.
 */
export function csvOf(table: Table): string {
  const lines = [table.columns, ...table.rows].map((row) => row.map(cell).join(','))
  return `\uFEFF${lines.join('\r\n')}\r\n`
}

function cell(value: string | number | boolean | null): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const safe = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The text of a cell without the apostrophe that keeps spreadsheets from taking it for a formula. */
export function unmarkedCell(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text
}
