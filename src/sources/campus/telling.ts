import { activity } from '../../facts/activity.ts'
import { enrollmentChange } from '../../facts/enrollment.ts'
import { courseGrade, sectionGrade } from '../../facts/grade.ts'
import { cohortMember, learner, learnerSite, role } from '../../facts/learner.ts'
import { certificate } from '../../facts/certificate.ts'
import { completion } from '../../facts/completion.ts'
import { demographic } from '../../facts/demographic.ts'
import { blockListed, blockStructure } from '../../facts/block.ts'
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
import { certifiedAt, cohortIn, subsectionsOf, workOf } from './outcome.ts'
import { profileOf } from './profile.ts'
import { randomOf } from './random.ts'
import type { CampusEnrollment, Story } from './story.ts'
import { isCompletable, structureRows } from './structure.ts'

/** Tells what happened on the campus in a window of time, as facts. */
export class Telling {
  readonly #accounts: Rows
  readonly #changes: Rows
  readonly #acts: Rows
  readonly #grades: Rows
  readonly #profiles: Rows
  readonly #cohorts: Rows
  readonly #completions: Rows
  readonly #points: Rows
  readonly #certificates: Rows

  constructor(pseudonyms: Pseudonyms) {
    this.#accounts = new Rows(learner, pseudonyms)
    this.#changes = new Rows(enrollmentChange, pseudonyms)
    this.#acts = new Rows(activity, pseudonyms)
    this.#grades = new Rows(courseGrade, pseudonyms)
    this.#profiles = new Rows(demographic, pseudonyms)
    this.#cohorts = new Rows(cohortMember, pseudonyms)
    this.#completions = new Rows(completion, pseudonyms)
    this.#points = new Rows(sectionGrade, pseudonyms)
    this.#certificates = new Rows(certificate, pseudonyms)
  }

  get rows(): number {
    return this.#all().reduce((sum, rows) => sum + rows.count, 0)
  }

  #all(): readonly Rows[] {
    return [
      this.#accounts,
      this.#profiles,
      this.#changes,
      this.#cohorts,
      this.#acts,
      this.#completions,
      this.#points,
      this.#grades,
      this.#certificates,
    ]
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
      const { birthYear: birth_year, ...said } = profileOf(story.userId, story.franchise)
      this.#profiles.add({ learner: story.userId, birth_year, ...said })
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
      const cohort = cohortIn(story.userId, enrollment.course)
      if (cohort !== null && within(enrollment.changes[0]!.at)) {
        this.#cohorts.add({ ...who, cohort })
      }
      const certified = certifiedAt(story.userId, enrollment)
      if (certified !== null && within(certified)) {
        const issued = quarterOf(certified)
        this.#certificates.add({ ...who, status: 'downloadable', issued, exact: true })
      }
      if (enrollment.acts.some((a) => within(a.at)))
        this.#tellWork(story, enrollment, { hi, within })
    }
  }

  /** What was completed, and the points of subsections in which something was tried. */
  #tellWork(
    story: Story,
    enrollment: CampusEnrollment,
    of: { readonly hi: number; readonly within: (at: number) => boolean },
  ): void {
    const { course } = enrollment
    const who = { learner: story.userId, course: course.key }
    const work = workOf(enrollment, of.hi)
    for (const [block, { first }] of work) {
      const { key, type } = course.path[block]!
      if (!of.within(first) || !isCompletable(type)) continue
      const at = quarterOf(first)
      this.#completions.add({ ...who, block: key, share: 1, first: at, last: at })
    }
    for (const { at: subsection, problems } of subsectionsOf(course)) {
      const tried = problems.filter((p) => work.has(p))
      if (!tried.some((p) => of.within(work.get(p)!.first))) continue
      const random = randomOf('points', story.userId, course.key, subsection)
      const solved = problems.filter(() => random.chance(0.85))
      const earned = tried.filter((p) => solved.includes(p)).length
      const possible = problems.length
      this.#points.add({
        ...who,
        block: course.path[subsection]!.key,
        earned,
        possible,
        earned_all: earned,
        possible_all: possible,
        attempted: quarterOf(Math.min(...tried.map((p) => work.get(p)!.first))),
        overridden: false,
      })
    }
  }

  take(): readonly Write[] {
    return this.#all()
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
  const outline = new Rows(blockListed, pseudonyms)
  const structure = new Rows(blockStructure, pseudonyms)
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
    for (const row of structureRows(course)) {
      structure.add({ ...row, course: course.key })
      if (row.type !== 'chapter' && row.type !== 'sequential') continue
      const { block, place, type, name, visible } = row
      const parent = type === 'chapter' ? null : row.parent
      outline.add({ block, course: course.key, parent, place, type, name, visible })
    }
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
  const all = [runs, links, organizations, sites, owners, signUps, roles, outline, structure]
  return all.map((rows) => rows.take())
}
