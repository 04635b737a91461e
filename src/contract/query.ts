import { z } from 'zod'
import { GRAIN, MEAN, MEASURE_KIND, VALUE_STATE } from './metric.ts'

const DATE = z.string().meta({ description: 'Local date, YYYY-MM-DD.', example: '2026-03-01' })

/** 255 characters, each of which may be two units of a JavaScript text, and blanks around them. */
export const LONGEST_VALUE = 600
const VALUE = z.string().max(LONGEST_VALUE, `a value has at most ${LONGEST_VALUE} characters`)

/** It holds the values of a row's four dimensions, which may be of letters of four bytes. */
const LONGEST_CURSOR = 8_000

/** What may be asked: metrics by dimensions over a period. */
export const QUERY = z
  .object({
    metrics: z.array(z.string()).min(1).max(20),
    by: z.array(z.string()).max(4).default([]),
    from: DATE.optional().meta({ description: 'First day. Default: 27 days before today.' }),
    to: DATE.optional().meta({ description: 'First day after the period. Default: tomorrow.' }),
    grain: GRAIN.default('all'),
    zone: z.string().optional().meta({ description: 'IANA time zone of days and weeks.' }),
    filter: z.record(z.string(), z.array(VALUE.nullable()).min(1).max(500)).default({}).meta({
      description:
        'Only facts with one of these values, per dimension, as answers write them; null for facts without a value.',
    }),
    compare: z.enum(['previous']).optional(),
    population: z.enum(['course', 'everyone']).default('course').meta({
      description: '`course` leaves out course teams and global staff; `everyone` counts them too.',
    }),
    sort: z
      .string()
      .optional()
      .meta({ description: 'A metric, with `-` in front for largest first.' }),
    search: z.string().max(LONGEST_VALUE).optional().meta({
      description:
        'Only rows in which the key or the name of a dimension contains this text, whatever its capitals and accents.',
    }),
    limit: z.number().int().min(1).max(10_000).optional().meta({ description: 'Rows of a page.' }),
    after: z
      .string()
      .max(LONGEST_CURSOR)
      .optional()
      .meta({ description: 'Cursor: `next` of the page before.' }),
  })
  .strict()
  .meta({ id: 'Query' })

export type QueryInput = z.input<typeof QUERY>
export type Query = z.output<typeof QUERY>

export const PERIOD = z
  .object({
    from: DATE,
    to: DATE,
    zone: z.string(),
    weekStart: z
      .enum(['monday', 'saturday', 'sunday'])
      .meta({ description: 'Day that weeks begin on.' }),
    partial: z.boolean().meta({ description: 'The period is still running.' }),
  })
  .meta({ id: 'Period' })

export const ANSWERED_METRIC = z
  .object({
    name: z.string(),
    label: z.string(),
    doc: z.string(),
    unit: z.string(),
    kind: MEASURE_KIND,
    additive: z.boolean(),
    mean: MEAN,
    overlapping: z.boolean(),
    asOf: z.iso.datetime().nullable().meta({ description: 'What happened up to then is counted.' }),
    exactFrom: z.iso.datetime().nullable().meta({
      description: 'Before this instant values are estimates; null: exact from the beginning.',
    }),
    unknownPast: z.number().nullable().meta({
      description:
        'Enrollments that began before the end of the period and ended at an unknown time. They are left out. null for metrics that count no enrollments, and in answers about persons.',
    }),
    source: z.string(),
    state: VALUE_STATE.nullable(),
    missing: z
      .string()
      .meta({ description: 'What the platform would have to show; empty if all.' }),
  })
  .meta({ id: 'AnsweredMetric' })

/**
 * One row: the asked dimensions by name, `time` when there is a grain, each metric by name, and beside
 * it `<metric>_state` where there is one, `<metric>_n` (over how many) for means, medians and ratios, and
 * `<metric>_previous` in a comparison.
 */
export type AnswerRow = Record<string, string | number | null>

/** The answer's fence: only declared dimensions and metrics can leave. */
export function answerOf(dimensions: readonly string[], metrics: readonly string[]) {
  const row: Record<string, z.ZodType> = {}
  for (const name of dimensions) row[name] = z.string().nullable().optional()
  row['time'] = z.string().optional()
  for (const name of metrics) {
    row[name] = z.number().nullable().optional()
    row[`${name}_previous`] = z.number().nullable().optional()
    row[`${name}_n`] = z.number().nullable().optional()
    row[`${name}_state`] = VALUE_STATE.optional()
  }
  return z
    .object({
      period: PERIOD,
      comparison: PERIOD.nullable(),
      grain: GRAIN,
      metrics: z.array(ANSWERED_METRIC),
      labels: z
        .record(z.string(), z.record(z.string(), z.string()))
        .meta({ description: 'Display names of the values of each dimension.' }),
      rows: z.array(z.object(row).meta({ id: 'AnswerRow' })),
      total: z.int().meta({ description: 'Rows of the whole answer, of which these are a page.' }),
      next: z
        .string()
        .nullable()
        .meta({ description: 'Cursor of the next page; null when this is the last.' }),
    })
    .meta({ id: 'Answer' })
}

export interface Answer {
  readonly period: z.infer<typeof PERIOD>
  readonly comparison: z.infer<typeof PERIOD> | null
  readonly grain: z.infer<typeof GRAIN>
  readonly metrics: readonly z.infer<typeof ANSWERED_METRIC>[]
  readonly labels: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly rows: readonly AnswerRow[]
  readonly total: number
  readonly next: string | null
}
