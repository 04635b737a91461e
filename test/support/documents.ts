import { metricGuide } from '../../src/metrics/guide.ts'
import { campusService } from './campus.ts'

/** The documents that are made from the code, by path. */
export async function documents(): Promise<ReadonlyMap<string, string>> {
  const { service, close } = await campusService({ FIGURES_CAMPUS_ACCOUNTS: '10' })
  const { body } = await service.app.inject({
    url: '/api/v2/openapi.json',
    headers: { host: 'localhost' },
  })
  await close()
  return new Map([
    ['docs/metrics.md', metricGuide()],
    ['docs/openapi.json', `${JSON.stringify(JSON.parse(body), null, 2)}\n`],
  ])
}
