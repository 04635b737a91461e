import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { main } from '../src/cli/main.ts'
import { loadConfig } from '../src/config.ts'
import type { Answer } from '../src/contract/query.ts'
import { keyText } from '../src/facts/key.ts'
import { silentLog } from '../src/kernel/effects.ts'
import { openService, type Service } from '../src/service.ts'
import { NOON, TEST_SECRET } from './support/campus.ts'
import {
  learnersOf,
  loadOdd,
  NOWHERE,
  ODD,
  ODD_DIMENSIONS,
  placesOf,
  RESPELLED,
  type OddDimension,
} from './support/odd-values.ts'

/** Every value through every door when proving; else each value of each dimension through one, in turns. */
const ALL_DOORS = process.env['FIGURES_PROVE_VALUES'] === 'all'

const folder = mkdtempSync(join(tmpdir(), 'figures-found-'))
const environment = {
  FIGURES_LMS_DATABASE_URL: 'mysql://figures@127.0.0.1:1/none',
  FIGURES_LMS_URL: 'http://127.0.0.1:1',
  FIGURES_LMS_CLIENT_ID: 'figures',
  FIGURES_LMS_CLIENT_SECRET: 'secret of the stand-in',
  FIGURES_PLATFORM: 'odd',
  FIGURES_SECRET: TEST_SECRET,
  FIGURES_MEMORY: '256',
}
let service: Service
beforeAll(async () => {
  service = await openService({
    config: await loadConfig(environment, folder),
    environment,
    effects: { now: () => NOON, log: silentLog },
    folder,
  })
  await loadOdd(service.ingest.ledger, ODD, { quarter: NOON / 900_000 - 500, platform: 'odd' })
  await service.listen()
})
afterAll(async () => {
  await service.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Value of the dimension and figure, row by row; of a question without a dimension the value is null. */
type Found = readonly (readonly [value: string | null, figure: number])[]
interface Question {
  readonly by?: string
  readonly filter?: readonly [dimension: string, values: readonly (string | null)[]]
}
type Door = (question: Question) => Promise<Found>

const PERIOD = { from: '2026-11-01', to: '2026-11-23', zone: 'UTC' }
const METRIC = 'active_learners'

async function ask(method: 'GET' | 'POST', path: string, body?: object): Promise<string> {
  const answer = await service.app.inject({
    method,
    url: `/api/v2${path}`,
    headers: { host: 'localhost', authorization: `Bearer ${service.localToken}` },
    ...(body === undefined ? {} : { payload: body }),
  })
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode}: ${answer.body}`)
  return answer.body
}

const foundIn = (answer: Answer, by?: string): Found =>
  answer.rows.map((row) => [
    by === undefined ? null : (row[by] as string | null),
    row[METRIC] as number,
  ])

function addressOf({ by, filter }: Question): string {
  const search = new URLSearchParams({ metrics: METRIC, ...PERIOD })
  if (by !== undefined) search.set('by', by)
  // Nothing behind the `=` are those without a value.
  for (const value of filter?.[1] ?? []) search.append(filter![0], value ?? '')
  return search.toString()
}

/** CSV as a program reads it: the mark of what a spreadsheet would take for a formula is taken off. */
function csvRows(text: string, by?: string): Found {
  const [, ...rows] = parsedCsv(text.replace(/^\uFEFF/, ''))
  return rows.map((cells) => {
    if (by === undefined) return [null, Number(cells[0])]
    const value = cells[0]!.replace(/^'('*[=+\-@\t\r])/, '$1')
    return [value === '' ? null : value, Number(cells[1])]
  })
}

function parsedCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  const cell = /("(?:[^"]|"")*"|[^,\r\n"]*)(,|\r\n|$)/gy
  for (let found = cell.exec(text); found !== null && found[0] !== ''; found = cell.exec(text)) {
    const plain = found[1]!.startsWith('"') ? found[1]!.slice(1, -1).replaceAll('""', '"') : found[1]!
    rows.at(-1)!.push(plain)
    if (found[2] === '\r\n') rows.push([])
  }
  return rows.filter((row) => row.length > 0)
}

async function figures(args: readonly string[]): Promise<string> {
  let [out, err] = ['', '']
  const code = await main(args, {
    environment,
    folder,
    out: (text) => (out += text),
    err: (text) => (err += text),
    interactive: false,
    now: () => NOON,
  })
  if (code !== 0) throw new Error(err)
  return out
}

const argumentsOf = ({ by, filter }: Question): string[] => [
  'query',
  METRIC,
  ...Object.entries(PERIOD).flatMap(([name, value]) => [`--${name}`, value]),
  ...(by === undefined ? [] : ['--by', by]),
  ...(filter?.[1] ?? []).flatMap((value) => ['--filter', `${filter![0]}=${value ?? ''}`]),
]

const DOORS: Readonly<Record<string, Door>> = {
  GET: async (asked) =>
    foundIn(JSON.parse(await ask('GET', `/query?${addressOf(asked)}`)) as Answer, asked.by),
  POST: async ({ by, filter }) =>
    foundIn(
      JSON.parse(
        await ask('POST', '/query', {
          ...PERIOD,
          metrics: [METRIC],
          by: by === undefined ? [] : [by],
          filter: filter === undefined ? {} : { [filter[0]]: filter[1] },
        }),
      ) as Answer,
      by,
    ),
  CSV: async (asked) => csvRows(await ask('GET', `/query.csv?${addressOf(asked)}`), asked.by),
  'command line': async (asked) =>
    (
      JSON.parse(await figures([...argumentsOf(asked), '--format', 'json'])) as Record<string, never>[]
    ).map((row) => [asked.by === undefined ? null : row[asked.by]!, row[METRIC]!]),
  'command line, CSV': async (asked) =>
    csvRows(await figures([...argumentsOf(asked), '--format', 'csv']), asked.by),
}

/** What the dimension shows: keys of courses and blocks as they are mended, all else as it is. */
const shownAs = (dimension: OddDimension, n: number): string => {
  const value = placesOf(ODD[n]!, n)[dimension]
  return dimension === 'course' || dimension.endsWith('section') ? keyText(value) : value
}

describe.each(ODD_DIMENSIONS)('by %s', (dimension) => {
  test.each(Object.entries(DOORS))('every value is a row of its own: %s', async (_, door) => {
    const found = new Map(await door({ by: dimension }))
    for (const n of ODD.keys()) {
      expect.soft(found.get(shownAs(dimension, n)), JSON.stringify(ODD[n])).toBe(learnersOf(n))
    }
    const nowhere = ['mode', 'cohort', 'section', 'subsection'].includes(dimension)
    expect(found.get(null)).toBe(nowhere ? NOWHERE : undefined)
  })

  const doors = Object.entries(DOORS)
  const cases = ODD.flatMap((value, n) =>
    doors
      .filter((_, d) => ALL_DOORS || d === (n + dimension.length) % doors.length)
      .map(([name, door]) => ({ value, n, name, door })),
  )
  test.each(cases)('$value is found again: $name', async ({ n, door }) => {
    const asked = shownAs(dimension, n)
    expect(await door({ filter: [dimension, [asked]] })).toEqual([[null, learnersOf(n)]])
    expect(await door({ by: dimension, filter: [dimension, [asked]] })).toEqual([
      [asked, learnersOf(n)],
    ])
  })
})
