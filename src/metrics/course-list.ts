import type { Course, Courses } from '../contract/course.ts'
import { courseKey, folded, spelled } from '../facts/key.ts'
import { QUARTER_MS, quarterOf } from '../kernel/time.ts'
import { and, integer, join, name, raw, sql, type Sql } from '../store/sql.ts'
import type { Store } from '../store/store.ts'
import { coursesInScope, type Scope } from './scope.ts'

export interface CourseRequest {
  /** Words that the key or the name must contain. */
  readonly search?: string | undefined
  readonly after?: string | undefined
  readonly limit: number
}

interface CourseRow {
  readonly [column: string]: string | number | boolean | null
  readonly id: number
  readonly key: string
  readonly text: string
  readonly name: string | null
  readonly listed: boolean
  readonly self_paced: boolean | null
  readonly starts: number | null
  readonly ends: number | null
  readonly team: number
}

/** Who asks for courses, and when. */
interface Asker {
  readonly scope: Scope
  readonly now: number
  /** Roles have been read: the size of a team is known. */
  readonly teams: boolean
}

/** Courses within a scope, in the order of their keys, a page at a time. */
export async function listCourses(
  store: Store,
  who: Asker,
  request: CourseRequest,
): Promise<Courses> {
  const conditions = [coursesInScope(who.scope, raw('c.id'))]
  if (request.after !== undefined) conditions.push(sql`c.key > ${request.after}`)
  if (request.search !== undefined && request.search.trim() !== '') {
    const words = request.search.trim()
    // A name is kept as it is shown: both sides are folded by the engine, by its own rule.
    conditions.push(
      sql`(contains(c.key, ${folded(words)}) or contains(lower(coalesce(r.name, '')), lower(${words})))`,
    )
  }
  const rows = await store.query<CourseRow>(courseQuery(and(conditions), request.limit + 1))
  const page = rows.slice(0, request.limit)
  const more = rows.length > request.limit
  return {
    courses: await coursesOf(store, page, who),
    next: more ? page.at(-1)!.key : null,
  }
}

/** One course by its key; undefined when there is none within the scope. */
export async function findCourse(
  store: Store,
  who: Asker,
  key: string,
): Promise<Course | undefined> {
  const where = sql`c.key = ${spelled('course', key).key} and ${coursesInScope(who.scope, raw('c.id'))}`
  const [course] = await coursesOf(store, await store.query<CourseRow>(courseQuery(where, 1)), who)
  return course
}

/** The courses within a scope that end between two instants, with their ends. */
export async function coursesEnding(
  store: Store,
  scope: Scope,
  between: { readonly from: number; readonly to: number },
): Promise<ReadonlyMap<string, string>> {
  const rows = await store.query<{ text: string; ends: number }>(
    sql`select c.text, r.ends from course_run as r join course as c on c.id = r.course
      where r.ends > ${quarterOf(between.from)} and r.ends <= ${quarterOf(between.to)}
        and ${coursesInScope(scope, raw('c.id'))} order by c.key`,
  )
  return new Map(rows.map((r) => [r.text, new Date(r.ends * QUARTER_MS).toISOString()]))
}

function courseQuery(where: Sql, limit: number): Sql {
  return sql`select c.id, c.key, c.text, r.name, r.course is not null as listed, r.self_paced, r.starts, r.ends,
      (select count(*) from team_member as t where t.course = c.id) as team
    from course as c left join course_run as r on r.course = c.id
    where ${where} order by c.key limit ${integer(limit)}`
}

/** The rows as courses, with the organizations and sites that each belongs to. */
async function coursesOf(store: Store, rows: readonly CourseRow[], who: Asker): Promise<Course[]> {
  if (rows.length === 0) return []
  const ids = join(rows.map((row) => integer(row.id)))
  const places = async (table: string, of: string): Promise<Map<number, string[]>> => {
    const found = await store.query<{ course: number; text: string }>(sql`
      select distinct h.course, d.text from ${name(table)} as h
        join ${name(of)} as d on d.id = h.${name(of)} where h.course in (${ids}) order by d.text`)
    const all = Map.groupBy(found, (f) => f.course)
    return new Map([...all].map(([course, some]) => [course, some.map((s) => s.text)]))
  }
  const organizations = await places('course_home', 'organization')
  const sites = await places('course_site', 'site')
  return rows.map((row) =>
    courseOf(row, who, {
      organizations: organizations.get(row.id) ?? [],
      sites: sites.get(row.id) ?? [],
    }),
  )
}

function courseOf(
  row: CourseRow,
  who: Asker,
  places: Pick<Course, 'organizations' | 'sites'>,
): Course {
  const now = quarterOf(who.now)
  const instant = (q: number | null): string | null =>
    q === null ? null : new Date(q * QUARTER_MS).toISOString()
  const state = !row.listed
    ? 'unlisted'
    : row.ends !== null && row.ends <= now
      ? 'ended'
      : row.starts === null || row.starts > now
        ? 'upcoming'
        : 'running'
  return {
    key: row.text,
    name: row.name,
    kind: courseKey(row.text)?.kind ?? 'unknown',
    listed: row.listed,
    state,
    pacing: !row.listed ? 'unlisted' : row.self_paced === true ? 'self_paced' : 'instructor_paced',
    starts: instant(row.starts),
    ends: instant(row.ends),
    ...places,
    team: who.teams ? row.team : null,
  }
}
