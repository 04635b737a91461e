import { learnerCourse } from '../facts/learner-course.ts'
import { defineMetric, elapsed, state } from './define.ts'
import { COURSE_DIMENSIONS, STANDING_DIMENSIONS } from './dimensions/dimension.ts'

const asOf =
  'Answered as of the last reading, whatever the period; mode is the one now. Not additive over time; over courses it is.'
const enrolled = { since: 'present' } as const
const team = "Left out: the course's team and global staff."

export const currentEnrollments = defineMetric({
  name: 'current_enrollments',
  label: 'Current enrollments',
  doc: `Learner x course pairs enrolled now; by grade band or progress band, their distribution. By the platform's enrollments, grades and points. ${team} ${asOf}`,
  unit: 'enrollments',
  fact: learnerCourse,
  measure: state.count(),
  where: enrolled,
  population: 'course',
  dimensions: STANDING_DIMENSIONS,
  additive: false,
  needs: ['enrollment'],
  known: 'recorded',
})

export const notStartedLearners = defineMetric({
  name: 'not_started_learners',
  label: 'Not started',
  doc: `Learner x course pairs enrolled now of which no learning activity is known, by any evidence. A completion of any value, also 0, is such an activity: the learner has started. ${team} ${asOf} From the tables of the platform alone, who only read or watched without a save counts as not started.`,
  unit: 'enrollments',
  fact: learnerCourse,
  measure: state.count(),
  where: { ...enrolled, first_act: 'absent' },
  population: 'course',
  dimensions: COURSE_DIMENSIONS,
  additive: false,
  needs: ['enrollment', 'activity'],
  known: 'recorded',
})

const unfinished = { ...enrolled, passed: 'absent' } as const
const quietly =
  'counted from the last learning activity, the enrollment or the start of the course, whichever is latest, up to the last reading. Only courses that are running, and learners who have neither passed nor, where the structure of the course is known, finished. An enrollment that was left and taken up again counts from its return.'

export const atRiskLearners = defineMetric({
  name: 'at_risk_learners',
  label: 'At-risk learners',
  doc: `Learner x course pairs enrolled now without learning activity for 7 days or more, and fewer than 60 (the operator may choose other numbers), ${quietly} ${team} ${asOf}`,
  unit: 'enrollments',
  fact: learnerCourse,
  measure: state.count('at risk'),
  where: unfinished,
  population: 'course',
  dimensions: COURSE_DIMENSIONS,
  additive: false,
  needs: ['enrollment', 'activity', 'course', 'course_grade'],
  known: 'recorded',
})

export const lapsedLearners = defineMetric({
  name: 'lapsed_learners',
  label: 'Lapsed learners',
  doc: `Learner x course pairs enrolled now without learning activity for 60 days or more (the operator may choose another number), ${quietly} ${team} ${asOf}`,
  unit: 'enrollments',
  fact: learnerCourse,
  measure: state.count('lapsed'),
  where: unfinished,
  population: 'course',
  dimensions: COURSE_DIMENSIONS,
  additive: false,
  needs: ['enrollment', 'activity', 'course', 'course_grade'],
  known: 'recorded',
})

const passed =
  "Over learner x course pairs that passed for the first time within the bucket and pass now; from the first enrollment ever to the instant of passing, to the quarter hour. Left out: the course's team, global staff, who was never enrolled, and who passed before enrolling. Mode is the one now. Not additive; `n` says over how many. Where nobody passed there is no value."

export const daysToComplete = defineMetric({
  name: 'days_to_complete',
  label: 'Days to complete',
  doc: `Median of the days that it took to pass: as many took longer as took less. ${passed}`,
  unit: 'days',
  fact: learnerCourse,
  measure: elapsed('median', 'enrolled', 'passed'),
  where: { enrolled: 'present' },
  population: 'course',
  dimensions: COURSE_DIMENSIONS,
  additive: false,
  needs: ['enrollment', 'course_grade'],
  known: 'recorded',
})

export const meanDaysToComplete = defineMetric({
  name: 'mean_days_to_complete',
  label: 'Mean days to complete',
  doc: `Arithmetic mean of the days that it took to pass; a few who took very long weigh heavily. ${passed}`,
  unit: 'days',
  fact: learnerCourse,
  measure: elapsed('mean', 'enrolled', 'passed'),
  where: { enrolled: 'present' },
  population: 'course',
  dimensions: COURSE_DIMENSIONS,
  additive: false,
  needs: ['enrollment', 'course_grade'],
  known: 'recorded',
})
