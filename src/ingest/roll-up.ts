import { activeQuarter } from '../facts/activity.ts'
import { learnerCourse } from '../facts/learner-course.ts'
import { teacherQuarter } from '../facts/teacher.ts'
import type { Transaction } from '../store/store.ts'
import { makeActiveQuarters } from './activity.ts'
import { makeLearnerCourses } from './learner-course.ts'
import { makeActiveDays, zoneOfDays } from './active-day.ts'
import { makeTeacherQuarters } from './teachers.ts'
import { isWhole, markWhole } from './whole.ts'

/** What is made when a source has been read for the first time, each from those above it. */
const ROLL_UPS = [
  [activeQuarter, makeActiveQuarters],
  [teacherQuarter, makeTeacherQuarters],
  [learnerCourse, makeLearnerCourses],
] as const

/**
 * Makes what is not whole yet; kept in step with every batch from then on. During a first load it would
 * have to follow rows by the million: metrics go without, or wait. `zone`: whose local days are counted.
 */
export async function beginRollUps(tx: Transaction, zone: string): Promise<void> {
  for (const [fact, make] of ROLL_UPS) {
    if (await isWhole(tx, fact)) continue
    await make(tx)
    await markWhole(tx, fact)
  }
  if ((await zoneOfDays(tx)) !== zone) await makeActiveDays(tx, zone)
}

/** Anew: rows of years ago have come unlooked since they were made. */
export async function remakeRollUps(tx: Transaction): Promise<void> {
  for (const [fact, make] of ROLL_UPS) if (await isWhole(tx, fact)) await make(tx)
  const zone = await zoneOfDays(tx)
  if (zone !== null) await makeActiveDays(tx, zone)
}
