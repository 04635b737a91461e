import type { Check } from '../../contract/source.ts'
import { atDesk, type Terminal } from '../ask.ts'
import { textTable } from '../text-table.ts'
import { readOnce } from './ingest.ts'

/** Reconciles with the platform's tables. Returns 1 when anything differs. */
export async function check(
  terminal: Terminal,
  options: { readonly refresh?: boolean; readonly json?: boolean },
): Promise<number> {
  const result = await atDesk(terminal, async (desk) => {
    const compared = (): Promise<Check> => desk.send<Check>('POST', '/sources/check')
    if (options.refresh !== true) return compared()
    await readOnce(terminal, desk, 'sweep')
    const first = await compared()
    if (first.agrees) return first
    // People go on learning between reading and looking: only what differs twice is a difference.
    await readOnce(terminal, desk, 'sweep')
    return lasting(first, await compared())
  })
  terminal.out(options.json === true ? `${JSON.stringify(result, null, 2)}\n` : textOf(result))
  return result.agrees ? 0 : 1
}

/** What both looks found. Counts are those of the second; where no row differs for good, they may move. */
function lasting(first: Check, second: Check): Check {
  const keyOf = (d: Check['differences'][number]): string =>
    [d.fact, d.kind, d.row, d.course, d.lms, d.figures].join(' ')
  const before = new Set(first.differences.map(keyOf))
  // When not all could be shown, they cannot be told apart: the second look stands.
  if (first.found > before.size || second.found > second.differences.length) return second
  const differences = second.differences.filter((d) => before.has(keyOf(d)))
  const found = differences.length
  return { ...second, differences, found, agrees: found === 0 }
}

function textOf(result: Check): string {
  const columns = ['what', 'by', 'LMS', 'Figures', '']
  const rows = result.parts.map((p) => [
    p.name,
    p.by,
    p.lms,
    p.figures,
    p.lms === p.figures ? 'agrees' : 'DIFFERS',
  ])
  const lines: string[] = []
  if (rows.length > 0) lines.push(textTable({ columns, rows }))
  if (result.differences.length > 0) {
    const table = {
      columns: ['fact', 'kind', 'row', 'course', 'LMS', 'Figures'],
      rows: result.differences.map((d) => [d.fact, d.kind, d.row, d.course, d.lms, d.figures]),
    }
    lines.push(
      `${result.found} rows differ${result.found > result.differences.length ? `; the first ${result.differences.length}` : ''}:`,
    )
    lines.push(textTable(table))
    lines.push(result.note)
  } else if (result.parts.length === 0) lines.push(result.note)
  else lines.push('Figures agrees with the platform, row by row.')
  if (result.quarantined > 0)
    lines.push(
      `${result.quarantined} rows of the platform cannot be used; \`figures status\` says why.`,
    )
  return `${lines.join('\n')}\n`
}
