import {
  course,
  courseOrganization,
  organization,
  organizationSite,
  site,
} from '../../facts/course.ts'
import type { Fact } from '../../facts/fact.ts'
import { courseKey, folded } from '../../facts/key.ts'
import { learnerSite } from '../../facts/learner.ts'
import { Rows } from '../rows.ts'
import { quarterSql, secondSql } from './instants.ts'
import type { Part, Reading } from './reading.ts'
import { count, INVALID_COURSE } from './shape.ts'
import { signUps, sites } from './sites.ts'
import { snapshotBatch } from './snapshot.ts'

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
      count(refused, INVALID_COURSE)
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
    const key = folded(String(short).trim())
    if (key === '' || seen.has(key)) continue
    seen.add(key)
    of.listed.add({ organization: short!, name: display! })
  }
  if (!schema.can('organization_course')) return [of.listed, of.links]
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
