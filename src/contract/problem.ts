import { z } from 'zod'

export const PROBLEM = z
  .object({
    type: z.string().meta({ description: 'about:blank#code; the code is stable.' }),
    title: z.string().meta({ description: 'What happened.' }),
    status: z.number(),
    detail: z.string().optional().meta({ description: 'What to do about it.' }),
    allowed: z.array(z.string()).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457.' })
export type ProblemBody = z.infer<typeof PROBLEM>
