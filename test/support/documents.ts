import { metricGuide } from '../../src/metrics/guide.ts'
import { campusService } from './campus.ts'
import { extraction, pseudoLanguage, sentences } from './sentences.ts'

/** The documents that are made from the code, by path. */
export async function documents(): Promise<ReadonlyMap<string, string>> {
  const { service, close } = await campusService({ FIGURES_CAMPUS_ACCOUNTS: '10' })
  const { body } = await service.app.inject({
    url: '/api/v2/openapi.json',
    headers: { host: 'localhost' },
  })
  await close()
  const found = sentences()
  return new Map([
    ['src/web/i18n/transifex_input.json', extraction(found)],
    ['src/web/i18n/messages/en-XA.json', pseudoLanguage(found)],
    ['docs/metrics.md', metricGuide()],
    ['docs/openapi.json', `${JSON.stringify(JSON.parse(body), null, 2)}\n`],
  ])
}
