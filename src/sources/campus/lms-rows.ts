import { QUARTER_MS, startOfDay } from '../../kernel/time.ts'
import { personOf } from './people.ts'
import { FRANCHISES, type CampusCourse } from './plan.ts'
import type { CampusEnrollment, Story } from './story.ts'

export type Cell = string | number | null
/** A row of one of the LMS's tables: the columns that the campus has something to say about. */
export type LmsRow = Readonly<Record<string, Cell>>

/** Naive UTC with microseconds, as the LMS stores instants. */
function stamp(ms: number): string {
  const whole = Math.floor(ms)
  return `${new Date(whole).toISOString().slice(0, 23).replace('T', ' ')}000`
}

/** The rows that stand once: courses, organizations, sites and their settings. */
export function rowsOfSetting(courses: readonly CampusCourse[]) {
  const long_ago = '2020-01-01 00:00:00.000000'
  const edges = { created: long_ago, modified: long_ago }
  return {
    courses: courses.map((course): LmsRow => {
      const zone = FRANCHISES[course.franchise]!.zone
      const day = (date: string): string => stamp(startOfDay(date, zone) * QUARTER_MS)
      return {
        ...edges,
        version: 19,
        id: course.key,
        _location: course.key
          .replace('course-v1:', 'block-v1:')
          .concat('+type@course+block@course'),
        display_name: course.name,
        display_number_with_default: course.key.split('+')[1]!,
        display_org_with_default: course.org,
        start: day(course.starts),
        end: course.ends === null ? null : day(course.ends),
        org: course.org,
        self_paced: course.selfPaced ? 1 : 0,
        lowest_passing_grade: 0.6,
      }
    }),
    organizations: FRANCHISES.flatMap((f) =>
      f.organizations.map((o): LmsRow => ({
        ...edges,
        name: o.name,
        short_name: o.short,
        active: 1,
      })),
    ),
    links: courses.map((course) => ({
      ...edges,
      course_id: course.key,
      active: 1,
      org: course.org,
    })),
    sites: FRANCHISES.map((f): LmsRow => ({ domain: f.domain, name: f.name })),
    settings: FRANCHISES.map((f) => ({
      domain: f.domain,
      enabled: 1,
      text: JSON.stringify({
        platform_name: f.name,
        TIME_ZONE: f.zone,
        course_org_filter: f.organizations.map((o) => o.short),
      }),
    })),
  }
}

/** What one story has left in the LMS's tables by an instant. */
export function rowsOfStory(
  story: Story,
  at: { readonly now: number; readonly first: number; readonly visible: readonly CampusCourse[] },
): readonly (readonly [string, readonly LmsRow[]])[] {
  const id = at.first + story.userId
  const person = personOf(id)
  const user: LmsRow = {
    id,
    password: '!not-a-password',
    last_login: null,
    is_superuser: story.superuser ? 1 : 0,
    username: person.username,
    first_name: person.first,
    last_name: person.last,
    email: person.email,
    is_staff: story.superuser ? 1 : 0,
    is_active: story.active ? 1 : 0,
    date_joined: stamp(story.joined),
  }
  const profile: LmsRow = { name: `${person.first} ${person.last}`, user_id: id }
  const source: LmsRow = { site: FRANCHISES[story.franchise]!.domain, user_id: id }
  const roles = story.roles
    .filter((r) => r.course === null || at.visible.includes(r.course))
    .map((r): LmsRow => ({ org: r.org, course_id: r.course?.key ?? '', role: r.role, user_id: id }))
  const taken = story.enrollments.filter((e) => e.changes[0]!.at <= at.now)
  return [
    ['auth_user', [user]],
    ['auth_userprofile', [profile]],
    ['student_usersignupsource', [source]],
    ['student_courseaccessrole', roles],
    ['student_courseenrollment', taken.map((e) => enrollmentRow(e, id, at.now))],
    ['courseware_studentmodule', taken.flatMap((e) => moduleRows(e, id, at.now))],
    ['grades_persistentcoursegrade', taken.flatMap((e) => gradeRows(e, id, at.now))],
  ]
}

function enrollmentRow(enrollment: CampusEnrollment, user: number, now: number): LmsRow {
  const last = enrollment.changes.findLast((c) => c.at <= now)!
  return {
    course_id: enrollment.course.key,
    created: stamp(enrollment.changes[0]!.at),
    is_active: last.active ? 1 : 0,
    mode: last.mode,
    user_id: user,
  }
}

/** One row a block with state: made at the first act on it, modified at the last. */
function moduleRows(enrollment: CampusEnrollment, user: number, now: number): LmsRow[] {
  const edges = new Map<number, { first: number; last: number }>()
  for (const act of enrollment.acts) {
    if (act.at > now) continue
    const seen = edges.get(act.block)
    if (seen === undefined) edges.set(act.block, { first: act.at, last: act.at })
    else seen.last = Math.max(seen.last, act.at)
  }
  return [...edges].map(([block, { first, last }]): LmsRow => {
    const { key, type } = enrollment.course.path[block]!
    const scored = type === 'problem'
    return {
      module_type: type,
      module_id: key,
      course_id: enrollment.course.key,
      state: '{}',
      grade: scored ? 1 : null,
      max_grade: scored ? 1 : null,
      done: 'na',
      created: stamp(first),
      modified: stamp(last),
      student_id: user,
    }
  })
}

function gradeRows(enrollment: CampusEnrollment, user: number, now: number): LmsRow[] {
  const first = enrollment.grades[0]
  const last = enrollment.grades.findLast((g) => g.at <= now)
  if (first === undefined || last === undefined) return []
  const row: LmsRow = {
    created: stamp(first.at),
    modified: stamp(last.at),
    user_id: user,
    course_id: enrollment.course.key,
    percent_grade: last.percent,
    letter_grade: last.passed === null ? '' : 'Pass',
    passed_timestamp: last.passed === null ? null : stamp(last.passed),
  }
  return [row]
}
