import { CATALOGUE } from '../../contract/metric.ts'
import type { ApiDeps } from '../deps.ts'
import type { Route } from '../route.ts'

export function metricRoutes(deps: ApiDeps): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/metrics',
      permission: 'mayRead',
      summary: 'Every metric with its definition, and every dimension',
      answer: CATALOGUE,
      handle: async () => deps.catalogue.published(await deps.knowledge.now()),
    },
  ]
}
