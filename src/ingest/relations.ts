import { codeOf } from '../facts/fact.ts'
import { ROLES, TEAM_ROLES } from '../facts/learner.ts'
import { integer, join, raw, sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'

/** The facts that the relations between courses, organizations, sites and teams derive from. */
export const RELATING: readonly string[] = [
  'course_run',
  'site_listed',
  'course_organization',
  'organization_site',
  'role',
]

/** The organization in a course's key, in the spelling that organizations are compared by. */
const organizationInKey = raw("regexp_extract(c.key, '^(?:[a-z0-9-]+:)?([^+/]+)', 1)")
const teamRoles = join(TEAM_ROLES.map((r) => integer(codeOf(ROLES, r))))

/**
 * Rebuilds which course belongs where and who is on its team. All of it is small. A role on an organization
 * holds where the platform looks: at the organization in the course's key, whatever the course is linked to.
 */
export async function deriveRelations(tx: Transaction): Promise<void> {
  await tx.run(sql`delete from course_home`)
  await tx.run(sql`insert into course_home (course, organization)
    select course, organization from course_organization
    union
    select c.id, coalesce(r.organization, o.id) from course as c
      left join course_run as r on r.course = c.id
      left join organization as o on o.key = ${organizationInKey}
      where coalesce(r.organization, o.id) is not null
        and not exists (select 1 from course_organization as l where l.course = c.id)`)
  await tx.run(sql`delete from course_site`)
  await tx.run(sql`insert into course_site (course, site)
    select h.course, s.site from course_home as h
      join organization_site as s on s.organization = h.organization
    union
    select c.id, d.site from course as c
      cross join (select min(site) as site from site_listed where by_default) as d
      where d.site is not null and not exists (select 1 from course_home as h
        join organization_site as s on s.organization = h.organization where h.course = c.id)`)
  await tx.run(sql`delete from team_member`)
  await tx.run(sql`insert into team_member (learner, course)
    select learner, course from role where course is not null and role in (${teamRoles})
    union
    select r.learner, c.id from role as r
      join organization as o on o.id = r.organization
      join course as c on ${organizationInKey} = o.key
      where r.course is null and r.role in (${teamRoles})
    union
    select r.learner, c.id from role as r cross join course as c
      where r.course is null and r.organization is null and r.role in (${teamRoles})`)
}
