import { TEAM_ROLES, ROLES } from '../facts/learner.ts'
import { codeOf } from '../facts/fact.ts'
import { integer, join, raw, sql, type Sql } from '../store/sql.ts'

/**
 * Relations between courses, organizations, sites and people, as queries name them. They are computed
 * where they are used: all of them are small, and so none can be out of date.
 */
const teamRoles = join(TEAM_ROLES.map((r) => integer(codeOf(ROLES, r))))

/** course -> organization: by link, else the organization in the course's key. */
const courseHome = sql`course_home as (
  select course, organization from course_organization
  union
  select c.id, o.id from course as c
    left join course_run as r on r.course = c.id
    join organization as o on o.id = r.organization or (r.organization is null
      and o.key = lower(regexp_extract(c.text, '^(?:[a-z0-9-]+:)?([^+/]+)', 1)))
    where not exists (select 1 from course_organization as l where l.course = c.id))`

/** course -> site: by the organization's site, else the default site. */
const courseSite = sql`course_site as (
  select h.course, s.site from course_home as h join organization_site as s on s.organization = h.organization
  union
  select c.id, d.site from course as c cross join (select min(site) as site from site_listed where by_default) as d
    where d.site is not null and not exists (select 1 from course_home as h
      join organization_site as s on s.organization = h.organization where h.course = c.id))`

/** account -> site: where it signed up and where it ever enrolled, else the default site. */
const accountSite = sql`account_claim as (
  select learner, site from learner_site
  union
  select distinct e.learner, s.site from enrollment_span as e join course_site as s on s.course = e.course),
account_site as (
  select learner, site from account_claim
  union all
  select l.learner, d.site from learner as l cross join (select min(site) as site from site_listed where by_default) as d
    where d.site is not null and not exists (select 1 from account_claim as a where a.learner = l.learner))`

/** The people who run a course: by a role on it, or on its organization. */
const team = sql`team as (
  select learner, course from role where course is not null and role in (${teamRoles})
  union
  select r.learner, h.course from role as r join course_home as h on h.organization = r.organization
    where r.course is null and r.role in (${teamRoles}))`

/** The `with` clause that every query of metrics begins with. The engine leaves out what is not used. */
export const relations: Sql = sql`with ${join([courseHome, courseSite, accountSite, team])}${raw(' ')}`
