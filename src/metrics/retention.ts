import { learnerCourse } from '../facts/learner-course.ts'
import { defineMetric, retention as weeksOfLearning } from './define.ts'
import { COURSE_DIMENSIONS } from './dimensions/dimension.ts'

export const retention = defineMetric({
  name: 'retention',
  label: 'Retention',
  doc: "Of learner x course pairs that enrolled for the first time ever within the bucket, the percentage that learned in a week after enrolling: by week since enrolling, one after the other for half a year; without that, over all these weeks together. Learning is that of active_learners, by any evidence. Weeks are seven times 24 hours from the quarter hour of enrolling, whatever the zone; a week counts for a learner once it is over, also after leaving the course. Left out: the course's team and global staff; mode is the one now. Never additive; `n` says of how many weeks of learners it is, which by week is the number of learners. From the tables of the platform alone, Figures sees the first and the last act on each block before it began to read: earlier values are a lower bound.",
  unit: 'percent',
  fact: learnerCourse,
  measure: weeksOfLearning,
  where: { enrolled: 'present' },
  population: 'course',
  dimensions: [...COURSE_DIMENSIONS, 'enrollment_week'],
  additive: false,
  needs: ['enrollment', 'activity'],
  known: 'watched',
})
