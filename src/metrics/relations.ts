import { sql, type Sql } from '../store/sql.ts'

/**
 * account -> site: where it signed up and where it ever enrolled, else the default site. Computed where
 * it is used; the engine leaves it out of queries that do not ask for it.
 */
export const relations: Sql = sql`with account_claim as (
  select learner, site from learner_site
  union
  select distinct e.learner, s.site from enrollment_span as e join course_site as s on s.course = e.course),
account_site as (
  select learner, site from account_claim
  union all
  select l.learner, d.site from learner as l
    cross join (select min(site) as site from site_listed where by_default) as d
    where d.site is not null and not exists (select 1 from account_claim as a where a.learner = l.learner)) `
