import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { spelled } from './facts/key.ts'
import { badRequest } from './kernel/problem.ts'
import { nearest } from './kernel/suggest.ts'
import { WEEK_STARTS, zoneOf, type WeekStart } from './kernel/time.ts'
import { SMALLEST_GROUP } from './metrics/answer.ts'
import { QUIET_DAYS } from './metrics/compile/question.ts'
import {
  ADDRESS_FORM,
  databaseAddress,
  passwordGiven,
  type DatabaseAddress,
} from './sources/lms-database/address.ts'
import { LARGEST_PAGE, USUAL_PACE } from './sources/lms-database/pace.ts'

const DURATION = /^(\d+(?:\.\d+)?)(s|m|h)$/
const UNITS = { s: 1000, m: 60_000, h: 3_600_000 } as const

/** `30s`, `2m` or `1h` in milliseconds; undefined of anything else, and of less than a second. */
export function millisecondsOf(text: string): number | undefined {
  const match = DURATION.exec(text)
  const ms = match === null ? 0 : Number(match[1]) * UNITS[match[2] as keyof typeof UNITS]
  return ms >= 1000 ? ms : undefined
}

const duration = z.union([z.number(), z.string()]).transform((given, context) => {
  const ms = millisecondsOf(String(given))
  if (ms !== undefined) return ms
  context.addIssue({
    code: 'custom',
    message: `expected a duration such as 30s, 2m or 1h, found '${given}'`,
  })
  return z.NEVER
})

const zone = z.string().transform((given, context) => {
  try {
    return zoneOf(given)
  } catch {
    context.addIssue({
      code: 'custom',
      message: `expected a time zone such as Europe/Berlin, found '${given}'`,
    })
    return z.NEVER
  }
})

const WEEK_START = `${WEEK_STARTS.slice(0, -1).join(', ')} or ${WEEK_STARTS.at(-1)!}`

/** A site's name as a list writes it: `%2C` is a comma in it. */
function listedName(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    // A lone percent sign is one.
    if (error instanceof URIError) return text
    throw error
  }
}

/**
 * `sunday`, or `monday,vela.example=sunday`: the usual day, and that of sites, by the keys that they are
 * compared by. A comma in a site's name is written `%2C`.
 */
const weekStarts = z.string().transform((given, context) => {
  const sites = new Map<string, WeekStart>()
  let usual: WeekStart = 'monday'
  for (const part of given.split(',').map((p) => p.trim())) {
    const at = part.lastIndexOf('=')
    const site = at < 0 ? undefined : part.slice(0, at)
    const named = part.slice(at + 1)
    const day = WEEK_STARTS.find((d) => d === named.trim().toLowerCase())
    if (day === undefined) {
      const message = `expected ${WEEK_START}, alone or as site=day, found '${part}'`
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    }
    if (site === undefined) usual = day
    else sites.set(spelled('site', listedName(site)).key, day)
  }
  return { usual, sites }
})

const yesOrNo = z.union([z.boolean(), z.string()]).transform((given, context) => {
  if (given === true || given === 'true') return true
  if (given === false || given === 'false') return false
  context.addIssue({ code: 'custom', message: `expected true or false, found '${given}'` })
  return z.NEVER
})

const publicUrl = z.string().refine((text) => URL.canParse(text) && /^https?:/.test(text), {
  message: 'expected the public address, such as https://figures.example.org/figures',
})

const LMS_URL = 'expected the address of the LMS, such as https://lms.example.org'

/** The address of the LMS, with the path that it lives under, if any, and without a slash at its end. */
const lmsUrl = z.string().transform((given, context) => {
  const text = given.trim()
  const flaw = flawOfLmsUrl(text)
  if (flaw === undefined) {
    const url = new URL(text)
    return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
  }
  context.addIssue({ code: 'custom', message: flaw })
  return z.NEVER
})

/** What is wrong with an address of the LMS; it may hold a password and is not shown. */
function flawOfLmsUrl(text: string): string | undefined {
  if (!URL.canParse(text) || !/^https?:\/\//i.test(text)) return LMS_URL
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') {
    return `${LMS_URL}, without a name and password: Figures signs in by FIGURES_LMS_CLIENT_ID`
  }
  if (/[?#]/.test(text)) return `${LMS_URL}, without what follows ? or #`
  return undefined
}

/** What can be configured. Each key is `FIGURES_` + its name in the environment. */
const CONFIG = z
  .object({
    lmsDatabaseUrl: z.string().optional(),
    lmsDatabasePassword: z.string().optional(),
    lmsDatabasePasswordFile: z.string().min(1).optional(),
    lmsUrl: lmsUrl.optional(),
    lmsClientId: z.string().min(1).optional(),
    lmsClientSecret: z.string().min(1).optional(),
    platform: z
      .string()
      .regex(
        /^[a-z0-9_-][a-z0-9._-]{0,199}$/,
        'expected lower-case letters, digits, dots, dashes and underscores',
      )
      .refine((text) => text !== 'campus', "'campus' is the name of the simulated platform")
      .optional(),
    data: z.string().min(1).default('data'),
    host: z.string().min(1).default('127.0.0.1'),
    port: z.coerce.number().int().min(0).max(65_535).optional(),
    url: publicUrl.optional(),
    refresh: duration.optional(),
    sweep: duration.default(900_000),
    demographics: yesOrNo.default(true),
    lmsPage: z.coerce.number().int().min(100).max(LARGEST_PAGE).default(USUAL_PACE.page),
    lmsConnections: z.coerce.number().int().min(1).max(2).optional(),
    lmsPause: z.coerce.number().int().min(0).max(60_000).default(0),
    zone: zone.default('UTC'),
    weekStart: weekStarts.prefault('monday'),
    metrics: z.string().min(1).optional(),
    brand: z.string().min(1).optional(),
    smallestGroup: z.coerce.number().int().min(2).max(1000).default(SMALLEST_GROUP),
    riskDays: z.coerce.number().int().min(1).max(365).default(QUIET_DAYS.risk),
    lapsedDays: z.coerce.number().int().min(2).max(3650).default(QUIET_DAYS.lapsed),
    memory: z.coerce.number().int().min(128).max(1_048_576).default(512),
    secret: z.string().optional(),
    secretFile: z.string().optional(),
    campusSeed: z.string().min(1).max(100).default('figures'),
    campusAccounts: z.coerce.number().int().min(10).max(200_000).default(6000),
  })
  .strict()
  .refine((c) => c.lmsUrl === undefined || c.lmsDatabaseUrl !== undefined, {
    path: ['lmsUrl'],
    message: 'the LMS is read by its database first: set FIGURES_LMS_DATABASE_URL as well',
  })
  .refine(
    (c) =>
      c.lmsUrl === undefined || (c.lmsClientId !== undefined && c.lmsClientSecret !== undefined),
    {
      path: ['lmsUrl'],
      message: 'FIGURES_LMS_CLIENT_ID and FIGURES_LMS_CLIENT_SECRET are needed with it',
    },
  )
  .refine((c) => c.riskDays < c.lapsedDays, {
    path: ['lapsedDays'],
    message: 'expected more days than FIGURES_RISK_DAYS',
  })

type Settings = z.output<typeof CONFIG>
/** What was configured, checked. */
export interface Config extends Omit<
  Settings,
  'lmsDatabaseUrl' | 'lmsDatabasePassword' | 'lmsDatabasePasswordFile'
> {
  /** Of the LMS that is read; undefined: the simulated campus. */
  readonly lmsDatabase: DatabaseAddress | undefined
}
export type ConfigInput = z.input<typeof CONFIG>

/** For `figures.config.ts`: types check what the operator writes. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config
}

/** Names of all settings in the environment. */
export const SETTINGS: readonly string[] = Object.keys(CONFIG.shape).map(environmentName)

const NAMES = new Map(Object.keys(CONFIG.shape).map((key) => [environmentName(key), key]))
/** Variables that other parts read. */
const OTHERS = ['FIGURES_CONFIG', 'FIGURES_WEB', 'FIGURES_MYSQL', 'FIGURES_MYSQL_PASSWORD']

/** Reads the configuration file, if any, and the environment, which overrules it. */
export async function loadConfig(environment: NodeJS.ProcessEnv, folder: string): Promise<Config> {
  const file = await configFile(environment, folder)
  const given: Record<string, unknown> = { ...file.values }
  const from = new Map(Object.keys(file.values).map((key) => [key, file.name]))
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith('FIGURES_') || value === undefined || value === '') continue
    const key = NAMES.get(variable)
    if (key !== undefined) {
      given[key] = value
      from.set(key, variable)
    } else if (!OTHERS.includes(variable)) throw unknownVariable(variable)
  }
  const result = CONFIG.safeParse(given)
  if (result.success) return configOf(result.data, { from, folder })
  const issue = result.error.issues[0]!
  if (issue.code === 'unrecognized_keys') throw unknownKey(issue.keys[0]!, file.name)
  const key = String(issue.path[0] ?? '')
  throw badRequest('bad-configuration', `${from.get(key) ?? key} is wrong: ${issue.message}.`)
}

interface Origin {
  /** Where each setting was given, by key. */
  readonly from: ReadonlyMap<string, string>
  /** Folder that a relative file counts from. */
  readonly folder: string
}

function configOf(settings: Settings, origin: Origin): Config {
  const { lmsDatabaseUrl: text, lmsDatabasePassword, lmsDatabasePasswordFile, ...config } = settings
  const nameOf = (key: string): string => origin.from.get(key) ?? environmentName(key)
  const setting = nameOf('lmsDatabaseUrl')
  const given = { text: lmsDatabasePassword, file: lmsDatabasePasswordFile }
  const password = passwordGiven(given, {
    text: nameOf('lmsDatabasePassword'),
    file: nameOf('lmsDatabasePasswordFile'),
    folder: origin.folder,
  })
  if (text !== undefined) {
    return { ...config, lmsDatabase: databaseAddress({ text, setting, password }) }
  }
  if (password === undefined) return { ...config, lmsDatabase: undefined }
  throw badRequest(
    'bad-configuration',
    `${password.setting} is given, but no address of a database.`,
    { remedy: `Set FIGURES_LMS_DATABASE_URL as well: ${ADDRESS_FORM}.` },
  )
}

async function configFile(
  environment: NodeJS.ProcessEnv,
  folder: string,
): Promise<{ name: string; values: Record<string, unknown> }> {
  const named = environment['FIGURES_CONFIG']
  const names = named === undefined ? ['figures.config.ts', 'figures.config.js'] : [named]
  const name = names.find((n) => existsSync(resolve(folder, n)))
  if (name === undefined) {
    if (named === undefined) return { name: '', values: {} }
    throw badRequest('no-configuration', `FIGURES_CONFIG names ${named}, which does not exist.`)
  }
  const loaded = (await import(pathToFileURL(resolve(folder, name)).href)) as { default?: unknown }
  if (typeof loaded.default !== 'object' || loaded.default === null) {
    throw badRequest('bad-configuration', `${name} has no default export.`, {
      remedy: 'Write: export default defineConfig({ … })',
    })
  }
  return { name, values: loaded.default as Record<string, unknown> }
}

function environmentName(key: string): string {
  return `FIGURES_${key.replaceAll(/[A-Z]/g, (c) => `_${c}`).toUpperCase()}`
}

function unknownVariable(variable: string): Error {
  const near = nearest(variable, [...NAMES.keys()])
  return badRequest('unknown-configuration', `${variable} is not a setting of Figures.`, {
    remedy:
      near === undefined ? `There are: ${[...NAMES.keys()].join(', ')}.` : `Did you mean ${near}?`,
  })
}

function unknownKey(key: string, file: string): Error {
  const near = nearest(key, [...NAMES.values()])
  return badRequest('unknown-configuration', `${file}: '${key}' is not a setting of Figures.`, {
    remedy:
      near === undefined
        ? `There are: ${[...NAMES.values()].join(', ')}.`
        : `Did you mean ${near}?`,
  })
}
