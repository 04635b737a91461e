import { activeQuarter, activity, LEARNING_KINDS } from '../facts/activity.ts'
import { defineMetric, flow } from './define.ts'

const evidence =
  'Learning is an act on a page, video, problem, forum or assessment, or the completion of a block, by any evidence; signing in and enrolling are not.'
const limits =
  'From the tables of the platform alone, Figures sees the first and the last act on each block before it began to read: earlier values are a lower bound.'

export const activeLearners = defineMetric({
  name: 'active_learners',
  label: 'Active learners',
  doc: `Different learners who learned at least once within the bucket. ${evidence} Being enrolled now is not required; mode is the one at the act. Left out: the course's team and global staff. Days, ISO weeks and months begin at midnight of the query's zone. Never additive: who learns on two days or in two courses counts once in the total. ${limits}`,
  unit: 'learners',
  fact: activity,
  rollUp: activeQuarter,
  measure: flow.distinct('learner', 'quarter'),
  where: { kind: [...LEARNING_KINDS] },
  population: 'course',
  dimensions: ['site', 'organization', 'course', 'mode', 'pacing', 'course_state'],
  additive: false,
  needs: 'activity',
  known: 'watched',
})

export const activeCourses = defineMetric({
  name: 'active_courses',
  label: 'Active courses',
  doc: `Different courses in which at least one learner learned within the bucket. ${evidence} Acts of the course's team and of global staff make no course active. Never additive over time. ${limits}`,
  unit: 'courses',
  fact: activity,
  rollUp: activeQuarter,
  measure: flow.distinct('course', 'quarter'),
  where: { kind: [...LEARNING_KINDS] },
  population: 'course',
  dimensions: ['site', 'organization', 'pacing', 'course_state'],
  additive: false,
  needs: 'activity',
  known: 'watched',
})
