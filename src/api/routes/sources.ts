import { z } from 'zod'
import { CHECK, CHECKING, LAST_CHECK, READING, SOURCES } from '../../contract/source.ts'
import { statusOf } from '../../ingest/status.ts'
import { DEPTHS, type Depth } from '../../sources/source.ts'
import type { ApiDeps } from '../deps.ts'
import type { Asked, Route } from '../route.ts'

export function sourceRoutes(deps: ApiDeps): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/sources',
      permission: 'mayRead',
      summary: 'Where the figures come from: freshness, last readings, what is lacking',
      answer: SOURCES,
      handle: () => statusOf(deps.ingest, deps.platform, deps.effects.now()),
    },
    {
      method: 'POST',
      path: '/sources/read',
      permission: 'mayOperate',
      summary: 'Read all sources now',
      body: z
        .object({
          depth: z.enum(DEPTHS).default('refresh'),
          samePlatform: z.boolean().default(false).meta({
            description:
              'This is the platform that was read before, although it looks like another.',
          }),
        })
        .strict(),
      answer: READING,
      table: null,
      handle: async (asked: Asked<unknown, unknown, { depth: Depth; samePlatform: boolean }>) => {
        const { depth, samePlatform } = asked.body
        const results = await deps.ingest.readAll(depth, undefined, samePlatform)
        deps.answers.clear()
        return { results: results.map((r) => ({ ...r, problem: r.problem?.line ?? null })) }
      },
    },
    {
      method: 'POST',
      path: '/sources/check',
      permission: 'mayCheck',
      summary: 'Compare with the tables of the platform, row by row',
      body: CHECKING,
      answer: CHECK,
      table: null,
      handle: (asked: Asked<unknown, unknown, { refresh: boolean }>) =>
        deps.checks.run(asked.body.refresh),
    },
    {
      method: 'GET',
      path: '/sources/check',
      permission: 'mayCheck',
      summary: 'The last comparison with the platform',
      answer: LAST_CHECK,
      table: null,
      handle: () => Promise.resolve(deps.checks.last()),
    },
  ]
}
