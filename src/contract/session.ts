import { z } from 'zod'
import { BRAND } from './brand.ts'

export const SESSION = z
  .object({
    signedIn: z.boolean(),
    demo: z
      .boolean()
      .meta({ description: 'The simulated campus, open to whoever is on this machine.' }),
    platform: z.string(),
    kind: z.enum(['campus', 'lms']),
    version: z.string(),
    zone: z.string().meta({ description: 'Zone of queries over several sites.' }),
    brand: BRAND,
    theme: z.string().nullable().meta({
      description: "Address of the platform's style sheet; null when none is configured.",
    }),
    sites: z.array(
      z.object({
        key: z.string(),
        name: z.string().nullable(),
        zone: z.string().nullable(),
        brand: BRAND.nullable().meta({ description: 'null: that of the whole platform.' }),
      }),
    ),
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof SESSION>

export const SIGN_IN = z
  .object({ token: z.string().min(1).max(200) })
  .strict()
  .meta({ id: 'SignIn' })

export const TOKEN = z
  .object({ id: z.string(), label: z.string(), created: z.iso.datetime() })
  .meta({ id: 'Token' })
export const TOKENS = z.object({ tokens: z.array(TOKEN) }).meta({ id: 'Tokens' })
export const NEW_TOKEN = TOKEN.extend({
  token: z.string().meta({ description: 'Shown this once; Figures keeps its hash only.' }),
}).meta({ id: 'NewToken' })
export type NewToken = z.infer<typeof NEW_TOKEN>
export type Tokens = z.infer<typeof TOKENS>
