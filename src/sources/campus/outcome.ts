import type { CampusCourse } from './plan.ts'
import { randomOf } from './random.ts'
import type { CampusEnrollment } from './story.ts'

export const COHORTS = ['Morning', 'Evening', 'Weekend'] as const

/** The cohort of a learner; most have one, in courses that have teachers. */
export function cohortIn(user: number, course: CampusCourse): (typeof COHORTS)[number] | null {
  const random = randomOf('cohort', user, course.key)
  return course.selfPaced || random.chance(0.2) ? null : random.pick(COHORTS)
}

/** Subsections of a course with the problems in them, as positions in its path. */
export function subsectionsOf(
  course: CampusCourse,
): readonly { readonly at: number; readonly problems: readonly number[] }[] {
  const found: { at: number; problems: number[] }[] = []
  course.path.forEach((block, at) => {
    if (block.type === 'sequential') found.push({ at, problems: [] })
    else if (block.type === 'problem') found.at(-1)!.problems.push(at)
  })
  return found
}

/** When a certificate can be downloaded; null for who gets none. Audit learners seldom do. */
export function certifiedAt(user: number, enrollment: CampusEnrollment): number | null {
  const passed = enrollment.grades.at(-1)?.passed ?? null
  if (passed === null) return null
  const random = randomOf('certificate', user, enrollment.course.key)
  const mode = enrollment.changes.findLast((c) => c.at <= passed)?.mode ?? 'audit'
  const awarded = random.chance(mode === 'audit' ? 0.2 : 0.95)
  return awarded ? passed + random.between(1, 600) * 60_000 : null
}

/** When each block was first and last worked on, up to an instant. */
export function workOf(
  enrollment: CampusEnrollment,
  until: number,
): Map<number, { first: number; last: number }> {
  const work = new Map<number, { first: number; last: number }>()
  for (const { at, block } of enrollment.acts) {
    if (at > until) continue
    const seen = work.get(block)
    if (seen === undefined) work.set(block, { first: at, last: at })
    else {
      seen.first = Math.min(seen.first, at)
      seen.last = Math.max(seen.last, at)
    }
  }
  return work
}
