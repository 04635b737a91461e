import type { Table } from '../kernel/csv.ts'

type Plain = string | number | boolean | null

/**
 * Any answer of the API as a table: its list of records, one row each, or the record itself. Columns
 * are the fields in order of first appearance; lists and records inside become text.
 */
export function tableOf(body: unknown): Table {
  const rows = listIn(body)
  const columns: string[] = []
  for (const row of rows) {
    for (const key of Object.keys(row)) if (!columns.includes(key)) columns.push(key)
  }
  return { columns, rows: rows.map((row) => columns.map((c) => plain(row[c]))) }
}

function listIn(body: unknown): Record<string, unknown>[] {
  if (Array.isArray(body)) return body as Record<string, unknown>[]
  const record = body as Record<string, unknown>
  const rows = record['rows'] ?? Object.values(record).find((v) => Array.isArray(v))
  return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [record]
}

function plain(value: unknown): Plain {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value
  }
  if (Array.isArray(value)) return value.map((v) => listed(String(plain(v) ?? ''))).join('; ')
  return JSON.stringify(value)
}

/** A text in a list: between quotes where it would read like several. */
function listed(text: string): string {
  return /[;"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
