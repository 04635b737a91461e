import { learnerCourse } from '../facts/learner-course.ts'
import { defineMetric, state } from './define.ts'
import { STANDING_DIMENSIONS } from './dimensions/dimension.ts'

const asOf =
  "Left out: the course's team and global staff. Answered as of the last reading, whatever the period; mode is the one now. A mean: never additive; `n` says over how many. Where there is nobody there is no value, not 0."
const enrolled =
  'Over learner x course pairs enrolled now, those who have not started as 0; courses without points are left out.'

export const averageGrade = defineMetric({
  name: 'average_grade',
  label: 'Average grade',
  doc: `Mean of the platform's own percent grade over learner x course pairs that have one, enrolled now or not. The platform keeps a grade from the first graded act on: who never tried has none and does not count. ${asOf}`,
  unit: 'percent',
  fact: learnerCourse,
  measure: state.mean('grade'),
  where: { grade: 'present' },
  population: 'course',
  dimensions: STANDING_DIMENSIONS,
  additive: false,
  needs: ['course_grade'],
  known: 'recorded',
})

export const gradeProgress = defineMetric({
  name: 'grade_progress',
  label: 'Grade progress',
  doc: `How much of a course's graded points learners have earned, on average. ${enrolled} Points are those of the platform's grades of subsections, with what staff overrode; a subsection without a grade earned 0. What a subsection is worth is what most grades of it are out of; subsections that the course's outline does not list any more do not count. ${asOf} Weights of assignment types are not in it: that is the grade. A subsection that nobody has a grade of is unknown and worth nothing.`,
  unit: 'percent',
  fact: learnerCourse,
  measure: state.mean('earned', 'points'),
  where: { since: 'present' },
  population: 'course',
  dimensions: STANDING_DIMENSIONS,
  additive: false,
  needs: ['enrollment', 'section_grade'],
  known: 'recorded',
})

export const sectionsWorked = defineMetric({
  name: 'sections_worked',
  label: 'Subsections worked',
  doc: `In how many of a course's subsections that give points learners have earned any, on average. ${enrolled} Points of all problems count, graded or not, with what staff overrode; subsections that the course's outline does not list any more do not. ${asOf} A subsection that nobody has a grade of is unknown and does not count.`,
  unit: 'percent',
  fact: learnerCourse,
  measure: state.mean('worked', 'sections'),
  where: { since: 'present' },
  population: 'course',
  dimensions: STANDING_DIMENSIONS,
  additive: false,
  needs: ['enrollment', 'section_grade'],
  known: 'recorded',
})
