import { activeQuarter, activity, FULL_EVIDENCES, LEARNING_KINDS } from '../facts/activity.ts'
import { defineMetric, defineRatio, flow, rolling, type RollUp } from './define.ts'
import { BLOCK_DIMENSIONS, COURSE_DIMENSIONS } from './dimensions/dimension.ts'

const evidence =
  'Learning is an act on a page, video, problem, forum or assessment, or the completion of a block, by any evidence; signing in and enrolling are not. A completion counts when it was first recorded, whatever its value is now, and when its value last changed to more than 0: taking it back is no learning.'
const limits =
  'From the tables of the platform alone, Figures sees the first and the last act on each block before it began to read: earlier values are a lower bound.'
const where = { kind: [...LEARNING_KINDS] }
const rollUp: RollUp = { fact: activeQuarter, visits: true, days: true, pairs: true }

export const activeLearners = defineMetric({
  name: 'active_learners',
  label: 'Active learners',
  doc: `Different learners who learned at least once within the bucket. ${evidence} Being enrolled now is not required; mode is the one at the act; by section or subsection, who reached it. Left out: the course's team and global staff. Days, ISO weeks and months begin at midnight of the query's zone. Never additive: who learns on two days or in two courses counts once in the total. ${limits}`,
  unit: 'learners',
  fact: activity,
  rollUp,
  measure: flow.distinct('learner', 'quarter'),
  where,
  population: 'course',
  dimensions: BLOCK_DIMENSIONS,
  additive: false,
  needs: ['activity'],
  known: 'watched',
})

const rollingLearners = (days: number) =>
  defineMetric({
    name: `rolling_active_learners_${days}`,
    label: `Active learners, rolling ${days} days`,
    doc: `Different learners who learned at least once within the ${days} local days that end with the bucket's last day; on a day that is still running, up to now. ${evidence} Being enrolled now is not required; mode is the one at the act. Left out: the course's team and global staff. Days are those of the query's zone. Never additive. ${limits}`,
    unit: 'learners',
    fact: activity,
    rollUp,
    measure: rolling(days, 'quarter'),
    where,
    population: 'course',
    dimensions: COURSE_DIMENSIONS,
    additive: false,
    needs: ['activity'],
    known: 'watched',
  })

export const rollingActiveLearners7 = rollingLearners(7)
export const rollingActiveLearners28 = rollingLearners(28)

export const activeCourses = defineMetric({
  name: 'active_courses',
  label: 'Active courses',
  doc: `Different courses in which at least one learner learned within the bucket. ${evidence} Acts of the course's team and of global staff make no course active. Never additive over time. ${limits}`,
  unit: 'courses',
  fact: activity,
  rollUp,
  measure: flow.distinct('course', 'quarter'),
  where,
  population: 'course',
  dimensions: ['site', 'organization', 'pacing', 'course_state'],
  additive: false,
  needs: ['activity'],
  known: 'watched',
})

export const hoursOnCourse = defineMetric({
  name: 'hours_on_course',
  label: 'Hours on course',
  doc: "An estimate: the quarter hours in which a learner learned in a course, by four. Whose: learners, whether enrolled now or not; mode is the one at the act. By evidence that shows every act: tracked events, or the platform's history of saves; a quarter hour counts whole, however short the act in it. Hours lie in the bucket of their quarter hour. Left out: the course's team and global staff, and acts known only from the first and the last save of a block. Additive over time, courses and learners. Reading and watching without a save leave no trace in the history: without tracked events values are a lower bound.",
  unit: 'hours',
  fact: activity,
  rollUp: { fact: activeQuarter, where: { observed: [true] }, unique: true, days: true },
  measure: flow.distinct(['learner', 'course', 'quarter'], 'quarter', 4),
  where: { ...where, evidence: [...FULL_EVIDENCES] },
  population: 'course',
  dimensions: COURSE_DIMENSIONS,
  additive: true,
  needs: ['activity', 'activity_history'],
  known: 'watched',
})

export const hoursPerLearner = defineRatio({
  name: 'hours_per_learner',
  label: 'Hours per active learner',
  doc: 'An estimate: hours on course over active learners, both of the same bucket. Whose, evidence, day boundary and what is left out are those of the two. Not additive; `n` is the number of active learners, and where there is none there is no value. Learners known only from the first and the last save of a block count below, but not above.',
  unit: 'hours',
  of: hoursOnCourse,
  to: activeLearners,
})
