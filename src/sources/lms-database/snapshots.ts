import { createHash } from 'node:crypto'
import {
  course,
  courseOrganization,
  organization,
  organizationSite,
  site,
} from '../../facts/course.ts'
import type { Fact } from '../../facts/fact.ts'
import { courseKey } from '../../facts/key.ts'
import { learnerSite, role } from '../../facts/learner.ts'
import { zoneOf } from '../../kernel/time.ts'
import { Rows } from '../rows.ts'
import { isKeyColumn, type Batch } from '../source.ts'
import type { Cell } from './connect.ts'
import type { Part, Reading } from './reading.ts'
import { count, INVALID_COURSE } from './shape.ts'
import { roleOf } from './shapes/role.ts'
import { quarterSql, secondSql } from './instants.ts'
import type { Schema } from './schema.ts'

/** Small tables, read whole each time: rows that are gone are gone. */
export const coursePart: Part = {
  name: 'course',
  async *read(reading) {
    const { session, names } = reading
    const asked = session.statements
    const of = (fact: Fact): Rows => new Rows(fact, names.pseudonyms)
    const refused: Record<string, number> = {}
    const writes = [
      await courses(reading, of(course), refused),
      ...(await organizations(reading, {
        listed: of(organization),
        links: of(courseOrganization),
      })),
      ...(await sites(reading, { sites: of(site), owners: of(organizationSite) })),
    ].map((rows) => rows.take())
    yield snapshotBatch(reading, 'course', { writes, asked, refused })
    if (reading.saved === undefined || reading.depth !== 'refresh') {
      const before = session.statements
      const rows = await signUps(reading, of(learnerSite))
      yield snapshotBatch(reading, 'sign_up', { writes: [rows.take()], asked: before, refused: {} })
    }
  },
}

/** Which account belongs to which site: by where it signed up, or by the fork's own mapping. */
async function signUps({ session, schema }: Reading, rows: Rows): Promise<Rows> {
  if (!schema.can('site')) return rows
  const listed = new Set<Cell>(
    (await session.rows('select domain from django_site')).map((r) => r[0]!),
  )
  const asked = [
    ...(schema.can('sign_up') ? ['select user_id, site from student_usersignupsource'] : []),
    ...(schema.has('student_userattribute', 'value')
      ? ["select user_id, value from student_userattribute where name = 'created_on_site'"]
      : []),
    ...(hasFork(schema) && schema.has('organizations_userorganizationmapping', 'user_id')
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
  schema.can('organization') && schema.has('organizations_organization_sites', 'site_id')

export const rolePart: Part = {
  name: 'role',
  async *read(reading) {
    const { session, names } = reading
    const asked = session.statements
    const rows = new Rows(role, names.pseudonyms)
    const refused: Record<string, number> = {}
    const found = await session.rows(
      'select user_id, org, course_id, role from student_courseaccessrole',
    )
    for (const row of found) {
      const told = roleOf(row, names)
      if (told === undefined) count(refused, INVALID_COURSE)
      else rows.add(told)
    }
    for (const _ of await movedRoles(reading)) {
      count(refused, 'organization whose roles openedx-authz keeps')
    }
    yield snapshotBatch(reading, 'role', { writes: [rows.take()], asked, refused })
  },
}

const MOVED = 'authz.enable_course_authoring'

/**
 * From Verawood on the roles of an organization may be kept elsewhere, by user name and policy: the
 * organizations of which the platform says so. Who is on their teams is not known.
 */
async function movedRoles({ session, schema }: Reading): Promise<readonly Cell[]> {
  const table = 'waffle_utils_waffleflagorgoverridemodel'
  if (!schema.has(table, 'override_choice')) return []
  const said = await session.rows(
    `select org, override_choice, enabled from ${table} where waffle_flag = ? order by id`,
    [MOVED],
  )
  // Each change is a row of its own: the last word on an organization counts.
  const last = new Map(said.map(([org, choice, on]) => [org!, choice === 'on' && on === 1]))
  return [...last].flatMap(([org, moved]) => (moved ? [org] : []))
}

async function courses(
  reading: Reading,
  rows: Rows,
  refused: Record<string, number>,
): Promise<Rows> {
  // The platform writes its copy of a course anew whenever the course is published.
  const published = reading.schema.has('course_overviews_courseoverview', 'modified')
    ? secondSql('modified')
    : 'null'
  const found = await reading.session.rows(
    `select id, display_name, org, ${quarterSql('start')}, ${quarterSql('`end`')}, self_paced, ${published}
      from course_overviews_courseoverview`,
  )
  for (const [id, display, org, starts, ends, selfPaced, mark] of found) {
    const key = courseKey(id as string)
    if (key === null) {
      refused['invalid course key'] = (refused['invalid course key'] ?? 0) + 1
      continue
    }
    const organizationName = org === null || org === '' ? key.organizationText : org!
    rows.add({
      course: key.text,
      organization: organizationName,
      name: display!,
      starts: starts!,
      ends: ends!,
      self_paced: selfPaced === 1,
      published: mark === null ? null : Number(mark),
    })
  }
  return rows
}

async function organizations(
  reading: Reading,
  of: { readonly listed: Rows; readonly links: Rows },
): Promise<readonly Rows[]> {
  const { session, schema } = reading
  if (!schema.can('organization')) return [of.listed, of.links]
  const seen = new Set<string>()
  for (const [short, display] of await session.rows(
    'select short_name, name from organizations_organization where active = 1 order by id',
  )) {
    // Before Lilac two rows may carry one short name.
    const key = String(short).trim().toLowerCase()
    if (key === '' || seen.has(key)) continue
    seen.add(key)
    of.listed.add({ organization: short!, name: display! })
  }
  const links =
    await session.rows(`select l.course_id, o.short_name from organizations_organizationcourse as l
    join organizations_organization as o on o.id = l.organization_id where l.active = 1 and o.active = 1`)
  for (const [courseId, short] of links) {
    if (reading.names.isCourse(courseId as string) && String(short).trim() !== '') {
      of.links.add({ course: courseId!, organization: short! })
    }
  }
  return [of.listed, of.links]
}

async function sites(
  reading: Reading,
  of: { readonly sites: Rows; readonly owners: Rows },
): Promise<readonly Rows[]> {
  const { session, schema } = reading
  if (!schema.can('site')) return [of.sites, of.owners]
  const table = 'site_configuration_siteconfiguration'
  const values = ['site_values', 'values'].find((c) => schema.has(table, c))
  const settings = new Map<Cell, SiteValues>()
  if (values !== undefined) {
    for (const [id, text] of await session.rows(
      `select site_id, \`${values}\` from ${table} where enabled = 1`,
    )) {
      settings.set(id!, siteValues(text as string))
    }
  }
  const found = await session.rows('select id, domain, name from django_site order by id')
  const unclaimed = found.filter(([id, domain]) =>
    settings.get(id!)?.organizations.length !== 0
      ? settings.get(id!) === undefined && domain !== 'example.com'
      : domain !== 'example.com',
  )
  const owners = new Set<string>()
  const byDefault = (unclaimed[0] ?? found[0])?.[0]
  for (const [id, domain, display] of found) {
    const own = settings.get(id!)
    const name = own?.name ?? display!
    of.sites.add({ site: domain!, name, zone: own?.zone ?? null, by_default: id === byDefault })
    for (const org of new Set(own?.organizations)) owners.add(`${org} ${domain}`)
  }
  if (hasFork(schema)) {
    const links = await session.rows(
      `select o.short_name, s.domain from organizations_organization_sites as l
        join organizations_organization as o on o.id = l.organization_id
        join django_site as s on s.id = l.site_id where o.short_name <> ''`,
    )
    for (const [org, domain] of links) owners.add(`${String(org).trim()} ${domain}`)
  }
  for (const pair of owners) {
    const [organization, site] = [
      pair.slice(0, pair.lastIndexOf(' ')),
      pair.slice(pair.lastIndexOf(' ') + 1),
    ]
    of.owners.add({ organization, site })
  }
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

/** Tells whether a snapshot is the same as the last, with what was refused; says nothing of what is in it. */
function digestOf(writes: Batch['writes'], refused: Readonly<Record<string, number>>): string {
  const hash = createHash('sha256').update(JSON.stringify(refused))
  for (const write of writes) {
    hash.update(write.fact)
    for (const column of Object.values(write.columns)) {
      const data = isKeyColumn(column) ? column.index : column
      if (isKeyColumn(column)) hash.update(column.keys.join('\n'))
      hash.update(ArrayBuffer.isView(data) ? data : JSON.stringify(data))
    }
  }
  return hash.digest('base64')
}

/** The batch of a table read whole; without its rows when they are as they were. */
export function snapshotBatch(
  reading: Reading,
  part: string,
  of: {
    readonly writes: Batch['writes']
    readonly asked: number
    readonly refused: Record<string, number>
  },
): Batch {
  const digest = digestOf(of.writes, of.refused)
  const checkpoint = JSON.stringify({ digest })
  // Small tables hardly ever change: what is as it was need not be compared row by row.
  const same = part === reading.part && reading.saved === checkpoint && reading.depth === 'refresh'
  return {
    part,
    writes: same ? [] : of.writes,
    checkpoint,
    rows: of.writes.reduce((sum, w) => sum + w.rows, 0),
    statements: reading.session.statements - of.asked,
    quarantined: of.refused,
    readAt: reading.now,
  }
}
