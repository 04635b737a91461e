import { MYSQL } from './dialect.ts'
import {
  course,
  courseOrganization,
  modeListed,
  organization,
  organizationSite,
  site,
} from '../../facts/course.ts'
import type { Fact } from '../../facts/fact.ts'
import { courseKey, folded } from '../../facts/key.ts'
import { learnerSite } from '../../facts/learner.ts'
import { Rows } from '../rows.ts'
import { column, Decoder, sqlOf } from './column.ts'
import type { Part, Reading } from './reading.ts'
import { signUps, sites } from './sites.ts'
import { snapshotBatch } from './snapshot.ts'

const OVERVIEWS = 'course_overviews_courseoverview'
const ORGANIZATIONS = 'organizations_organization'
const LINKS = 'organizations_organizationcourse'

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
      ...(await organizations(
        reading,
        { listed: of(organization), links: of(courseOrganization) },
        refused,
      )),
      ...(await sites(reading, { sites: of(site), owners: of(organizationSite) }, refused)),
      await modes(reading, of(modeListed), refused),
    ].map((rows) => rows.take())
    yield snapshotBatch(reading, 'course', { writes, asked, refused })
    if (reading.saved === undefined || reading.depth !== 'refresh') {
      const before = session.statements
      const odd: Record<string, number> = {}
      const rows = await signUps(reading, of(learnerSite), odd)
      const writes = [rows.take()]
      yield snapshotBatch(reading, 'sign_up', { writes, asked: before, refused: odd })
    }
  },
}

async function courses(
  reading: Reading,
  rows: Rows,
  refused: Record<string, number>,
): Promise<Rows> {
  const { session, schema, names } = reading
  // The platform writes its copy of a course anew whenever the course is published.
  const hasMark = schema.has(OVERVIEWS, 'modified')
  const columns = [
    column.course('id'),
    column.text('display_name'),
    column.text('org'),
    column.side('start'),
    column.side('end', MYSQL.quote('end')),
    column.soft(column.flag('self_paced')),
    hasMark ? column.mark('modified') : column.fixed(null),
  ] as const
  const decoder = new Decoder(OVERVIEWS, columns, { names, counts: refused })
  const selected = sqlOf(columns).join(', ')
  for (const row of await session.rows(`select ${selected} from ${OVERVIEWS} order by id`)) {
    const values = decoder.read(row)
    if (values === undefined) continue
    const [id, name, org, starts, ends, selfPaced, published] = values
    const organization = org?.trim()
    rows.add({
      course: id,
      organization: organization ? organization : courseKey(id)!.organizationText,
      name,
      starts,
      ends,
      self_paced: selfPaced === true,
      published,
    })
  }
  return rows
}

async function organizations(
  reading: Reading,
  of: { readonly listed: Rows; readonly links: Rows },
  refused: Record<string, number>,
): Promise<readonly Rows[]> {
  const { session, schema, names } = reading
  if (!schema.can('organization')) return [of.listed, of.links]
  const seen = new Set<string>()
  const listed = new Decoder(ORGANIZATIONS, LISTED, { names, counts: refused })
  for (const row of await session.rows(
    `select ${sqlOf(LISTED).join(', ')} from ${ORGANIZATIONS} order by id`,
  )) {
    const values = listed.read(row)
    if (values === undefined) continue
    const [organization, name, active] = values
    // Before Lilac two rows may carry one short name.
    if (!active || seen.has(folded(organization))) continue
    seen.add(folded(organization))
    of.listed.add({ organization, name })
  }
  if (!schema.can('organization_course')) return [of.listed, of.links]
  const links = new Decoder(LINKS, LINKED, { names, counts: refused })
  for (const row of await session.rows(`select ${sqlOf(LINKED).join(', ')} from ${LINKS} as l
    join ${ORGANIZATIONS} as o on o.id = l.organization_id`)) {
    const values = links.read(row)
    if (values !== undefined && values[2] && values[3] === true)
      of.links.add({ course: values[0], organization: values[1] })
  }
  return [of.listed, of.links]
}

const MODES = 'course_modes_coursemode'

/** How the platform spells its modes: enrollments may be written otherwise. */
async function modes(
  { session, schema, names }: Reading,
  rows: Rows,
  refused: Record<string, number>,
): Promise<Rows> {
  if (!schema.has(MODES, 'mode_slug')) return rows
  const columns = [column.word('mode_slug')] as const
  const decoder = new Decoder(MODES, columns, { names, counts: refused })
  for (const row of await session.rows(`select distinct mode_slug from ${MODES} order by 1`)) {
    const values = decoder.read(row)
    if (values !== undefined) rows.add({ mode: values[0] })
  }
  return rows
}

const LISTED = [column.word('short_name'), column.text('name'), column.flag('active')] as const
const LINKED = [
  column.course('course_id', 'l.course_id'),
  column.word('organization_id', 'o.short_name'),
  column.flag('active', 'l.active'),
  // Counted with the organization.
  column.maybe(column.flag('organization_id', 'o.active')),
] as const
