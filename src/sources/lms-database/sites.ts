import { MYSQL } from './dialect.ts'
import { folded } from '../../facts/key.ts'
import { zoneOf } from '../../kernel/time.ts'
import type { Rows } from '../rows.ts'
import { isDamaged, textOf } from './cells.ts'
import { column, Decoder, sqlOf } from './column.ts'
import type { Reading } from './reading.ts'
import type { Schema } from './schema.ts'
import { count } from './counts.ts'

const SITES = 'django_site'
const SETTINGS = 'site_configuration_siteconfiguration'
const COLUMNS = [column.key('id'), column.word('domain'), column.text('name')] as const

/** The sites, and which organizations each owns: by its settings, or by the fork's own mapping. */
export async function sites(
  reading: Reading,
  of: { readonly sites: Rows; readonly owners: Rows },
  refused: Record<string, number>,
): Promise<readonly Rows[]> {
  const { session, schema, names } = reading
  if (!schema.can('site')) return [of.sites, of.owners]
  const settings = await settingsOf(reading, refused)
  const decoder = new Decoder(SITES, COLUMNS, { names, counts: refused })
  const rows = await session.rows(`select ${sqlOf(COLUMNS).join(', ')} from ${SITES} order by id`)
  const found = rows.flatMap((row) => {
    const values = decoder.read(row)
    return values === undefined ? [] : [[...values] as const]
  })
  // What a fresh platform calls its site says nothing.
  const unclaimed = found.filter(
    ([id, domain]) =>
      domain !== 'example.com' && (settings.get(id)?.organizations ?? []).length === 0,
  )
  const owners = new Map<string, { organization: string; site: string }>()
  const own = (organization: string, site: string): void =>
    void owners.set(`${organization} ${site}`, { organization, site })
  const byDefault = (unclaimed[0] ?? found[0])?.[0]
  for (const [id, site, display] of found) {
    const set = settings.get(id)
    const name = set?.name ?? display
    of.sites.add({ site, name, zone: set?.zone ?? null, by_default: id === byDefault })
    for (const organization of set?.organizations ?? []) own(organization, site)
  }
  if (hasFork(schema)) {
    const links = new Decoder(FORK, FORK_COLUMNS, { names, counts: refused })
    for (const row of await session.rows(
      `select ${sqlOf(FORK_COLUMNS).join(', ')} from ${FORK} as l
        join organizations_organization as o on o.id = l.organization_id
        join django_site as s on s.id = l.site_id`,
    )) {
      const values = links.read(row)
      if (values !== undefined) own(values[0], values[1])
    }
  }
  for (const pair of owners.values()) of.owners.add(pair)
  return [of.sites, of.owners]
}

const FORK = 'organizations_organization_sites'
const FORK_COLUMNS = [
  column.word('organization_id', 'o.short_name'),
  column.word('site_id', 's.domain'),
] as const

interface SiteValues {
  readonly organizations: readonly string[]
  readonly name: string | null
  readonly zone: string | null
}

/** The settings of each site, by its id. One that cannot be read is counted, and the others are. */
async function settingsOf(
  { session, schema, names }: Reading,
  refused: Record<string, number>,
): Promise<ReadonlyMap<number, SiteValues>> {
  const settings = new Map<number, SiteValues>()
  // While it is renamed, before Juniper and after, the column is there twice.
  const [values, older] = ['site_values', 'values'].filter(
    (c) => schema.can('site_settings') && schema.has(SETTINGS, c),
  )
  if (values === undefined) return settings
  const text =
    older === undefined
      ? MYSQL.quote(values)
      : `coalesce(nullif(nullif(${MYSQL.quote(values)}, ''), '{}'), ${MYSQL.quote(older)})`
  const columns = [
    column.key('site_id'),
    column.long(values, text),
    column.flag('enabled'),
  ] as const
  const decoder = new Decoder(SETTINGS, columns, { names, counts: refused })
  for (const row of await session.rows(`select ${sqlOf(columns).join(', ')} from ${SETTINGS}`)) {
    const [site, text, enabled] = decoder.read(row) ?? []
    if (site === undefined || enabled !== true) continue
    const odd = (why: string): void => count(refused, `${SETTINGS}.${values}: ${why}`)
    const read = objectOf(text ?? '')
    if (read === undefined) odd('not a JSON object; the site stays without it')
    else settings.set(site, siteValues(read, odd))
  }
  return settings
}

/** An object of JSON, which may stand as a text in a text of JSON; undefined when it is none. */
function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  let found: unknown = text.trim() === '' ? '{}' : text
  try {
    for (let depth = 0; depth < DEEPEST && typeof found === 'string'; depth++) {
      found = JSON.parse(found)
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return undefined
  }
  // Django writes an absent value so.
  if (found === null) return {}
  const isObject = typeof found === 'object' && !Array.isArray(found)
  return isObject ? (found as Record<string, unknown>) : undefined
}

/** JSON within a text of JSON: written twice by a script, hardly ever thrice. */
const DEEPEST = 3

/** What a site's settings say of its organizations, name and zone; what else is odd is told, and left out. */
function siteValues(
  values: Readonly<Record<string, unknown>>,
  odd: (why: string) => void,
): SiteValues {
  const filter = [values['course_org_filter'] ?? []].flat()
  const isName = (o: unknown): o is string => typeof o === 'string' && o.trim() !== ''
  const organizations = filter.filter(isName).map((o) => textOf(o)!.trim())
  if (organizations.length < filter.filter((o) => o !== null && o !== '').length) {
    odd('course_org_filter lists something other than names of organizations')
  }
  const word = (key: string): string | null => {
    const value = values[key] ?? ''
    if (typeof value !== 'string') odd(`${key} is not a text`)
    return isName(value) ? textOf(value)!.trim() : null
  }
  const zone = word('TIME_ZONE')
  if (zone !== null && !isZone(zone)) odd('TIME_ZONE is not a time zone')
  return {
    organizations,
    name: word('platform_name') ?? word('PLATFORM_NAME'),
    zone: zone !== null && isZone(zone) ? zone : null,
  }
}

function isZone(name: string): boolean {
  try {
    return zoneOf(name) !== ''
  } catch {
    return false
  }
}

/** Which account belongs to which site: by where it signed up, or by the fork's own mapping. */
export async function signUps(
  { session, schema, names }: Reading,
  rows: Rows,
  refused: Record<string, number>,
): Promise<Rows> {
  if (!schema.can('site')) return rows
  const domains = await session.rows(`select domain from ${SITES}`)
  // A sign-up names the host as the browser or a script wrote it.
  const listed = new Map(
    domains.flatMap(([domain]) => {
      const text = textOf(domain!)?.trim()
      return text && !isDamaged(domain!) ? [[folded(text), text] as const] : []
    }),
  )
  const asked: readonly (readonly [table: string, domain: string, from: string])[] = [
    ...(schema.hasAll('student_usersignupsource')
      ? [['student_usersignupsource', 'site', 'student_usersignupsource'] as const]
      : []),
    ...(schema.hasAll('student_userattribute')
      ? [
          [
            'student_userattribute',
            'value',
            "student_userattribute where name = 'created_on_site'",
          ] as const,
        ]
      : []),
    ...(schema.hasAll('organizations_userorganizationmapping') &&
    schema.hasAll('organizations_organization_sites')
      ? [
          [
            'organizations_userorganizationmapping',
            'domain',
            `organizations_userorganizationmapping as m
              join ${FORK} as l on l.organization_id = m.organization_id
              join django_site as s on s.id = l.site_id`,
          ] as const,
        ]
      : []),
  ]
  const seen = new Set<string>()
  for (const [table, domain, from] of asked) {
    const columns = [column.user('user_id'), column.text(domain)] as const
    const decoder = new Decoder(table, columns, { names, counts: refused })
    for (const row of await session.rows(`select ${sqlOf(columns).join(', ')} from ${from}`)) {
      const values = decoder.read(row)
      if (values === undefined) continue
      const [user, site] = [values[0], listed.get(folded(values[1]?.trim() ?? ''))]
      // Sign-up sources also name domains that are no sites any more: those say nothing.
      if (site === undefined || seen.has(`${user} ${site}`)) continue
      seen.add(`${user} ${site}`)
      rows.add({ learner: user, site })
    }
  }
  return rows
}

/** A fork for many sites links organizations to sites in a table of its own. */
const hasFork = (schema: Schema): boolean =>
  schema.can('organization') && schema.hasAll('organizations_organization_sites')
