import type { Catalogue } from '../../contract/metric.ts'
import { atDesk, type Terminal } from '../ask.ts'

/** Prints the dictionary: every metric and dimension with its definition. */
export async function metrics(
  terminal: Terminal,
  options: { readonly json?: boolean },
): Promise<void> {
  const all = await atDesk(terminal, (desk) => desk.get<Catalogue>('/metrics'))
  if (options.json === true) {
    terminal.out(`${JSON.stringify(all, null, 2)}\n`)
    return
  }
  for (const m of all.metrics) {
    const by = m.dimensions.length === 0 ? '' : `\n  by: ${m.dimensions.join(', ')}`
    terminal.out(
      `${m.name}  (${m.unit}; ${m.kind})\n${wrapped(m.doc)}${by}\n  grains: ${m.grains.join(', ')}\n\n`,
    )
  }
  terminal.out('Dimensions\n\n')
  for (const d of all.dimensions) terminal.out(`${d.name}\n${wrapped(d.doc)}\n\n`)
}

function wrapped(text: string): string {
  const lines: string[] = []
  let line = ' '
  for (const word of text.split(' ')) {
    if (line.length + word.length > 98) {
      lines.push(line)
      line = ' '
    }
    line += ` ${word}`
  }
  return [...lines, line].join('\n')
}
