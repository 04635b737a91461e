import { z } from 'zod'
import { ATTENTION } from '../../contract/attention.ts'
import { LONGEST_VALUE } from '../../contract/query.ts'
import { attentionOf, attentionQueries, ENDING_DAYS } from '../../metrics/attention.ts'
import { coursesEnding } from '../../metrics/course-list.ts'
import { askAs } from '../asking.ts'
import type { ApiDeps } from '../deps.ts'
import type { Asked, Route } from '../route.ts'

const DAY_MS = 86_400_000

const ASKED = z
  .object({
    from: z.string().optional().meta({ description: 'First day. Default: 27 days before today.' }),
    to: z.string().optional().meta({ description: 'First day after the period.' }),
    zone: z.string().optional().meta({ description: 'IANA time zone of days.' }),
    site: z.string().max(LONGEST_VALUE).optional(),
    organization: z.string().max(LONGEST_VALUE).optional(),
  })
  .strict()

export function attentionRoutes(deps: ApiDeps): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/attention',
      permission: 'mayRead',
      summary: 'Courses that need attention, each with the reason',
      query: ASKED,
      answer: ATTENTION,
      handle: async (asked: Asked<unknown, z.output<typeof ASKED>>) => {
        const { site, organization, ...period } = asked.query
        const now = deps.effects.now()
        const filter = {
          ...(site === undefined ? {} : { site: [site] }),
          ...(organization === undefined ? {} : { organization: [organization] }),
        }
        const queries = attentionQueries({ ...period, filter })
        const [activity, standing, ends] = await Promise.all([
          askAs(deps, asked.caller, queries.activity),
          askAs(deps, asked.caller, queries.standing),
          coursesEnding(deps.store, asked.caller.scope, {
            from: now,
            to: now + ENDING_DAYS * DAY_MS,
          }),
        ])
        return attentionOf({ activity, standing, ends })
      },
    },
  ]
}
