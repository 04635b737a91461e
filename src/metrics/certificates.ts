import { certificate } from '../facts/certificate.ts'
import { defineMetric, flow, level } from './define.ts'
import { COURSE_DIMENSIONS } from './dimensions/dimension.ts'

const what =
  'A certificate counts while its status is downloadable: one that was revoked is gone, also for the past, and one that was issued again counts since it was first issued. It is dated by the day set by hand, else by when it first became downloadable, else by when its record was made, which is an approximation. One without any date is not counted: it is among the rows that cannot be used.'
const team =
  "Left out: the course's team and global staff. Being enrolled now is not required; mode is the one at the date."

export const certificates = defineMetric({
  name: 'certificates',
  label: 'Certificates',
  doc: `Learner x course pairs that have a certificate at the end of the bucket. ${what} ${team} A level: not to be summed over time.`,
  unit: 'certificates',
  fact: certificate,
  measure: level.count('issued'),
  where: { status: ['downloadable'] },
  population: 'course',
  dimensions: COURSE_DIMENSIONS,
  additive: false,
  needs: ['certificate'],
  known: 'recorded',
})

export const newCertificates = defineMetric({
  name: 'new_certificates',
  label: 'New certificates',
  doc: `Learner x course pairs whose certificate was issued within the bucket. ${what} ${team} Additive over time and courses.`,
  unit: 'certificates',
  fact: certificate,
  measure: flow.count('issued'),
  where: { status: ['downloadable'] },
  population: 'course',
  dimensions: COURSE_DIMENSIONS,
  additive: true,
  needs: ['certificate'],
  known: 'recorded',
})
