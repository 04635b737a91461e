import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../src/config.ts'
import { silentLog } from '../../src/kernel/effects.ts'
import { openService, type Service } from '../../src/service.ts'

/** Noon of a Sunday in Europe, for all tests of the campus. */
export const NOON = Date.parse('2026-11-22T11:00:00Z')

export const TEST_SECRET = 'a secret for the tests only'

export interface CampusService {
  readonly service: Service
  readonly folder: string
  readonly close: () => Promise<void>
}

/** A service over a small campus, read once, at a fixed time; `inject` asks it without a network. */
export async function campusService(
  environment: Record<string, string> = {},
  web?: string,
): Promise<CampusService> {
  const campus = await unreadCampus(environment, web)
  await readOnce(campus.service)
  return campus
}

/** The same before anything of it has been read. */
export function unreadCampus(
  environment: Record<string, string> = {},
  web?: string,
): Promise<CampusService> {
  return campusIn(mkdtempSync(join(tmpdir(), 'figures-campus-')), environment, web)
}

/** A service over what a folder holds; the folder goes when it is closed. */
export async function campusIn(
  folder: string,
  environment: Record<string, string>,
  web?: string,
): Promise<CampusService> {
  const all = {
    FIGURES_CAMPUS_ACCOUNTS: '400',
    FIGURES_SECRET: TEST_SECRET,
    FIGURES_MEMORY: '256',
    ...environment,
  }
  const service = await openService({
    config: await loadConfig(all, folder),
    environment: all,
    effects: { now: () => NOON, log: silentLog },
    folder,
    web,
  }).catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true })
    throw error
  })
  return {
    service,
    folder,
    close: async () => {
      await service.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Reads all that is new, and fails where that fails. */
export async function readOnce(service: Service): Promise<void> {
  const [result] = await service.ingest.readAll('refresh')
  if (result?.problem !== undefined) throw result.problem
}
