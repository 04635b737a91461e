import { enrollmentSpan } from '../facts/enrollment.ts'
import { learnerCourse } from '../facts/learner-course.ts'
import { defineMetric, flow, level, progress } from './define.ts'
import { COURSE_DIMENSIONS } from './dimensions/dimension.ts'

const blocks =
  "Completable blocks are those of the course as published now that learners complete (text, videos, problems and the like), that are released and that everybody is given: not what only staff see, and not what only some learners get. Completions are the platform's; those of blocks that have vanished count for nothing, and so do those of a value below 1: partly done, or taken back, also for the past."
const team = "Left out: the course's team and global staff."
const needs = ['completion', 'structure'] as const

export const contentProgress = defineMetric({
  name: 'content_progress',
  label: 'Content progress',
  doc: `How much of a course learners had completed by the end of the bucket, on average. Over learner x course pairs enrolled then, in the mode of then, those who had not started as 0; courses whose structure is not known are left out, and so are enrollments that ended at an unknown time before Figures began to read. ${blocks} A block is completed from the platform's last change of its completion on. ${team} A mean of a level: never additive; \`n\` says over how many. When a course grows, everybody's progress falls, also for the past.`,
  unit: 'percent',
  fact: enrollmentSpan,
  measure: progress('begun', 'ended'),
  where: { ending: ['un', 'mode', 'none'] },
  unknownPast: true,
  population: 'course',
  dimensions: COURSE_DIMENSIONS,
  additive: false,
  needs: ['enrollment', ...needs],
  known: 'watched',
})

const finished = `Finished: 100 % of today's completable blocks are completed; dated by the last completion. ${blocks} ${team} Being enrolled now is not required.`

export const finishedLearners = defineMetric({
  name: 'finished_learners',
  label: 'Finished learners',
  doc: `Different learners who had finished at least one course by the end of the bucket. ${finished} A level and a distinct count: never additive. When a course grows, who finished it before has not finished it, also for the past.`,
  unit: 'learners',
  fact: learnerCourse,
  measure: level.distinct('learner', 'last_done'),
  finished: 'course',
  population: 'course',
  dimensions: COURSE_DIMENSIONS,
  additive: false,
  needs: [...needs],
  known: 'recorded',
})

export const newFinished = defineMetric({
  name: 'new_finished',
  label: 'New finished',
  doc: `Learner x course pairs that finished within the bucket. ${finished} Additive over time and courses. When a course grows, who finished it before has not finished it, also for the past.`,
  unit: 'completions',
  fact: learnerCourse,
  measure: flow.count('last_done'),
  finished: 'course',
  population: 'course',
  dimensions: COURSE_DIMENSIONS,
  additive: true,
  needs: [...needs],
  known: 'recorded',
})
