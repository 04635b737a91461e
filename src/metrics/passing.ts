import { courseGrade } from '../facts/grade.ts'
import { defineMetric, flow, level } from './define.ts'
import { COURSE_DIMENSIONS } from './dimensions/dimension.ts'

const passing =
  'Passing: the platform has recorded when the learner first passed, and the letter grade is not empty now. Who passed and fell below again does not count, also for the past; who passes once more counts since the first time.'
const team = "Left out: the course's team and global staff. Being enrolled now is not required."

export const passingLearners = defineMetric({
  name: 'passing_learners',
  label: 'Passing learners',
  doc: `Different learners who had passed at least one course by the end of the bucket and pass it now. ${passing} ${team} Mode is the one at the instant of passing. A level and a distinct count: never additive.`,
  unit: 'learners',
  fact: courseGrade,
  measure: level.distinct('learner', 'passed'),
  where: { passing: [true] },
  population: 'course',
  dimensions: COURSE_DIMENSIONS,
  additive: false,
  needs: ['course_grade'],
  known: 'recorded',
})

export const newPassing = defineMetric({
  name: 'new_passing',
  label: 'New passing',
  doc: `Learner x course pairs that passed for the first time within the bucket and pass now. ${passing} ${team} Additive over time and courses.`,
  unit: 'passings',
  fact: courseGrade,
  measure: flow.count('passed'),
  where: { passing: [true] },
  population: 'course',
  dimensions: COURSE_DIMENSIONS,
  additive: true,
  needs: ['course_grade'],
  known: 'recorded',
})
