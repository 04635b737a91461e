import { z } from 'zod'
import { nearest } from '../kernel/suggest.ts'
import { GRAINS } from '../kernel/time.ts'
import { YamlFile, type Path } from '../kernel/yaml-file.ts'
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

/**
 * The metrics that an operator declares in a YAML file, in the shape of our own. They may use those that
 * are known already, and those above them in the file. What is wrong is named by file, line and key.
 */
export function declaredMetrics(
  content: string,
  file: string,
  known: readonly Metric[],
): readonly Metric[] {
  const source = new YamlFile(content, file, {
    shape: FILE,
    code: 'bad-metric',
    remedy: 'docs/own-metrics.md shows the shape.',
    expectation: (issue) =>
      issue.code !== 'invalid_union'
        ? undefined
        : 'discriminator' in issue && issue.discriminator !== undefined
          ? `expected one of ${KINDS.join(', ')}`
          : 'expected present, absent, or a list of values',
  })
  const own: Metric[] = []
  source.data.metrics.forEach((declared, i) => {
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
  on: {
    readonly source: YamlFile<typeof FILE>
    readonly path: Path
    readonly known: readonly Metric[]
  },
): Metric {
  const { source, path, known } = on
  const { fact: factName, measure, grains, needs, ...rest } = declared
  if (known.some((m) => m.name === declared.name)) {
    throw source.at([...path, 'name'], `there is a metric '${declared.name}' already`)
  }
  if (measure.kind === 'ratio') {
    const key = TAKEN_OVER.find((k) => source.has([...path, k]))
    if (key !== undefined) {
      throw source.at([...path, key], 'a ratio has this from the two metrics: leave it out')
    }
    const named = (key: 'of' | 'to'): Metric => {
      const found = known.find((m) => m.name === measure[key])
      if (found !== undefined) return found
      const near = nearest(
        measure[key],
        known.map((m) => m.name),
      )
      const hint = near === undefined ? 'use one of `figures metrics`' : `did you mean ${near}?`
      throw source.at([...path, 'measure', key], `there is no metric '${measure[key]}'; ${hint}`)
    }
    const { name, label, doc, unit } = rest
    return defineRatio({ name, label, doc, unit, of: named('of'), to: named('to') })
  }
  const fact = FACTS_OF_METRICS.find((f) => f.name === factName)
  if (fact === undefined) {
    const names = FACTS_OF_METRICS.map((f) => f.name).join(', ')
    throw source.at([...path, 'fact'], `expected one of ${names}`)
  }
  const given = {
    ...rest,
    fact: fact.fact,
    measure: measure satisfies Measure,
    needs: needs ?? fact.needs,
    ...(grains === undefined ? {} : { grains }),
  }
  const flaw = flawOf(given, fact)
  if (flaw !== undefined) throw source.at([...path, ...flaw.path], flaw.what)
  try {
    return defineMetric(given)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw source.at(
      [...path, 'additive'],
      'this can be true only of counted rows, or of a distinct count that includes the instant',
    )
  }
}
