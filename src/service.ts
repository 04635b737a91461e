import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { fingerprintOf, loadSecret } from './access/secret.ts'
import { ApiTokens } from './access/tokens.ts'
import { buildApp } from './api/app.ts'
import type { ApiDeps } from './api/deps.ts'
import { brandsOf, UNBRANDED } from './brand.ts'
import type { Config } from './config.ts'
import { pseudonyms } from './facts/pseudonym.ts'
import { Checks } from './ingest/checks.ts'
import { Ingest } from './ingest/ingest.ts'
import { Keys } from './ingest/keys.ts'
import { KnowledgeKeeper } from './ingest/knowledge.ts'
import { claimStore, type Platform } from './ingest/platform.ts'
import { dueStructures } from './ingest/structures.ts'
import type { Effects } from './kernel/effects.ts'
import { badRequest, refused, unavailable } from './kernel/problem.ts'
import { AnswerCache } from './metrics/cache.ts'
import { METRICS, MetricCatalogue } from './metrics/catalogue.ts'
import { declaredMetrics } from './metrics/declared.ts'
import { rememberedPort, rememberPort, removePresence, writePresence } from './presence.ts'
import { SavedReports } from './reports/reports.ts'
import { campusSource, CAMPUS_SIZE } from './sources/campus/campus.ts'
import { lmsApi } from './sources/lms-api/lms-api.ts'
import { bracketed, type DatabaseAddress } from './sources/lms-database/address.ts'
import { lmsDatabase } from './sources/lms-database/lms-database.ts'
import { USUAL_PACE } from './sources/lms-database/pace.ts'
import type { Source } from './sources/source.ts'
import { engineMemory } from './store/duckdb/memory.ts'
import { wasReadInto } from './store/duckdb/read-into.ts'
import { openStore } from './store/duckdb/store.ts'
import type { Store } from './store/store.ts'
import { VERSION } from './version.ts'

const CAMPUS_REFRESH_MS = 10_000
const LMS_REFRESH_MS = 120_000
const TRIM_EVERY_MS = 30_000
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]', '::1']

export interface ServiceOptions {
  readonly config: Config
  readonly environment: NodeJS.ProcessEnv
  readonly effects: Effects
  /** Folder that a relative data folder counts from. */
  readonly folder: string
  /** Folder of the built page; undefined for commands that only answer. */
  readonly web?: string | undefined
  readonly logger?: FastifyBaseLogger | undefined
}

/** Everything wired: answers through `app`, reads through `ingest`. */
export interface Service {
  readonly app: FastifyInstance
  readonly ingest: Ingest
  readonly store: Store
  readonly platform: Platform
  readonly dataFolder: string
  readonly localToken: string
  /** Begins to read on schedule. */
  read(): void
  /** Listens and tells other commands where; returns the address to click. */
  listen(): Promise<string>
  close(): Promise<void>
}

/** Which platform a configuration means, and where its facts lie. */
export function placeOf(
  config: Config,
  folder: string,
): { platform: string; kind: Platform['kind']; dataFolder: string } {
  const { lmsDatabase } = config
  const kind = lmsDatabase === undefined ? 'campus' : 'lms'
  const platform =
    lmsDatabase === undefined ? 'campus' : (config.platform ?? platformName(lmsDatabase))
  return { platform, kind, dataFolder: resolve(folder, config.data, platform) }
}

/** Host and database of the address: two platforms never share a folder by accident. */
function platformName({ host, port, database }: DatabaseAddress): string {
  // As in an address: folders of earlier versions were named by its text.
  const name = database.replaceAll(/[^!-~]|["#<>?`{}%]/gu, encodeURIComponent)
  return [bracketed(host), port === 3306 ? '' : String(port), name]
    .filter((p) => p !== '')
    .join('-')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]/g, '-')
}

/**
 * A database that was renamed or moved would begin anew without a word, in a folder of its own: whoever
 * has facts of one platform and names another address is asked which it is.
 */
async function refuseMoved(dataFolder: string, name: string): Promise<void> {
  const all = dirname(dataFolder)
  if (existsSync(dataFolder) || !existsSync(all)) return
  const folders = readdirSync(all, { withFileTypes: true })
    .filter((f) => f.isDirectory() && f.name !== 'campus')
    .map((f) => f.name)
  // A first start with a wrong address leaves a folder in which nothing was ever read.
  const others: string[] = []
  for (const folder of folders) {
    if (await wasReadInto(join(all, folder))) others.push(folder)
  }
  if (others.length === 0) return
  throw refused(
    'moved-platform',
    `${all} has no data for ${name} yet, only for ${others.join(', ')}.`,
    {
      remedy: `If the platform has only moved, set FIGURES_PLATFORM=${others[0]!}. If this is another platform, set FIGURES_PLATFORM to a new name for it.`,
    },
  )
}

export async function openService(options: ServiceOptions): Promise<Service> {
  const { config, environment, effects } = options
  const { platform: name, kind, dataFolder } = placeOf(config, options.folder)
  if (kind === 'lms' && config.platform === undefined) await refuseMoved(dataFolder, name)
  const secret = loadSecret(config, environment)
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const store = await openStore({
    folder: dataFolder,
    memory: engineMemory(config.memory),
    effects,
    figures: VERSION,
  })
  try {
    const platform: Platform = { platform: name, kind, fingerprint: fingerprintOf(secret) }
    await claimStore(store, platform, effects.now())
    const ledger = { store, keys: new Keys(), zone: config.zone }
    const ingest = new Ingest(ledger, effects, [
      sourceOf(config, { secret, name, now: effects.now }),
      ...apiOf(config, { secret, name, now: effects.now, store }),
    ])
    const checks = new Checks(ingest, effects.now)
    const localToken = `local_${randomBytes(32).toString('base64url')}`
    const url = config.url === undefined ? undefined : new URL(config.url)
    const catalogue = catalogueOf(config, options.folder)
    const deps: ApiDeps = {
      store,
      ingest,
      checks,
      knowledge: new KnowledgeKeeper(ingest),
      platform,
      effects,
      catalogue,
      reports: new SavedReports({ store, catalogue, now: effects.now }),
      answers: new AnswerCache(),
      tokens: new ApiTokens(store),
      settings: {
        version: VERSION,
        zone: config.zone,
        weekStarts: (site) => config.weekStart.sites.get(site ?? '') ?? config.weekStart.usual,
        smallestGroup: config.smallestGroup,
        quiet: { risk: config.riskDays, lapsed: config.lapsedDays },
        open: kind === 'campus' && LOOPBACK.includes(config.host),
        localToken,
        hosts: [...LOOPBACK, config.host, ...(url === undefined ? [] : [url.hostname])],
        prefix: url === undefined ? '' : url.pathname.replace(/\/+$/, ''),
        secure: url?.protocol === 'https:',
        brands:
          config.brand === undefined ? UNBRANDED : brandsOf(resolve(options.folder, config.brand)),
        web: options.web,
      },
    }
    const app = await buildApp(deps, options.logger)
    return serviceOf({
      app,
      ingest,
      checks,
      store,
      platform,
      dataFolder,
      localToken,
      config,
      effects,
    })
  } catch (error) {
    await store.close()
    throw error
  }
}

function sourceOf(
  config: Config,
  with_: { readonly secret: Buffer; readonly name: string; readonly now: () => number },
): Source {
  const { secret, name, now } = with_
  if (config.lmsDatabase !== undefined) {
    const { lmsDatabase: address, demographics, lmsPage: page, lmsPause: pause } = config
    const { background } = USUAL_PACE
    const small = { ...background, page: Math.min(page, background.page) }
    // On one machine a second connection takes from the LMS and gains nothing.
    const local = LOOPBACK.includes(address.host)
    const connections = (config.lmsConnections ?? (local ? 1 : 2)) === 2 ? 2 : 1
    const pace = { page, pause, connections, background: small } as const
    return lmsDatabase({ address, secret, platform: name, demographics, pace })
  }
  const size = { ...CAMPUS_SIZE, seed: config.campusSeed, accounts: config.campusAccounts }
  return campusSource(size, { pseudonyms: pseudonyms(secret, name), now })
}

/** Our own metrics and the operator's. */
function catalogueOf(config: Config, folder: string): MetricCatalogue {
  if (config.metrics === undefined) return new MetricCatalogue(METRICS)
  const file = resolve(folder, config.metrics)
  if (!existsSync(file)) {
    throw badRequest('no-metrics', `FIGURES_METRICS names ${file}, which does not exist.`)
  }
  const own = declaredMetrics(readFileSync(file, 'utf8'), config.metrics, METRICS)
  return new MetricCatalogue([...METRICS, ...own])
}

/** The LMS's REST APIs, when it has a client for Figures. */
function apiOf(
  config: Config,
  with_: {
    readonly secret: Buffer
    readonly name: string
    readonly now: () => number
    readonly store: Store
  },
): readonly Source[] {
  const { lmsUrl: url, lmsClientId: clientId, lmsClientSecret: clientSecret } = config
  if (url === undefined || clientId === undefined || clientSecret === undefined) return []
  const { secret, name, now, store } = with_
  return [
    lmsApi({
      url,
      clientId,
      clientSecret,
      pseudonyms: pseudonyms(secret, name),
      due: (depth) => dueStructures(store, depth, now()),
      effects: { fetch, now, sleep: (ms, signal) => sleep(ms, undefined, { signal }) },
    }),
  ]
}

type Parts = Omit<Service, 'read' | 'listen' | 'close'> & {
  readonly checks: Checks
  readonly config: Config
  readonly effects: Effects
}

function serviceOf(parts: Parts): Service {
  const { config, checks, effects, ...rest } = parts
  const { app, ingest, store, platform, dataFolder, localToken } = rest
  const { log } = effects
  let listening = false
  let idle: NodeJS.Timeout | undefined
  return {
    ...rest,
    read() {
      const usual = platform.kind === 'campus' ? CAMPUS_REFRESH_MS : LMS_REFRESH_MS
      ingest.start({ refresh: config.refresh ?? usual, sweep: config.sweep, zone: config.zone })
      // Pages that the engine cached for a load or a large question are given back when it is quiet.
      let seen = store.version
      idle = setInterval(() => {
        const quiet = ingest.progress.size === 0 && store.version === seen
        seen = store.version
        if (quiet) store.trim().catch(() => log.warn({ code: 'trim' }, 'memory not given back'))
      }, TRIM_EVERY_MS)
      idle.unref()
    },
    async listen() {
      const port = await listenOn(app, config, dataFolder)
      const local = config.host.includes(':') ? `[${config.host}]` : config.host
      const host = ['0.0.0.0', '[::]'].includes(local) ? '127.0.0.1' : local
      const address = `http://${host}:${port}`
      writePresence(dataFolder, { pid: process.pid, address, token: localToken })
      listening = true
      return config.url ?? `${address}/`
    },
    async close() {
      clearInterval(idle)
      checks.stop()
      if (listening) removePresence(dataFolder)
      await app.close()
      await ingest.stop()
      await store.close()
    },
  }
}

/** The configured port; else the remembered one; else, or when that is taken, a free one. */
async function listenOn(app: FastifyInstance, config: Config, folder: string): Promise<number> {
  const remembered = rememberedPort(folder)
  const wanted = config.port ?? remembered ?? 0
  try {
    await app.listen({ host: config.host, port: wanted })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    if (config.port !== undefined) {
      throw unavailable('port-taken', `Port ${wanted} on ${config.host} is taken.`, {
        remedy: 'Set FIGURES_PORT to another one, or leave it out for a free one.',
        cause: error,
      })
    }
    await app.listen({ host: config.host, port: 0 })
  }
  const address = app.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : wanted
  if (config.port === undefined) rememberPort(folder, port)
  return port
}

/** Folder of the built page beside the sources or the compiled service. */
export function webFolder(environment: NodeJS.ProcessEnv): string {
  return environment['FIGURES_WEB'] ?? join(import.meta.dirname, '..', 'dist', 'web')
}
