import { activeDay } from '../facts/active-day.ts'
import { activeQuarter } from '../facts/activity.ts'
import { enrollmentSpan } from '../facts/enrollment.ts'
import type { Fact } from '../facts/fact.ts'
import { learnerCourse } from '../facts/learner-course.ts'
import { teamMember } from '../facts/learner.ts'
import { teacherQuarter } from '../facts/teacher.ts'
import { sql } from '../store/sql.ts'
import type { Store, Transaction } from '../store/store.ts'
import { makeActiveDays, zoneOfDays } from './active-day.ts'
import { makeActiveQuarters } from './activity.ts'
import { makeSpans } from './enrollments.ts'
import { makeLearnerCourses } from './learner-course.ts'
import { deriveRelations } from './relations.ts'
import { makeTeacherQuarters } from './teachers.ts'
import { isStale, isWhole, markWhole, staleFacts } from './whole.ts'

type Made = readonly (readonly [Fact, (tx: Transaction) => Promise<void>])[]

/** What is kept in step from the first row on, and made anew only where an older version derived it. */
const KEPT: Made = [
  [enrollmentSpan, makeSpans],
  [teamMember, deriveRelations],
]

/** What is made when a source has been read for the first time, each from those above it. */
const ROLL_UPS: Made = [
  [activeQuarter, makeActiveQuarters],
  [teacherQuarter, makeTeacherQuarters],
  [learnerCourse, makeLearnerCourses],
]

/**
 * Makes what is not whole yet; kept in step with every batch from then on. During a first load it would
 * have to follow rows by the million: metrics go without, or wait. `zone`: whose local days are counted.
 */
export async function beginRollUps(tx: Transaction, zone: string): Promise<void> {
  for (const [fact, make] of [...KEPT, ...ROLL_UPS]) {
    if (await isWhole(tx, fact)) continue
    await make(tx)
    await markWhole(tx, fact)
  }
  if ((await zoneOfDays(tx)) !== zone) await makeActiveDays(tx, zone)
}

/**
 * Makes anew what an older version of Figures derived by other rules, or of rows that an upgrade has
 * mended; the platform need not be read for it. Returns whether there was anything.
 */
export async function renewRollUps(store: Store, zone: string): Promise<boolean> {
  if ((await staleFacts(store)).length === 0) return false
  await store.transaction(async (tx) => {
    for (const [fact, make] of [...KEPT, ...ROLL_UPS]) {
      if (!(await isStale(tx, fact))) continue
      await make(tx)
      await markWhole(tx, fact)
    }
    if (await isStale(tx, activeDay)) await makeActiveDays(tx, zone)
    for (const mark of await staleFacts(tx))
      await tx.run(sql`delete from roll_up where name = ${mark}`)
    store.touch()
  })
  return true
}

/** Anew: rows of years ago have come unlooked since they were made. */
export async function remakeRollUps(tx: Transaction): Promise<void> {
  for (const [fact, make] of ROLL_UPS) if (await isWhole(tx, fact)) await make(tx)
  const zone = await zoneOfDays(tx)
  if (zone !== null) await makeActiveDays(tx, zone)
}
