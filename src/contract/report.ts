import { z } from 'zod'
import { PERIODS } from './period.ts'
import { LONGEST_VALUE } from './query.ts'

const MOST_WIDGETS = 40
const DATE = z.iso.date()

export const REPORT_PERIOD = z
  .object({
    name: z.enum(PERIODS).meta({
      description:
        'today, the last 7, 28, 90 or 365 (year) days, this or last month; custom: from `from` to `to`. All but custom move with time.',
    }),
    from: DATE.optional().meta({ description: 'custom: first day.' }),
    to: DATE.optional().meta({ description: 'custom: first day after.' }),
  })
  .strict()
  .refine(
    (p) =>
      p.name === 'custom'
        ? p.from !== undefined && p.to !== undefined && p.from < p.to
        : p.from === undefined && p.to === undefined,
    { message: 'custom needs `from` before `to`; the other periods have neither' },
  )
  .meta({ id: 'ReportPeriod' })

/** What a report, or one widget of it, is narrowed to. */
export const REPORT_FILTER = z
  .object({
    site: z.string().min(1).max(LONGEST_VALUE).optional(),
    organization: z.string().min(1).max(LONGEST_VALUE).optional(),
    course: z.string().min(1).max(LONGEST_VALUE).optional(),
  })
  .strict()
  .meta({ id: 'ReportFilter' })

export const WIDGET = z
  .object({
    id: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/, 'expected lower-case letters, digits and dashes')
      .meta({ description: 'Tells the widgets of one report apart.' }),
    title: z.string().trim().max(120).meta({ description: 'Empty: the name of the metric.' }),
    size: z.enum(['half', 'full']),
    metric: z.string().meta({ example: 'active_learners' }),
    by: z.string().nullable().meta({ description: 'The dimension that it is split by.' }),
    grain: z
      .enum(['hour', 'day', 'week', 'month'])
      .nullable()
      .meta({ description: 'Over time by this; null with a dimension or for one figure.' }),
    compare: z.boolean().meta({ description: 'Beside the period before.' }),
    period: REPORT_PERIOD.nullable().meta({ description: "null: the report's." }),
    filter: REPORT_FILTER.meta({ description: "Beside the report's; its own wins." }),
  })
  .strict()
  .meta({ id: 'Widget', description: 'One answer on a report: a question, and how it is shown.' })
export type Widget = z.infer<typeof WIDGET>

export const REPORT_CONTENT = z
  .object({
    title: z.string().trim().min(1, 'a report needs a title').max(120),
    period: REPORT_PERIOD,
    filter: REPORT_FILTER,
    widgets: z.array(WIDGET).max(MOST_WIDGETS).meta({ description: 'In order.' }),
  })
  .strict()
  .meta({ id: 'ReportContent' })
export type ReportContent = z.infer<typeof REPORT_CONTENT>

export const REPORT = z
  .object({
    id: z.string(),
    revision: z.number().int().meta({ description: 'Grows with every change.' }),
    created: z.iso.datetime(),
    changed: z.iso.datetime(),
    content: REPORT_CONTENT,
  })
  .meta({ id: 'Report', description: 'Answers that are kept together. It holds no figure.' })
export type Report = z.infer<typeof REPORT>

export const REPORT_CHANGE = z
  .object({
    revision: z.number().int().meta({ description: 'The revision that was changed.' }),
    content: REPORT_CONTENT,
  })
  .strict()
  .meta({ id: 'ReportChange' })
export type ReportChange = z.infer<typeof REPORT_CHANGE>

export const REPORTS = z
  .object({
    reports: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        widgets: z.number().meta({ description: 'How many.' }),
        changed: z.iso.datetime(),
      }),
    ),
  })
  .meta({ id: 'Reports' })
export type Reports = z.infer<typeof REPORTS>
