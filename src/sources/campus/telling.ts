import { activity } from '../../facts/activity.ts'
import { enrollmentChange } from '../../facts/enrollment.ts'
import { courseGrade } from '../../facts/grade.ts'
import { learner, learnerSite, role } from '../../facts/learner.ts'
import {
  course as courseRun,
  courseOrganization,
  organization,
  organizationSite,
  site,
} from '../../facts/course.ts'
import type { Pseudonyms } from '../../facts/pseudonym.ts'
import { quarterOf, startOfDay } from '../../kernel/time.ts'
import { Rows } from '../rows.ts'
import type { Write } from '../source.ts'
import { FRANCHISES, type CampusCourse } from './plan.ts'
import type { Story } from './story.ts'

/** Tells what happened on the campus in a window of time, as facts. */
export class Telling {
  readonly #accounts: Rows
  readonly #changes: Rows
  readonly #acts: Rows
  readonly #grades: Rows

  constructor(pseudonyms: Pseudonyms) {
    this.#accounts = new Rows(learner, pseudonyms)
    this.#changes = new Rows(enrollmentChange, pseudonyms)
    this.#acts = new Rows(activity, pseudonyms)
    this.#grades = new Rows(courseGrade, pseudonyms)
  }

  get rows(): number {
    return this.#accounts.count + this.#changes.count + this.#acts.count + this.#grades.count
  }

  /** Adds what a story says of the instants after `lo` up to and including `hi`. */
  add(story: Story, lo: number, hi: number): void {
    const within = (at: number): boolean => at > lo && at <= hi
    if (within(story.joined)) {
      this.#accounts.add({
        learner: story.userId,
        joined: quarterOf(story.joined),
        active: story.active,
        global_staff: story.superuser,
      })
    }
    for (const enrollment of story.enrollments) {
      const who = { learner: story.userId, course: enrollment.course.key }
      enrollment.changes.forEach((change, step) => {
        if (!within(change.at)) return
        const { active, mode } = change
        const quarter = quarterOf(change.at)
        this.#changes.add({ ...who, step, quarter, active, mode, evidence: 'history' })
      })
      for (const act of enrollment.acts) {
        if (!within(act.at)) continue
        const { key, kind } = enrollment.course.path[act.block]!
        const quarter = quarterOf(act.at)
        this.#acts.add({ ...who, quarter, kind, block: key, evidence: 'event', times: 1 })
      }
      const grade = enrollment.grades.findLast((g) => g.at <= hi)
      if (grade !== undefined && grade.at > lo) {
        const passed = grade.passed === null ? null : quarterOf(grade.passed)
        this.#grades.add({ ...who, percent: grade.percent, passed, passing: passed !== null })
      }
    }
  }

  take(): readonly Write[] {
    return [this.#accounts, this.#changes, this.#acts, this.#grades]
      .filter((rows) => rows.count > 0)
      .map((rows) => rows.take())
  }
}

/** The campus's courses, organizations, sites and teams as they are now. */
export function settingOf(
  pseudonyms: Pseudonyms,
  courses: readonly CampusCourse[],
  people: readonly Story[],
): readonly Write[] {
  const runs = new Rows(courseRun, pseudonyms)
  const links = new Rows(courseOrganization, pseudonyms)
  const organizations = new Rows(organization, pseudonyms)
  const sites = new Rows(site, pseudonyms)
  const owners = new Rows(organizationSite, pseudonyms)
  const signUps = new Rows(learnerSite, pseudonyms)
  const roles = new Rows(role, pseudonyms)
  for (const course of courses) {
    const zone = FRANCHISES[course.franchise]!.zone
    runs.add({
      course: course.key,
      organization: course.org,
      name: course.name,
      starts: startOfDay(course.starts, zone),
      ends: course.ends === null ? null : startOfDay(course.ends, zone),
      self_paced: course.selfPaced,
      published: null,
    })
    links.add({ course: course.key, organization: course.org })
  }
  FRANCHISES.forEach((franchise, f) => {
    const { domain, name, zone } = franchise
    sites.add({ site: domain, name, zone, by_default: f === 0 })
    for (const org of franchise.organizations) {
      organizations.add({ organization: org.short, name: org.name })
      owners.add({ organization: org.short, site: domain })
    }
  })
  for (const person of people) {
    signUps.add({ learner: person.userId, site: FRANCHISES[person.franchise]!.domain })
    for (const held of person.roles) {
      if (held.course !== null && !courses.includes(held.course)) continue
      roles.add({
        learner: person.userId,
        course: held.course === null ? null : held.course.key,
        organization: held.course === null ? held.org : null,
        role: held.role,
      })
    }
  }
  return [runs, links, organizations, sites, owners, signUps, roles].map((rows) => rows.take())
}
