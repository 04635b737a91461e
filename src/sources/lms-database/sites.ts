import { zoneOf } from '../../kernel/time.ts'
import type { Rows } from '../rows.ts'
import type { Cell } from './connect.ts'
import type { Reading } from './reading.ts'
import type { Schema } from './schema.ts'

/** The sites, and which organizations each owns: by its settings, or by the fork's own mapping. */
export async function sites(
  reading: Reading,
  of: { readonly sites: Rows; readonly owners: Rows },
): Promise<readonly Rows[]> {
  const { session, schema } = reading
  if (!schema.can('site')) return [of.sites, of.owners]
  const table = 'site_configuration_siteconfiguration'
  // While it is renamed, before Juniper and after, the column is there twice.
  const [values, older] = ['site_values', 'values']
    .filter((c) => schema.can('site_settings') && schema.has(table, c))
    .map((c) => `\`${c}\``)
  const settings = new Map<Cell, SiteValues>()
  if (values !== undefined) {
    const text =
      older === undefined ? values : `coalesce(nullif(nullif(${values}, ''), '{}'), ${older})`
    for (const [id, said] of await session.rows(
      `select site_id, ${text} from ${table} where enabled = 1`,
    )) {
      settings.set(id!, siteValues(said as string))
    }
  }
  const found = await session.rows('select id, domain, name from django_site order by id')
  // What a fresh platform calls its site says nothing.
  const unclaimed = found.filter(
    ([id, domain]) =>
      domain !== 'example.com' && (settings.get(id!)?.organizations ?? []).length === 0,
  )
  const owners = new Map<string, { organization: string; site: string }>()
  const own = (name: string, domain: Cell): void =>
    void owners.set(`${name} ${domain}`, { organization: name, site: String(domain) })
  const byDefault = (unclaimed[0] ?? found[0])?.[0]
  for (const [id, domain, display] of found) {
    const said = settings.get(id!)
    const name = said?.name ?? display!
    of.sites.add({ site: domain!, name, zone: said?.zone ?? null, by_default: id === byDefault })
    for (const organization of said?.organizations ?? []) own(organization, domain!)
  }
  if (hasFork(schema)) {
    const links = await session.rows(
      `select o.short_name, s.domain from organizations_organization_sites as l
        join organizations_organization as o on o.id = l.organization_id
        join django_site as s on s.id = l.site_id where o.short_name <> ''`,
    )
    for (const [organization, domain] of links) own(String(organization).trim(), domain!)
  }
  for (const pair of owners.values()) of.owners.add(pair)
  return [of.sites, of.owners]
}

interface SiteValues {
  readonly organizations: readonly string[]
  readonly name: string | null
  readonly zone: string | null
}

/** What a site's settings say of its organizations, name and zone; settings that are no JSON say nothing. */
function siteValues(text: string): SiteValues {
  let values: Record<string, unknown> = {}
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null) values = parsed as Record<string, unknown>
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  const filter = [values['course_org_filter'] ?? []].flat()
  const organizations = filter.filter((o) => typeof o === 'string' && o.trim() !== '') as string[]
  const word = (key: string): string | null => {
    const value = values[key]
    return typeof value === 'string' && value !== '' ? value : null
  }
  const zone = word('TIME_ZONE')
  return {
    organizations: organizations.map((o) => o.trim()),
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
export async function signUps({ session, schema }: Reading, rows: Rows): Promise<Rows> {
  if (!schema.can('site')) return rows
  const listed = new Set<Cell>(
    (await session.rows('select domain from django_site')).map((r) => r[0]!),
  )
  const asked = [
    ...(schema.hasAll('student_usersignupsource')
      ? ['select user_id, site from student_usersignupsource']
      : []),
    ...(schema.hasAll('student_userattribute')
      ? ["select user_id, value from student_userattribute where name = 'created_on_site'"]
      : []),
    ...(schema.hasAll('organizations_userorganizationmapping') &&
    schema.hasAll('organizations_organization_sites')
      ? [
          `select m.user_id, s.domain from organizations_userorganizationmapping as m
            join organizations_organization_sites as l on l.organization_id = m.organization_id
            join django_site as s on s.id = l.site_id`,
        ]
      : []),
  ]
  const seen = new Set<string>()
  for (const statement of asked) {
    for (const [user, domain] of await session.rows(statement)) {
      // Sign-up sources also name domains that are no sites any more: those say nothing.
      if (!listed.has(domain!) || seen.has(`${user} ${domain}`)) continue
      seen.add(`${user} ${domain}`)
      rows.add({ learner: user!, site: domain! })
    }
  }
  return rows
}

/** A fork for many sites links organizations to sites in a table of its own. */
const hasFork = (schema: Schema): boolean =>
  schema.can('organization') && schema.hasAll('organizations_organization_sites')
