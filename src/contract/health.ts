import { z } from 'zod'

export const LIVE = z.object({ live: z.literal(true) }).meta({ id: 'Live' })
export const READY = z
  .object({
    ready: z.boolean(),
    reason: z.string().nullable().meta({ description: 'What is being waited for.' }),
  })
  .meta({ id: 'Ready' })
export const BACKED_UP = z
  .object({ file: z.string(), bytes: z.number(), note: z.string() })
  .meta({ id: 'BackedUp' })
export type BackedUp = z.infer<typeof BACKED_UP>
