import { setTimeout as sleep } from 'node:timers/promises'
import type { Check } from '../../contract/source.ts'
import { atDesk, type Terminal } from '../ask.ts'
import { durationOf } from '../progress.ts'
import { textTable } from '../text-table.ts'

const PATIENCE_MS = 10_000

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
  const counts = textTable({
    columns: ['what', 'by', 'LMS', 'Figures', ''],
    rows: result.parts.map((p) => [
      p.name,
      p.by,
      p.lms,
      p.figures,
      p.lms === p.figures ? 'agrees' : 'DIFFERS',
    ]),
  })
  const lines = [counts, ...doubled]
  if (result.differences.length > 0) {
    const { found, differences } = result
    lines.push(
      `${found} rows differ${found > differences.length ? `; the first ${differences.length}` : ''}:`,
      textTable({
        columns: ['fact', 'kind', 'row', 'course', 'LMS', 'Figures'],
        rows: differences.map((d) => [d.fact, d.kind, d.row, d.course, d.lms, d.figures]),
      }),
    )
  }
  for (const { table, quarantined, retired } of result.tables) {
    for (const [reason, n] of Object.entries(quarantined)) {
      lines.push(`Not used: ${n} rows, ${reason}.`)
    }
    if (retired > 0) {
      lines.push(`${table}: ${retired} rows differ of people who asked to be forgotten.`)
    }
  }
  lines.push(result.agrees ? 'Figures agrees with the platform, row by row.' : result.note)
  return `${lines.join('\n')}\n`
}
