import { z } from 'zod'

export const GRAIN = z.enum(['hour', 'day', 'week', 'month', 'all']).meta({
  id: 'Grain',
  description: 'Length of a time bucket. `all` is the whole period in one.',
})

export const VALUE_STATE = z
  .enum(['unavailable', 'suppressed', 'empty', 'incomplete', 'stale'])
  .meta({
    id: 'ValueState',
    description:
      'Why a value is null or to be read with care. unavailable: the platform does not show what is needed; suppressed: too few people; empty: nobody to take a mean over, or nothing to divide by; incomplete: the bucket has not begun, is still running or was not watched from its start; stale: the source has not been read for too long.',
  })
export type ValueState = z.infer<typeof VALUE_STATE>

export const MEASURE_KIND = z
  .enum(['flow', 'level', 'rolling', 'state', 'quantile', 'ratio', 'retention', 'progress'])
  .meta({
    id: 'MeasureKind',
    description:
      'flow: what happened within a bucket. level: how many there are at its end. rolling: within the days that end with the bucket. state: as of the last reading, whatever the period. quantile: median or mean over what happened within a bucket. ratio: one metric over another. retention: of the weeks since those enrolled who did within the bucket, in which they learned. progress: how far those enrolled at its end have come.',
  })

export const MEAN = z.boolean().meta({
  description:
    'A mean, median or ratio: `<metric>_n` says over how many, and nobody gives no value.',
})

export const METRIC = z
  .object({
    name: z.string().meta({ example: 'active_learners' }),
    label: z.string(),
    doc: z
      .string()
      .meta({ description: 'The definition: what is counted, whose, by which evidence.' }),
    unit: z.string().meta({ description: 'What one of the value is, in the plural.' }),
    kind: MEASURE_KIND,
    additive: z.boolean().meta({ description: 'Values of buckets may be summed.' }),
    mean: MEAN,
    dimensions: z.array(z.string()),
    grains: z.array(GRAIN),
    needs: z
      .array(z.string())
      .meta({ description: 'The capabilities of the platform that it rests on.' }),
    asOf: z.iso.datetime().nullable().meta({
      description: 'What happened up to then is counted; null before the first reading is through.',
    }),
    exactFrom: z.iso.datetime().nullable().meta({
      description: 'Values before are a lower bound; null when the platform keeps every date.',
    }),
    missing: z.string().meta({
      description: 'What the platform does not show, and the remedy; empty when it is available.',
    }),
  })
  .meta({ id: 'Metric', description: 'A declared metric.' })

export const DIMENSION = z
  .object({
    name: z.string(),
    label: z.string(),
    doc: z.string(),
    overlapping: z.boolean().meta({
      description: 'One fact may stand under several values: rows may sum to more than the total.',
    }),
  })
  .meta({ id: 'Dimension' })

export const CATALOGUE = z
  .object({ metrics: z.array(METRIC), dimensions: z.array(DIMENSION) })
  .meta({ id: 'Catalogue' })

export type Catalogue = z.infer<typeof CATALOGUE>
