import { enrollmentSpan } from '../facts/enrollment.ts'
import { defineMetric, flow, level } from './define.ts'
import { COURSE_DIMENSIONS } from './dimensions/dimension.ts'

/** Decisions that the four metrics share. */
const rules =
  "A learner is enrolled in a course while any of the platform's rows says so. The platform's history dates each change; where it begins later than the enrollment, the enrollment began when its row was made, and if the first history row finds it inactive without being the change, its end is unknown. A change that the history lacks is dated by the reading that noticed it. An instant later than the reading that brings it counts at the reading."
const quick =
  'Leaving and coming back within one quarter hour is one end and one return, in that quarter hour; no level shows it.'

const team =
  "Left out: enrollments of the course's team (by roles as they are now) and of global staff. Beta testers are learners."

export const enrollments = defineMetric({
  name: 'enrollments',
  label: 'Enrollments',
  doc: `Learner x course pairs enrolled at the end of the bucket, in any mode. ${rules} ${team} A level: not to be summed over time. Exact since Figures began to read the platform, or since its own history of enrollments; an enrollment that had already ended then is left out of the time before, because its end is unknown (\`unknownPast\` says how many).`,
  unit: 'enrollments',
  fact: enrollmentSpan,
  measure: level.count('begun', 'ended'),
  where: { ending: ['un', 'mode', 'none'] },
  unknownPast: true,
  population: 'course',
  dimensions: COURSE_DIMENSIONS,
  additive: false,
  needs: ['enrollment'],
  known: 'watched',
})

export const newEnrollments = defineMetric({
  name: 'new_enrollments',
  label: 'New enrollments',
  doc: `Learner x course pairs enrolled for the first time ever within the bucket, dated by the platform's own record. An enrollment that was made inactive and never activated is none; one first seen inactive without a history is one. ${rules} ${team} Coming back to a course and changing the mode are not new. Additive over time and courses; mode is the one enrolled in first.`,
  unit: 'enrollments',
  fact: enrollmentSpan,
  measure: flow.count('begun'),
  where: { beginning: ['new'] },
  population: 'course',
  dimensions: COURSE_DIMENSIONS,
  additive: true,
  needs: ['enrollment'],
  known: 'recorded',
})

export const reEnrollments = defineMetric({
  name: 're_enrollments',
  label: 'Re-enrollments',
  doc: `Learner x course pairs that enrolled once more within the bucket after having left. ${quick} A row that was deleted and made again is a return. ${rules} ${team} Additive over time and courses.`,
  unit: 'enrollments',
  fact: enrollmentSpan,
  measure: flow.count('begun'),
  where: { beginning: ['re'] },
  population: 'course',
  dimensions: COURSE_DIMENSIONS,
  additive: true,
  needs: ['enrollment'],
  known: 'watched',
})

export const unenrollments = defineMetric({
  name: 'unenrollments',
  label: 'Unenrollments',
  doc: `Learner x course pairs that left the course within the bucket: unenrolled, or their enrollment deleted. ${quick} ${rules} ${team} Additive over time and courses; mode is the last one.`,
  unit: 'enrollments',
  fact: enrollmentSpan,
  measure: flow.count('ended'),
  where: { ending: ['un'] },
  unknownPast: true,
  population: 'course',
  dimensions: COURSE_DIMENSIONS,
  additive: true,
  needs: ['enrollment'],
  known: 'watched',
})
