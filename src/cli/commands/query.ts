import type { Answer, QueryInput } from '../../contract/query.ts'
import { badRequest } from '../../kernel/problem.ts'
import { suggestion } from '../../kernel/suggest.ts'
import { answerTable } from '../../api/answer-table.ts'
import { atDesk, type Terminal } from '../ask.ts'
import { textTable } from '../text-table.ts'

export interface QueryOptions {
  readonly by?: string
  readonly from?: string
  readonly to?: string
  readonly grain?: string
  readonly zone?: string
  readonly filter: readonly string[]
  readonly compare?: string
  readonly population?: string
  readonly sort?: string
  readonly limit?: string
  readonly format: string
}

const FORMATS = ['table', 'json', 'csv']

/** Asks for metrics and prints the answer. */
export async function query(
  terminal: Terminal,
  metrics: readonly string[],
  options: QueryOptions,
): Promise<void> {
  if (!FORMATS.includes(options.format)) {
    throw badRequest('unknown-format', `There is no format '${options.format}'.`, {
      remedy: suggestion(options.format, FORMATS),
    })
  }
  const body = bodyOf(metrics, options)
  await atDesk(terminal, async (desk) => {
    if (options.format === 'csv') {
      terminal.out(await desk.text('POST', '/query', { accept: 'text/csv', body }))
      return
    }
    const answer = await desk.send<Answer>('POST', '/query', body)
    if (options.format === 'json') terminal.out(`${JSON.stringify(answer.rows, null, 2)}\n`)
    else terminal.out(pretty(answer, body.by ?? []))
  })
}

function bodyOf(metrics: readonly string[], options: QueryOptions): QueryInput {
  // Without a prototype: a slip may be called like what every object has.
  const filter = Object.create(null) as Record<string, string[]>
  for (const text of options.filter) {
    const at = text.indexOf('=')
    if (at < 1) {
      throw badRequest('bad-filter', `The filter '${text}' is not understood.`, {
        remedy: 'Write dimension=value, such as course=course-v1:Vela+ONB101+self.',
      })
    }
    const dimension = text.slice(0, at)
    filter[dimension] = [...(filter[dimension] ?? []), text.slice(at + 1)]
  }
  const { from, to, grain, zone, compare, population, sort, limit } = options
  const given = {
    metrics: metrics.flatMap((m) => m.split(',')).filter((m) => m !== ''),
    by: (options.by ?? '').split(',').filter((d) => d !== ''),
    filter,
    from,
    to,
    grain,
    zone,
    compare,
    population,
    sort,
    limit: limit === undefined ? undefined : Number(limit),
  }
  return Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined)) as QueryInput
}

/** The table with its context: period, zone, and what to know before trusting a value. */
function pretty(answer: Answer, by: readonly string[]): string {
  const whole = answerTable(answer, by)
  // A state is a word beside its value here, not a column of its own.
  const isState = new Set(answer.metrics.map((m) => `${m.name}_state`))
  const keep = whole.columns.flatMap((c, i) => (isState.has(c) ? [] : [i]))
  const states = whole.columns.flatMap((c, i) => (isState.has(c) ? [i] : []))
  const marked = whole.rows.some((row) => states.some((i) => row[i] !== null))
  const columns = [...keep.map((i) => whole.columns[i]!), ...(marked ? ['state'] : [])]
  const rows = whole.rows.map((row) => {
    const words = [...new Set(states.map((i) => row[i]).filter((s) => s !== null))]
    return [...keep.map((i) => row[i] ?? null), ...(marked ? [words.join(', ')] : [])]
  })
  const { period, comparison } = answer
  const lines = [
    `${period.from} to ${period.to} (exclusive), ${period.zone}${period.partial ? ', still running' : ''}`,
  ]
  if (comparison !== null) {
    lines.push(
      `compared with ${comparison.from} to ${comparison.to}${comparison.partial ? ', as much of it as has elapsed now' : ''}`,
    )
  }
  for (const m of answer.metrics) {
    const notes = [
      m.asOf === null ? 'not read to its end yet' : `as of ${m.asOf}`,
      ...(m.exactFrom === null ? [] : [`exact from ${m.exactFrom}`]),
      ...(m.unknownPast ? [`${m.unknownPast} enrollments ended at an unknown time`] : []),
      ...(m.overlapping ? ['rows may overlap'] : []),
      ...(m.state === null ? [] : [`${m.state}${m.missing === '' ? '' : `: ${m.missing}`}`]),
    ]
    lines.push(`${m.name}: ${notes.join('; ')}`)
  }
  return `${textTable({ columns, rows })}\n${lines.join('\n')}\n`
}
