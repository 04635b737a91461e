import { z } from 'zod'
import { PERIOD } from './query.ts'

export const ATTENTION_REASON = z.enum(['fell', 'at_risk', 'ending']).meta({
  id: 'AttentionReason',
  description:
    'fell: the running course had ten active learners or more in the period before, and has half of them or fewer now. at_risk: ten learners or more are at risk, and they are a quarter of those enrolled. ending: the course ends within fourteen days, ten learners or more are enrolled, and they have come less than half of the way.',
})
export type AttentionReason = z.infer<typeof ATTENTION_REASON>

export const ATTENTION = z
  .object({
    period: PERIOD,
    items: z
      .array(
        z.object({
          course: z.string(),
          name: z.string().nullable(),
          reason: ATTENTION_REASON,
          learners: z.number().meta({
            description:
              'Whom it concerns: those who stayed away, are at risk, or are enrolled in what ends.',
          }),
          active: z.number().nullable().meta({ description: 'fell: active learners now.' }),
          before: z.number().nullable().meta({ description: 'fell: in the period before.' }),
          enrolled: z.number().nullable().meta({ description: 'at_risk, ending: enrolled now.' }),
          progress: z.number().nullable().meta({
            description:
              'ending: how far those enrolled have come, percent of the content; of the points where the content is not known.',
          }),
          ends: z.iso.datetime().nullable().meta({ description: 'ending: when.' }),
        }),
      )
      .meta({ description: 'The most learners first.' }),
    asOf: z.iso.datetime().nullable().meta({
      description:
        'What happened up to then is looked at. null: not all has been read yet, and nothing found means nothing.',
    }),
    unknown: z
      .array(z.object({ reason: ATTENTION_REASON, missing: z.string() }))
      .meta({ description: 'Reasons that cannot be looked for, and what they would need.' }),
  })
  .meta({ id: 'Attention', description: 'Courses that need attention, each with the reason.' })
export type Attention = z.infer<typeof ATTENTION>
export type AttentionItem = Attention['items'][number]
