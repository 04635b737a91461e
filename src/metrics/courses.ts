import { course } from '../facts/course.ts'
import { defineMetric, level } from './define.ts'

export const courses = defineMetric({
  name: 'courses',
  label: 'Courses',
  doc: 'Course runs that the platform lists now. Libraries and courses known only from what learners did there are not among them. Answered as of now for any period, because the platform does not keep since when it lists a course. Additive over organizations only where no course belongs to two.',
  unit: 'courses',
  fact: course,
  measure: level.count(null),
  population: 'none',
  dimensions: ['site', 'organization', 'course', 'pacing', 'course_state'],
  grains: ['all'],
  additive: false,
  needs: ['course'],
  known: 'recorded',
})
