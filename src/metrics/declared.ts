import { LineCounter, parseDocument, type Document, type Node } from 'yaml'
import { z } from 'zod'
import { badRequest, type Problem } from '../kernel/problem.ts'
import { nearest } from '../kernel/suggest.ts'
import { GRAINS } from '../kernel/time.ts'
import { FACTS_OF_METRICS, flawOf } from './declarable.ts'
import { defineMetric, defineRatio, type Measure, type Metric } from './define.ts'
import { DIMENSIONS } from './dimensions/dimensions.ts'

const word = z.string().regex(/^[a-z][a-z0-9_]{2,60}$/, 'expected lower-case letters, digits and _')
const text = z.string().min(1)
const column = z.string().min(1)

const KINDS = ['flow', 'level', 'rolling', 'state', 'quantile', 'ratio'] as const

const MEASURE = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('flow'),
      instant: column,
      distinct: z.array(column).min(1).nullable().default(null),
      per: z.number().int().min(1).default(1),
    })
    .strict(),
  z
    .object({
      kind: z.literal('level'),
      begins: column,
      ends: column.nullable().default(null),
      distinct: z.literal('learner').nullable().default(null),
    })
    .strict(),
  z
    .object({ kind: z.literal('rolling'), instant: column, days: z.number().int().min(2).max(366) })
    .strict(),
  z
    .object({
      kind: z.literal('state'),
      mean: z
        .object({
          column,
          of: z.enum(['points', 'sections', 'blocks']).nullable().default(null),
        })
        .strict()
        .nullable()
        .default(null),
      quiet: z.enum(['at risk', 'lapsed']).nullable().default(null),
    })
    .strict(),
  z
    .object({
      kind: z.literal('quantile'),
      from: column,
      instant: column,
      take: z.enum(['median', 'mean']),
    })
    .strict(),
  z.object({ kind: z.literal('ratio'), of: z.string(), to: z.string() }).strict(),
])

const dimension = z.enum(DIMENSIONS.map((d) => d.name))

const METRIC = z
  .object({
    name: word,
    label: text,
    doc: text,
    unit: text,
    fact: z.enum(FACTS_OF_METRICS.map((f) => f.name)).optional(),
    measure: MEASURE,
    where: z
      .record(
        z.string(),
        z.union([
          z.enum(['present', 'absent']),
          z.array(z.union([z.string(), z.boolean()])).min(1),
        ]),
      )
      .default({}),
    population: z.enum(['course', 'account', 'none']).default('course'),
    dimensions: z.array(dimension).default([]),
    grains: z.array(z.enum(GRAINS)).min(1).optional(),
    additive: z.boolean().default(false),
    needs: z.array(z.string()).optional(),
    known: z.enum(['recorded', 'watched']).default('watched'),
  })
  .strict()
const FILE = z.object({ metrics: z.array(METRIC) }).strict()

type Declared = z.output<typeof METRIC>
type Path = readonly PropertyKey[]

/** A file of metrics, with the line of every key in it. */
interface Source {
  readonly file: string
  readonly document: Document
  readonly lines: LineCounter
}

/**
 * The metrics that an operator declares in a YAML file, in the shape of our own. They may use those that
 * are known already, and those above them in the file. What is wrong is named by file, line and key.
 */
export function declaredMetrics(
  content: string,
  file: string,
  known: readonly Metric[],
): readonly Metric[] {
  const lines = new LineCounter()
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false })
  const source = { file, document, lines }
  const [broken] = document.errors
  if (broken !== undefined) {
    const { line } = lines.linePos(broken.pos[0])
    throw wrong({ file, line, what: `this is no YAML: ${broken.message}` })
  }
  const result = FILE.safeParse(document.toJS())
  if (!result.success) {
    const [issue] = result.error.issues
    const key = issue!.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
    throw at(source, [...issue!.path, ...key], expectation(issue!))
  }
  const own: Metric[] = []
  result.data.metrics.forEach((declared, i) => {
    own.push(metricOf(declared, { source, path: ['metrics', i], known: [...known, ...own] }))
  })
  return own
}

/** What a ratio has from the metrics that it is of. */
const TAKEN_OVER = [
  'fact',
  'where',
  'population',
  'dimensions',
  'grains',
  'additive',
  'needs',
  'known',
]

function metricOf(
  declared: Declared,
  on: { readonly source: Source; readonly path: Path; readonly known: readonly Metric[] },
): Metric {
  const { source, path, known } = on
  const { fact: factName, measure, grains, needs, ...rest } = declared
  if (known.some((m) => m.name === declared.name)) {
    throw at(source, [...path, 'name'], `there is a metric '${declared.name}' already`)
  }
  if (measure.kind === 'ratio') {
    const key = TAKEN_OVER.find((k) => source.document.hasIn([...path, k]))
    if (key !== undefined) {
      throw at(source, [...path, key], 'a ratio has this from the two metrics: leave it out')
    }
    const named = (key: 'of' | 'to'): Metric => {
      const found = known.find((m) => m.name === measure[key])
      if (found !== undefined) return found
      const near = nearest(
        measure[key],
        known.map((m) => m.name),
      )
      const hint = near === undefined ? 'use one of `figures metrics`' : `did you mean ${near}?`
      throw at(source, [...path, 'measure', key], `there is no metric '${measure[key]}'; ${hint}`)
    }
    const { name, label, doc, unit } = rest
    return defineRatio({ name, label, doc, unit, of: named('of'), to: named('to') })
  }
  const fact = FACTS_OF_METRICS.find((f) => f.name === factName)
  if (fact === undefined) {
    const names = FACTS_OF_METRICS.map((f) => f.name).join(', ')
    throw at(source, [...path, 'fact'], `expected one of ${names}`)
  }
  const given = {
    ...rest,
    fact: fact.fact,
    measure: measure satisfies Measure,
    needs: needs ?? fact.needs,
    ...(grains === undefined ? {} : { grains }),
  }
  const flaw = flawOf(given, fact)
  if (flaw !== undefined) throw at(source, [...path, ...flaw.path], flaw.what)
  try {
    return defineMetric(given)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw at(
      source,
      [...path, 'additive'],
      'this can be true only of counted rows, or of a distinct count that includes the instant',
    )
  }
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'there is no such key'
  if (issue.code === 'invalid_value')
    return `expected one of ${issue.values.map(String).join(', ')}`
  if (issue.code === 'invalid_union') {
    return 'discriminator' in issue && issue.discriminator !== undefined
      ? `expected one of ${KINDS.join(', ')}`
      : 'expected present, absent, or a list of values'
  }
  return issue.message
    .replace(/^Invalid input: /, '')
    .replace('received undefined', 'found nothing')
}

/** The line of a key, or of the nearest thing above it that is there. */
function at(source: Source, path: Path, what: string): Problem {
  const { file, document, lines } = source
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as Node | undefined
    const start = node?.range?.[0]
    if (start === undefined) continue
    const key = path.map((p) => (typeof p === 'number' ? `[${p}]` : `.${String(p)}`)).join('')
    return wrong({ file, line: lines.linePos(start).line, what, key: key.replace(/^\./, '') })
  }
  return wrong({ file, line: 1, what })
}

function wrong(of: { file: string; line: number; what: string; key?: string }): Problem {
  const key = of.key === undefined || of.key === '' ? '' : ` ${of.key}:`
  return badRequest('bad-metric', `${of.file} line ${of.line}:${key} ${of.what}.`, {
    remedy: 'docs/own-metrics.md shows the shape.',
  })
}
