import { sectionDone } from '../facts/section.ts'
import { defineMetric, level } from './define.ts'
import { COURSE_DIMENSIONS } from './dimensions/dimension.ts'

const finished = (what: string): string =>
  `100 % of the ${what}'s blocks that learners complete are completed, as the course is published now; dated by the last completion. What only staff see, what only some learners get and what is not released yet does not count. Left out: the course's team and global staff. Being enrolled now is not required. A level and a distinct count: never additive. When a ${what} grows, who finished it before has not finished it, also for the past. A ${what} without anything to complete is finished by nobody. How many reached it is \`active_learners\` by ${what}.`

export const sectionFinishers = defineMetric({
  name: 'section_finishers',
  label: 'Finished a section',
  doc: `Different learners who had finished at least one section by the end of the bucket; by section, that section. Finished: ${finished('section')}`,
  unit: 'learners',
  fact: sectionDone,
  measure: level.distinct('learner', 'last'),
  where: { level: ['section'] },
  finished: 'section',
  population: 'course',
  dimensions: [...COURSE_DIMENSIONS, 'section'],
  additive: false,
  needs: ['completion', 'structure'],
  known: 'recorded',
})

export const subsectionFinishers = defineMetric({
  name: 'subsection_finishers',
  label: 'Finished a subsection',
  doc: `Different learners who had finished at least one subsection by the end of the bucket; by subsection, that subsection. Finished: ${finished('subsection')}`,
  unit: 'learners',
  fact: sectionDone,
  measure: level.distinct('learner', 'last'),
  where: { level: ['subsection'] },
  finished: 'section',
  population: 'course',
  dimensions: [...COURSE_DIMENSIONS, 'section', 'subsection'],
  additive: false,
  needs: ['completion', 'structure'],
  known: 'recorded',
})
