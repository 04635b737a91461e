import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { main } from '../src/cli/main.ts'
import type { Attention } from '../src/contract/attention.ts'
import type { Course, Courses, Outline } from '../src/contract/course.ts'
import { QUERY, type Answer } from '../src/contract/query.ts'
import type { Report } from '../src/contract/report.ts'
import { keyText } from '../src/facts/key.ts'
import { answer } from '../src/metrics/answer.ts'
import { METRICS, MetricCatalogue } from '../src/metrics/catalogue.ts'
import { DEMOGRAPHICS } from '../src/metrics/dimensions/dimension.ts'
import { EVERYTHING } from '../src/metrics/scope.ts'
import type { Service } from '../src/service.ts'
import { NOON } from './support/campus.ts'
import { oddService, type OddService } from './support/odd-service.ts'
import {
  learnersOf,
  NOWHERE,
  ODD,
  ODD_DIMENSIONS,
  placesOf,
  RESPELLED,
  type OddDimension,
} from './support/odd-values.ts'
import { knowingAll } from './support/store.ts'

/** Every value through every door when proving; else some, other ones in each dimension and door. */
const ALL = process.env['VALUE_DOORS'] === 'all'
const some = <T>(all: readonly T[], every: number, first: number): readonly T[] =>
  ALL ? all : all.filter((_, n) => n % every === first % every)

let odd: OddService
let service: Service
let address = ''
beforeAll(async () => {
  odd = await oddService()
  service = odd.service
  address = await service.listen()
})
afterAll(() => odd.close())

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
    const plain = found[1]!.startsWith('"')
      ? found[1]!.slice(1, -1).replaceAll('""', '"')
      : found[1]!
    rows.at(-1)!.push(plain)
    if (found[2] === '\r\n') rows.push([])
  }
  return rows.filter((row) => row.length > 0)
}

async function figures(args: readonly string[]): Promise<string> {
  let [out, err] = ['', '']
  const code = await main(args, {
    environment: odd.environment,
    folder: odd.folder,
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
      JSON.parse(await figures([...argumentsOf(asked), '--format', 'json'])) as Record<
        string,
        never
      >[]
    ).map((row) => [asked.by === undefined ? null : row[asked.by]!, row[METRIC]!]),
  'command line, CSV': async (asked) =>
    csvRows(await figures([...argumentsOf(asked), '--format', 'csv']), asked.by),
}

/** What the dimension shows: keys of courses and blocks as they are mended, all else as it is. */
const shownAs = (dimension: OddDimension, n: number): string => {
  const value = placesOf(ODD[n]!, n)[dimension]
  return dimension === 'course' || dimension.endsWith('section') ? keyText(value) : value
}

/** Dimensions in which a row may have no value. */
const MAY_LACK = ['mode', 'cohort', 'section', 'subsection']

describe.each(ODD_DIMENSIONS)('by %s', (dimension) => {
  test.each(Object.entries(DOORS))('every value is a row of its own: %s', async (_, door) => {
    const found = new Map(await door({ by: dimension }))
    for (const n of ODD.keys()) {
      expect.soft(found.get(shownAs(dimension, n)), JSON.stringify(ODD[n])).toBe(learnersOf(n))
    }
    expect(found.get(null)).toBe(MAY_LACK.includes(dimension) ? NOWHERE : undefined)
  })

  const doors = Object.entries(DOORS)
  const cases = some(
    ODD.flatMap((value, n) => doors.map(([name, door]) => ({ value, n, name, door }))),
    11,
    dimension.length,
  )
  test.each(cases)('$value is found again: $name', async ({ n, door }) => {
    const asked = shownAs(dimension, n)
    expect(await door({ by: dimension, filter: [dimension, [asked]] })).toEqual([
      [asked, learnersOf(n)],
    ])
  })

  test.each(doors)('several are found together, of any dimension: %s', async (_, door) => {
    const those = [...ODD.keys()].filter((n) => n % 7 === dimension.length % 7)
    const sum = those.reduce((all, n) => all + learnersOf(n), 0)
    const asked = those.map((n) => shownAs(dimension, n))
    expect(await door({ filter: [dimension, asked] })).toEqual([[null, sum]])
    if (!MAY_LACK.includes(dimension)) return
    expect(await door({ filter: [dimension, [...asked, null]] })).toEqual([[null, sum + NOWHERE]])
  })

  test.each(doors)(
    'rows without a value are found, or Figures says that there are none: %s',
    async (_, door) => {
      const asked: Question = { by: dimension, filter: [dimension, [null]] }
      if (MAY_LACK.includes(dimension)) expect(await door(asked)).toEqual([[null, NOWHERE]])
      // What no other site claims belongs to the default one.
      else if (dimension === 'site') expect(await door(asked)).toEqual([])
      else await expect(door(asked)).rejects.toThrow(`Every row has a value for ${dimension}`)
    },
  )
})

describe('every metric', () => {
  const catalogue = new MetricCatalogue(METRICS)
  // Small groups are hidden beside others and not alone: those are tried elsewhere.
  const cases = METRICS.flatMap((metric) =>
    metric.dimensions
      .filter((d) => !DEMOGRAPHICS.includes(d))
      .map((dimension) => ({ metric: metric.name, dimension })),
  )
  test.each(some(cases, 8, 0))(
    '$metric by $dimension is as filtered by it',
    async ({ metric, dimension }) => {
      const { store, ledger } = { store: service.store, ledger: service.ingest.ledger }
      const context = {
        catalogue,
        store,
        knowledge: knowingAll(NOON, ledger.zone),
        scope: EVERYTHING,
        zone: 'UTC',
        now: NOON,
      }
      const query = QUERY.parse({ ...PERIOD, metrics: [metric] })
      const grouped = await answer(context, { ...query, by: [dimension] })
      const rows = [
        ...some(grouped.rows, 60, metric.length),
        ...grouped.rows.filter((row) => row[dimension] === null),
      ]
      for (const row of rows) {
        const value = row[dimension] as string | null
        const filtered = await answer(context, { ...query, filter: { [dimension]: [value] } })
        expect(filtered.rows[0]![metric], `${dimension} ${value}`).toBe(row[metric])
      }
    },
  )
})

describe('other spellings', () => {
  test.each(RESPELLED)('%j is %j', async (asked, stored) => {
    const n = ODD.indexOf(stored)
    for (const dimension of ['site', 'organization', 'mode', 'cohort']) {
      expect(await DOORS['GET']!({ by: dimension, filter: [dimension, [asked]] })).toEqual([
        [stored, learnersOf(n)],
      ])
    }
  })

  test('a cell of a CSV file is found as it stands there, where no value is called so', async () => {
    for (const value of ['=1+1', '-1', '@sum', '+x']) {
      expect(await DOORS['POST']!({ by: 'cohort', filter: ['cohort', [`'${value}`]] })).toEqual([
        [value, learnersOf(ODD.indexOf(value))],
      ])
    }
    // Of two cohorts that differ by an apostrophe each is itself.
    expect(await DOORS['POST']!({ by: 'cohort', filter: ['cohort', ["'=quoted"]] })).toEqual([
      ["'=quoted", learnersOf(ODD.indexOf("'=quoted"))],
    ])
  })

  test('keys of courses are found encoded, decoded by half, and in capitals', async () => {
    const key = shownAs('course', ODD.indexOf('A+B'))
    for (const asked of [key.toUpperCase(), key.replaceAll('+', ' '), encodeURIComponent(key)]) {
      expect(await DOORS['GET']!({ by: 'course', filter: ['course', [asked]] })).toEqual([
        [key, learnersOf(ODD.indexOf('A+B'))],
      ])
    }
  })
})

describe('what is not there', () => {
  const refusal = async (value: string, dimension = 'cohort') => {
    const body = { metrics: [METRIC], filter: { [dimension]: [value] } }
    const { statusCode, ...answered } = await service.app.inject({
      method: 'POST',
      url: '/api/v2/query',
      headers: { host: 'localhost', authorization: `Bearer ${service.localToken}` },
      payload: body,
    })
    expect(statusCode).toBe(400)
    return answered.json<{ title: string; detail: string }>()
  }

  test('a slip gets the right name', async () => {
    expect((await refusal('Red taem')).detail).toBe('Did you mean Red team?')
    // What a plus in an address has become.
    expect((await refusal('A BB')).detail).toMatch(/^Did you mean/)
  })

  test.each([
    ['Red\u00a0team', 'Red team'],
    ['zerowidth', 'zero\u200bwidth'],
    ['nbsp inside', 'nbsp\u00a0inside'],
  ])('%j is not said to be %j, which reads the same', async (asked, stored) => {
    expect(ODD).toContain(stored)
    expect((await refusal(asked)).detail).not.toContain(stored)
  })

  test.each([['a\0b'], ['\ud800'], ['x'.repeat(600)]])('%j is refused in words', async (value) => {
    expect((await refusal(value)).title).toMatch(/There is no cohort/)
  })

  test('a value longer than any is refused before it is compared', async () => {
    expect((await refusal('x'.repeat(601))).title).toContain('at most 600 characters')
  })

  test('no suggestion is what was asked for', async () => {
    for (const value of some(ODD, 6, 1)) {
      const { detail } = await refusal(`${value}~`)
      expect(detail).not.toContain(`${value}~`)
    }
  })
})

describe('other addresses', () => {
  test('a link may name a dozen of the longest values', async () => {
    const value = '😀'.repeat(255)
    const search = new URLSearchParams({ metrics: METRIC, ...PERIOD })
    for (let i = 0; i < 12; i++) search.append('site', value)
    const answered = await fetch(`${address}api/v2/query?${search.toString()}`, {
      headers: { authorization: `Bearer ${service.localToken}` },
    })
    expect(answered.status).toBe(200)
    expect(foundIn((await answered.json()) as Answer)).toEqual([
      [null, learnersOf(ODD.indexOf(value))],
    ])
  })

  test('each course has its page and its outline, in any letters', async () => {
    for (const n of some([...ODD.keys()], 6, 0)) {
      const key = shownAs('course', n)
      const path = `/courses/${encodeURIComponent(key)}`
      const course = JSON.parse(await ask('GET', path)) as Course
      expect(course).toMatchObject({
        key,
        organizations: [shownAs('organization', n)],
        sites: [shownAs('site', n)],
      })
      const outline = JSON.parse(await ask('GET', `${path}/outline`)) as Outline
      expect(outline.sections.map((s) => s.key)).toEqual([shownAs('section', n)])
    }
  })

  test('answers are read page by page, whatever is in their rows', async () => {
    const rows: unknown[] = []
    const by = ['site', 'organization', 'course', 'cohort']
    let after: string | undefined
    do {
      const body = { ...PERIOD, metrics: [METRIC], by, limit: 10, after }
      const page = JSON.parse(await ask('POST', '/query', body)) as Answer
      rows.push(...page.rows.map((row) => row['cohort']))
      after = page.next ?? undefined
    } while (after !== undefined)
    expect(new Set(rows)).toEqual(new Set([...ODD.map((v) => v.trim()), null]))
  })

  test('a list of courses is searched by any text of a key', async () => {
    for (const n of some([...ODD.keys()], 6, 1)) {
      const search = new URLSearchParams({ search: shownAs('course', n) })
      const { courses } = JSON.parse(await ask('GET', `/courses?${search.toString()}`)) as Courses
      expect(courses.map((c) => c.key)).toContain(shownAs('course', n))
    }
  })

  test('what needs attention is narrowed to any site and organization', async () => {
    for (const n of some([...ODD.keys()], 6, 2)) {
      const of = new URLSearchParams({
        site: shownAs('site', n),
        organization: shownAs('organization', n),
      })
      const { items } = JSON.parse(await ask('GET', `/attention?${of.toString()}`)) as Attention
      expect(items).toEqual([])
    }
  })

  test('a scope lets through what it names', async () => {
    const knowledge = knowingAll(NOON)
    const catalogue = new MetricCatalogue(METRICS)
    const query = QUERY.parse({ ...PERIOD, metrics: [METRIC] })
    for (const n of some([...ODD.keys()], 6, 3)) {
      for (const part of ['site', 'organization', 'course'] as const) {
        const scope = { everything: false as const, sites: [], organizations: [], courses: [] }
        const named = { ...scope, [`${part}s`]: [shownAs(part, n)] }
        const context = { catalogue, store: service.store, knowledge, zone: 'UTC', now: NOON }
        const { rows } = await answer({ ...context, scope: named }, query)
        expect(rows[0]![METRIC], `${part} ${ODD[n]}`).toBe(learnersOf(n))
      }
    }
  })

  test('a saved report keeps every value', async () => {
    for (const n of some([...ODD.keys()], 6, 4)) {
      const filter = {
        site: shownAs('site', n),
        organization: shownAs('organization', n),
        course: shownAs('course', n),
      }
      const content = { title: 'Every Monday', period: { name: '7d' }, filter, widgets: [] }
      const { id } = JSON.parse(await ask('POST', '/reports', content)) as Report
      const kept = JSON.parse(await ask('GET', `/reports/${id}`)) as Report
      expect(kept.content.filter).toEqual(filter)
    }
  })
})

describe('a platform that shows no site', () => {
  beforeAll(async () => {
    await odd.close()
    odd = await oddService(undefined, false)
    service = odd.service
    await service.listen()
  })

  const everybody = learnersOf(0) + learnersOf(1) + learnersOf(2) + NOWHERE
  test.each(Object.entries(DOORS))('is one site without a name: %s', async (_, door) => {
    expect(await door({})).toEqual([[null, everybody]])
    expect(await door({ by: 'site' })).toEqual([[null, everybody]])
    expect(await door({ filter: ['site', [null]] })).toEqual([[null, everybody]])
  })

  test('what needs attention is looked for there', async () => {
    const { items } = JSON.parse(await ask('GET', '/attention?site=')) as Attention
    expect(items).toEqual([])
  })
})
