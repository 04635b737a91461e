import { LIVE, READY } from '../../contract/health.ts'
import { statusOf } from '../../ingest/status.ts'
import type { ApiDeps } from '../deps.ts'
import type { Asked, Route } from '../route.ts'

export function healthRoutes(deps: ApiDeps): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/health/live',
      permission: 'open',
      summary: 'The process answers',
      answer: LIVE,
      table: null,
      handle: async () => ({ live: true }),
    },
    {
      method: 'GET',
      path: '/health/ready',
      permission: 'open',
      summary: 'Figures can be shown: 200, else 503',
      answer: READY,
      table: null,
      handle: async (asked: Asked) => {
        const { sources } = await statusOf(deps.ingest, deps.platform, deps.effects.now())
        const waiting = sources.find((s) => s.readAt === null)
        if (waiting === undefined) return { ready: true, reason: null }
        const failing = waiting.state === 'failing'
        asked.reply.status(503)
        return {
          ready: false,
          reason: failing ? `${waiting.name} cannot be read` : `first load of ${waiting.name}`,
        }
      },
    },
  ]
}
