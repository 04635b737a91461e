import { CATALOGUE } from '../../contract/metric.ts'
import { catalogue } from '../../metrics/catalogue.ts'
import type { Route } from '../route.ts'

export function metricRoutes(): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/metrics',
      permission: 'mayRead',
      summary: 'Every metric with its definition, and every dimension',
      answer: CATALOGUE,
      handle: async () => catalogue(),
    },
  ]
}
