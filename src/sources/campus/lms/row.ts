import type { CampusCourse } from '../plan.ts'
import type { CampusEnrollment } from '../story.ts'

export type Cell = string | number | null
/** A row of one of the LMS's tables: the columns that the campus has something to say about. */
export type LmsRow = Readonly<Record<string, Cell>>

/** Rows by table. */
export type Told = (readonly [table: string, rows: readonly LmsRow[]])[]

/** Ids of a course's cohorts, by name; the courses without cohorts are not there. */
export type Cohorts = ReadonlyMap<CampusCourse, ReadonlyMap<string, number>>

export interface StoryAt {
  readonly now: number
  /** Added to the campus's own user ids. */
  readonly first: number
  readonly visible: readonly CampusCourse[]
  /** Gives the next id of a table whose rows others point to. */
  readonly ids: (table: string) => number
  /** Before this instant the platform kept no history of enrollments and certificates. */
  readonly historyFrom: number
  readonly cohorts: Cohorts
}

/** Somebody's enrollment with the user id that the LMS gave. */
export interface Taken {
  readonly user: number
  readonly enrollment: CampusEnrollment
}

/** Naive UTC with microseconds, as the LMS stores instants. */
export function stamp(ms: number): string {
  const whole = Math.floor(ms)
  return `${new Date(whole).toISOString().slice(0, 23).replace('T', ' ')}000`
}

/** A random UUID as MySQL keeps it, without dashes, that depends on what it names alone. */
export function uuidOf(name: string): string {
  const digits = hexOf(name, 32)
  return `${digits.slice(0, 12)}4${digits.slice(13, 16)}8${digits.slice(17)}`
}

/** A digest-like text of hexadecimal digits that depends on what it names alone. */
export function hexOf(name: string, digits: number): string {
  let out = ''
  for (let n = 0; out.length < digits; n++) {
    let hash = 2_166_136_261 ^ n
    for (const ch of name) hash = Math.imul(hash ^ ch.charCodeAt(0), 16_777_619)
    out += (hash >>> 0).toString(16).padStart(8, '0')
  }
  return out.slice(0, digits)
}
