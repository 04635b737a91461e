import { setTimeout as sleep } from 'node:timers/promises'
import type { Check } from '../../contract/source.ts'
import { atDesk, type Terminal } from '../ask.ts'
import { durationOf } from '../progress.ts'
import { textTable } from '../text-table.ts'

const PATIENCE_MS = 10_000
/** Counts that are printed; JSON has all. */
const MOST_COUNTS = 200

export interface CheckFlags {
  readonly refresh?: boolean
  /** Milliseconds before what differs is looked at once more. */
  readonly patience?: number
  readonly json?: boolean
}

/** Reconciles with the platform's tables. Returns 1 when anything differs that nothing explains. */
export async function check(terminal: Terminal, flags: CheckFlags): Promise<number> {
  const refresh = flags.refresh === true
  const result = await atDesk(terminal, async (desk) => {
    const compared = (): Promise<Check> => desk.send<Check>('POST', '/sources/check', { refresh })
    const first = await compared()
    if (first.agrees || !refresh) return first
    // People go on learning, and transactions end late: only what differs twice is a difference.
    const wait = flags.patience ?? PATIENCE_MS
    const soon = durationOf(wait / 1000)
    terminal.err(`${first.found} rows differ; looking once more in ${soon}.\n`)
    await sleep(wait)
    return lasting(first, await compared())
  })
  terminal.out(flags.json === true ? `${JSON.stringify(result, null, 2)}\n` : textOf(result))
  return result.agrees ? 0 : 1
}

/** What both looks found. Counts are those of the second; where no row differs for good, they may move. */
function lasting(first: Check, second: Check): Check {
  const keyOf = (d: Check['differences'][number]): string =>
    [d.fact, d.kind, d.row, d.course, d.lms, d.figures].join(' ')
  const open = (all: Check['differences']): Check['differences'] =>
    all.filter((d) => d.kind !== 'retired')
  // When not all could be shown, they cannot be told apart: the second look stands.
  if (first.found > open(first.differences).length) return second
  if (second.found > open(second.differences).length) return second
  const before = new Set(first.differences.map(keyOf))
  const differences = second.differences.filter((d) => d.kind === 'retired' || before.has(keyOf(d)))
  const found = open(differences).length
  const agrees = found === 0 && second.doubled.length === 0
  return { ...second, differences, found, agrees }
}

function textOf(result: Check): string {
  const doubled = result.doubled.map(
    ({ table, rows }) =>
      `${table}: ${rows} rows have the key of another row and count twice. Fix: figures ingest --full`,
  )
  if (result.tables.length === 0) return `${[...doubled, result.note].join('\n')}\n`
  const lines = [tablesText(result.tables), ...doubled]
  const uneven = result.parts.filter((p) => p.lms !== p.figures)
  if (uneven.length > 0) {
    lines.push(
      `${uneven.length} counts differ${uneven.length > MOST_COUNTS ? `; the first ${MOST_COUNTS}` : ''}:`,
      textTable({
        columns: ['what', 'by', 'LMS', 'Figures'],
        rows: uneven.slice(0, MOST_COUNTS).map((p) => [p.name, p.by, p.lms, p.figures]),
      }),
    )
  }
  if (result.differences.length > 0) {
    const { found, differences } = result
    lines.push(
      `${found} rows differ${found > differences.length ? `; the first ${differences.length}` : ''}:`,
      textTable({
        columns: ['fact', 'kind', 'row', 'where', 'LMS', 'Figures'],
        rows: differences.map((d) => [d.fact, d.kind, d.row, d.course, d.lms, d.figures]),
      }),
      ...meaningsOf(differences),
    )
  }
  for (const table of result.tables) lines.push(...remarksOn(table))
  if (result.skipped.length > 0) {
    const what = result.skipped.join(', ')
    lines.push(`Not compared, because older rows are still being read: ${what}.`)
  }
  lines.push(result.agrees ? 'Figures agrees with the platform, row by row.' : result.note)
  return `${lines.join('\n')}\n`
}

/** Where the rows of each table are: used, one with another, refused. */
function tablesText(tables: Check['tables']): string {
  return textTable({
    columns: ['what', 'table', 'rows', 'used', 'same', 'refused', 'missing', ''],
    rows: tables.map((t) => [
      t.what,
      t.table,
      t.total,
      t.rows,
      t.folded,
      t.refused,
      t.missing,
      t.addsUp ? 'adds up' : 'DOES NOT ADD UP',
    ]),
  })
}

const MEANINGS: Readonly<Record<Check['differences'][number]['kind'], string>> = {
  missing: 'missing: the LMS has it and Figures does not.',
  extra: 'extra: Figures has it and the LMS does not.',
  different: 'different: both have it, with the values shown.',
  retired: 'retired: the LMS was asked to forget this person, which explains it.',
}

/** What the kinds of difference mean that are shown. */
function meaningsOf(differences: Check['differences']): string[] {
  const kinds = new Set(differences.map((d) => d.kind))
  return [...kinds].map((kind) => MEANINGS[kind])
}

/** What there is to say of a table. */
function remarksOn(table: Check['tables'][number]): string[] {
  const { table: name, total, rows, folded, refused, refusedRead, retired } = table
  const lines = Object.entries(table.quarantined).map(
    ([reason, n]) => `${name}: ${n} rows cannot be used, ${reason}.`,
  )
  if (folded > 0) {
    lines.push(
      `${name}: ${folded} rows are one row in Figures with another; their keys differ only in capitals or spelling.`,
    )
  }
  if (rows + refused !== total) {
    lines.push(`${name}: the server counts ${total} rows, ${rows + refused} were read.`)
  }
  if (refusedRead !== null && refusedRead !== refused) {
    lines.push(
      `${name}: the readings have refused ${refusedRead} rows, this comparison ${refused}. 'figures ingest --full' reads and counts all of them anew.`,
    )
  }
  if (retired > 0)
    lines.push(`${name}: ${retired} rows differ of people who asked to be forgotten.`)
  return lines
}
