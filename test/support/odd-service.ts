import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../src/config.ts'
import { commitBatches } from '../../src/ingest/commit.ts'
import { silentLog } from '../../src/kernel/effects.ts'
import { openService, type Service } from '../../src/service.ts'
import { NOON, TEST_SECRET } from './campus.ts'
import { loadOdd, ODD } from './odd-values.ts'

/** A service of an LMS that is never asked: what it would have been read from it is in the store. */
export interface OddService {
  readonly service: Service
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  readonly close: () => Promise<void>
}

/** Serves the platform of the odd values, all of it read up to noon; or one that shows no site. */
export async function oddService(web?: string, sites = true): Promise<OddService> {
  const folder = mkdtempSync(join(tmpdir(), 'figures-odd-'))
  const environment = {
    FIGURES_LMS_DATABASE_URL: 'mysql://figures@127.0.0.1:1/none',
    FIGURES_LMS_URL: 'http://127.0.0.1:1',
    FIGURES_LMS_CLIENT_ID: 'figures',
    FIGURES_LMS_CLIENT_SECRET: 'secret of the stand-in',
    FIGURES_PLATFORM: 'odd',
    FIGURES_SECRET: TEST_SECRET,
    FIGURES_MEMORY: '256',
  }
  const service = await openService({
    config: await loadConfig(environment, folder),
    environment,
    effects: { now: () => NOON, log: silentLog },
    folder,
    web,
  })
  const { ledger, sources } = service.ingest
  const values = sites ? ODD : ODD.slice(0, 3)
  await loadOdd(ledger, values, { quarter: NOON / 900_000 - 500, platform: 'odd', sites })
  for (const source of sources) {
    const read = source.tells.map((part) => ({
      part,
      writes: [],
      checkpoint: '{}',
      rows: 0,
      statements: 0,
      quarantined: {},
      readAt: NOON,
    }))
    await commitBatches(ledger, read, { source: source.name, now: NOON })
  }
  return {
    service,
    folder,
    environment,
    close: async () => {
      await service.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
