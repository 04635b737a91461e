import type { Session } from './connect.ts'

/** With this flag on, the platform asks openedx-authz for who is on the team of a course. */
const FLAG = 'authz.enable_course_authoring'

/** The flag for everybody, for the courses of an organization, and for single courses. */
const PLATFORM = 'waffle_flag'
const ORGANIZATIONS = 'waffle_utils_waffleflagorgoverridemodel'
const COURSES = 'waffle_utils_waffleflagcourseoverridemodel'
export const FLAG_TABLES: readonly string[] = [PLATFORM, ORGANIZATIONS, COURSES]

/** Where the flag is set. A course's own setting wins over its organization's, that over the platform's. */
export interface Flag {
  /** Undefined where nobody set it, or for some people only: then the release decides. */
  readonly platform: boolean | undefined
  readonly organizations: ReadonlyMap<string, boolean>
  readonly courses: ReadonlyMap<string, boolean>
}

/** Reads the flag's levels from the tables that are there. */
export async function readFlag(
  session: Session,
  has: (table: string, column: string) => boolean,
): Promise<Flag> {
  const [platform] = has(PLATFORM, 'everyone')
    ? await session.rows(`select everyone from ${PLATFORM} where name = ?`, [FLAG])
    : []
  const everyone = platform?.[0] ?? null
  const settings = async (table: string, column: string): Promise<Map<string, boolean>> => {
    if (!has(table, 'override_choice')) return new Map()
    // Each change is a row of its own: the last word counts, and one that is not enabled says nothing.
    const order = has(table, 'change_date') ? 'change_date, id' : 'id'
    const rows = await session.rows(
      `select ${column}, override_choice, enabled from ${table} where waffle_flag = ? order by ${order}`,
      [FLAG],
    )
    const last = new Map(rows.map(([on, ...said]) => [String(on).toLowerCase(), said]))
    return new Map(
      [...last].flatMap(([on, [choice, enabled]]) => {
        const forced = Number(enabled) === 1 && (choice === 'on' || choice === 'off')
        return forced ? [[on, choice === 'on'] as const] : []
      }),
    )
  }
  return {
    platform: everyone === null ? undefined : Number(everyone) === 1,
    organizations: await settings(ORGANIZATIONS, 'org'),
    courses: await settings(COURSES, 'course_id'),
  }
}

const isOn = (on: boolean): boolean => on

/** Whether the flag is on anywhere. */
export function isOnSomewhere({ platform, organizations, courses }: Flag): boolean {
  return (
    platform === true || [...organizations.values()].some(isOn) || [...courses.values()].some(isOn)
  )
}

/** What is set, in a sentence without any key or name; undefined when nothing is. */
export function flagText({ platform, organizations, courses }: Flag): string | undefined {
  const count = (of: ReadonlyMap<string, boolean>, [one, many]: readonly [string, string]) => {
    const on = [...of.values()].filter(isOn).length
    return [[on, 'on'] as const, [of.size - on, 'off'] as const].flatMap(([n, how]) =>
      n === 0 ? [] : [`${how} for ${n} ${n === 1 ? one : many}`],
    )
  }
  const parts = [
    ...(platform === undefined ? [] : [`${platform ? 'on' : 'off'} for the platform`]),
    ...count(organizations, ['organization', 'organizations']),
    ...count(courses, ['course', 'courses']),
  ]
  return parts.length === 0 ? undefined : `${FLAG} is ${parts.join(', ')}`
}
