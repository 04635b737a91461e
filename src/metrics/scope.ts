import type { DimensionName } from '../facts/fact.ts'
import { spelled } from '../facts/key.ts'
import { join, raw, sql, type Sql } from '../store/sql.ts'

/** What a person may see: everything, or what belongs to any of the named things. */
export type Scope =
  | { readonly everything: true }
  | {
      readonly everything: false
      readonly sites: readonly string[]
      readonly organizations: readonly string[]
      readonly courses: readonly string[]
    }

export const EVERYTHING: Scope = { everything: true }

/** The courses of a scope, as a condition on a column with course ids. */
export function coursesInScope(scope: Scope, column: Sql): Sql {
  if (scope.everything) return raw('true')
  const parts = [
    sql`select x.course from course_site as x join site as n on n.id = x.site where n.key in (${list('site', scope.sites)})`,
    sql`select x.course from course_home as x join organization as n on n.id = x.organization where n.key in (${list('organization', scope.organizations)})`,
    sql`select n.id from course as n where n.key in (${list('course', scope.courses)})`,
  ]
  return sql`${column} in (${join(parts, ' union ')})`
}

/** The rows of a fact that a scope lets through. An account is seen by its site and its courses. */
export function scopeCondition(scope: Scope, account: boolean): Sql {
  if (scope.everything) return raw('true')
  if (!account) return coursesInScope(scope, raw('f.course'))
  const bySite = sql`f.learner in (select x.learner from account_site as x
    join site as n on n.id = x.site where n.key in (${list('site', scope.sites)}))`
  const byCourse = sql`f.learner in (select e.learner from enrollment_span as e
    where ${coursesInScope({ ...scope, sites: [] }, raw('e.course'))})`
  return sql`(${bySite} or ${byCourse})`
}

/** `null` matches nothing, so that an empty list lets nothing through. */
function list(dimension: DimensionName, keys: readonly string[]): Sql {
  if (keys.length === 0) return raw('null')
  return join(keys.map((k) => sql`${spelled(dimension, k).key}`))
}
