import { z } from 'zod'
import { answerOf, QUERY, type Answer, type Query } from '../../contract/query.ts'
import { badRequest } from '../../kernel/problem.ts'
import { suggestion } from '../../kernel/suggest.ts'
import { DIMENSIONS } from '../../metrics/dimensions/dimensions.ts'
import { answerTable } from '../answer-table.ts'
import { askAs } from '../asking.ts'
import type { ApiDeps } from '../deps.ts'
import type { Asked, Route } from '../route.ts'

const dimensions = DIMENSIONS.map((d) => d.name as string)
const words = z.union([z.string(), z.array(z.string())])
const OPTIONS = [
  'metrics',
  'by',
  'from',
  'to',
  'grain',
  'zone',
  'compare',
  'population',
  'sort',
  'search',
  'limit',
  'after',
]

/**
 * The query as URL parameters. Lists of names are comma-separated or repeated; filters go by dimension and
 * are repeated only, because a value may hold a comma.
 */
const PARAMETERS = z
  .object({
    metrics: words.meta({
      description: 'Metric names.',
      example: 'active_learners,new_enrollments',
    }),
    by: words.optional().meta({ description: 'Dimension names.' }),
    from: z.string().optional(),
    to: z.string().optional().meta({ description: 'First day after the period.' }),
    grain: z.string().optional(),
    zone: z.string().optional(),
    compare: z.string().optional(),
    population: z.string().optional(),
    sort: z.string().optional(),
    search: z.string().optional().meta({
      description: 'Only rows in which the key or the name of a dimension contains this text.',
    }),
    limit: z.string().optional().meta({ description: 'Rows of a page.' }),
    after: z.string().optional().meta({ description: 'Cursor: `next` of the page before.' }),
    ...Object.fromEntries(
      dimensions.map((d) => [
        d,
        words
          .optional()
          .meta({ description: `Only with this ${d}; repeatable. Empty: without any.` }),
      ]),
    ),
  })
  .loose()

export function queryRoutes(deps: ApiDeps): readonly Route[] {
  const ask = (asked: Asked, query: Query): Promise<Answer> => askAs(deps, asked.caller, query)
  const shared = {
    path: '/query',
    permission: 'mayRead' as const,
    answer: answerOf(
      dimensions,
      deps.catalogue.metrics.map((m) => m.name),
    ),
  }
  return [
    {
      ...shared,
      method: 'GET',
      summary: 'Metrics by dimensions over a period',
      query: PARAMETERS,
      table: (answer: Answer, asked) => answerTable(answer, parsed(asked.query as Parameters).by),
      handle: (asked: Asked<unknown, Parameters>) => ask(asked, parsed(asked.query)),
    },
    {
      ...shared,
      method: 'POST',
      summary: 'Metrics by dimensions over a period, asked by a body',
      body: QUERY,
      table: (answer: Answer, asked) => answerTable(answer, (asked.body as Query).by),
      handle: (asked: Asked<unknown, unknown, Query>) => ask(asked, asked.body),
    },
  ]
}

type Parameters = Readonly<Record<string, string | string[] | undefined>>

function parsed(parameters: Parameters): Query {
  const allowed = [...OPTIONS, ...dimensions]
  for (const name of Object.keys(parameters)) {
    if (allowed.includes(name)) continue
    throw badRequest('unknown-parameter', `There is no parameter '${name}'.`, {
      remedy: suggestion(name, allowed),
      allowed,
    })
  }
  const list = (name: string): string[] =>
    [parameters[name] ?? []]
      .flat()
      .flatMap((text) => text.split(','))
      .filter((t) => t !== '')
  const one = (name: string): string | undefined => [parameters[name]].flat().at(-1)
  const filter = dimensions.filter((d) => parameters[d] !== undefined)
  const given = {
    metrics: list('metrics'),
    by: list('by'),
    // An address cannot say null: `cohort=` are those in no cohort.
    filter: Object.fromEntries(
      filter.map((d) => [d, [parameters[d]!].flat().map((v) => (v === '' ? null : v))]),
    ),
    from: one('from'),
    to: one('to'),
    grain: one('grain'),
    zone: one('zone'),
    compare: one('compare'),
    population: one('population'),
    sort: one('sort'),
    search: one('search'),
    after: one('after'),
    limit: one('limit') === undefined ? undefined : Number(one('limit')),
  }
  const present = Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined))
  const result = QUERY.safeParse(present)
  if (result.success) return result.data
  const issues = result.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`)
  throw badRequest('invalid-query', `The query is not understood: ${issues.join('; ')}.`, {
    remedy: 'See /api/v2/docs.',
  })
}
