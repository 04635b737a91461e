import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { main } from '../../src/cli/main.ts'
import { loadConfig } from '../../src/config.ts'
import { silentLog } from '../../src/kernel/effects.ts'
import { openService, type Service } from '../../src/service.ts'
import { fillLms } from '../../src/sources/campus/lms/fill.ts'
import { databaseAddress } from '../../src/sources/lms-database/address.ts'
import { TEST_SECRET } from './campus.ts'

/** The size of the campus that the tests write into MariaDB. */
export const SMALL = { seed: 'tests', accounts: 120, courses: 2.2 }

/** Fills a database with a small campus up to now. */
export async function fillSmall(
  url: string,
  accounts = SMALL.accounts,
): Promise<ReadonlyMap<string, number>> {
  const now = Date.now()
  const opened = new Date(now - 548 * 86_400_000).toISOString().slice(0, 10)
  const address = databaseAddress({ text: url, setting: 'the test' })
  return fillLms(address, { ...SMALL, accounts, opened }, { now, era: 'V' })
}

/** Runs commands against a database, each in a data folder of its own that goes with `close`. */
export function lmsCli(url: string) {
  const folder = mkdtempSync(join(tmpdir(), 'figures-lms-'))
  const environment = {
    FIGURES_LMS_DATABASE_URL: url,
    FIGURES_PLATFORM: 'lms-of-the-tests',
    FIGURES_SECRET: TEST_SECRET,
    FIGURES_MEMORY: '256',
  }
  const run = async (args: string, more: Record<string, string> = {}) => {
    let out = ''
    let err = ''
    const code = await main(args.split(' '), {
      environment: { ...environment, ...more },
      folder,
      out: (text) => (out += text),
      err: (text) => (err += text),
      interactive: false,
      now: Date.now,
    })
    return { code, out, err }
  }
  /** The rows of a query over the last two years. */
  const rows = async (
    metrics: string,
    more = '',
  ): Promise<Record<string, string | number | null>[]> => {
    const { code, out, err } = await run(
      `query ${metrics} --from 2024-01-01 --to 2030-01-01 ${more} --format json`.replaceAll(
        / +/g,
        ' ',
      ),
    )
    if (code !== 0) throw new Error(err)
    return JSON.parse(out) as Record<string, string | number | null>[]
  }
  let service: Service | undefined
  return {
    folder,
    environment,
    run,
    rows,
    /**
     * Keeps a service over the folder, which commands then ask instead of opening it: each would start a
     * reading thread of its own, which costs more than what a small LMS has to say.
     */
    async serve(): Promise<Service> {
      service = await openService({
        config: await loadConfig(environment, folder),
        environment,
        effects: { now: Date.now, log: silentLog },
        folder,
      })
      await service.listen()
      return service
    },
    async close(): Promise<void> {
      await service?.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
