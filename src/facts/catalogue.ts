import { activeCourseDay, activeDay } from './active-day.ts'
import { activeQuarter, activity } from './activity.ts'
import { blockListed, blockScored, blockStructure, courseStructure } from './block.ts'
import { certificate } from './certificate.ts'
import { completion } from './completion.ts'
import {
  course,
  courseHome,
  courseOrganization,
  courseSite,
  organization,
  organizationSite,
  site,
} from './course.ts'
import { enrollmentChange, enrollmentSpan } from './enrollment.ts'
import { demographic } from './demographic.ts'
import { enterpriseEnrollment, enterpriseListed, enterpriseMember } from './enterprise.ts'
import type { Fact } from './fact.ts'
import { courseGrade, sectionGrade } from './grade.ts'
import { blockPlace, sectionDone } from './section.ts'
import { learnerCourse, progressChange, sectionPoints } from './learner-course.ts'
import {
  authzRoleChange,
  cohortMember,
  learner,
  learnerSite,
  retiring,
  role,
  roleChange,
  teamMember,
} from './learner.ts'
import { report } from './report.ts'
import { storeLoss, storeState, storeVersion } from './store.ts'
import { teacher, teacherQuarter } from './teacher.ts'
import { apiToken, capability, checkpoint, quarantine, rollUp, run } from './record.ts'

/** Every table that is kept. The store makes its tables from this list and nothing else. */
export const FACTS: readonly Fact[] = [
  course,
  organization,
  site,
  courseOrganization,
  organizationSite,
  courseHome,
  courseSite,
  learner,
  learnerSite,
  role,
  roleChange,
  authzRoleChange,
  teamMember,
  enrollmentChange,
  enrollmentSpan,
  activity,
  activeQuarter,
  teacher,
  teacherQuarter,
  activeDay,
  activeCourseDay,
  courseGrade,
  completion,
  sectionGrade,
  certificate,
  demographic,
  cohortMember,
  blockListed,
  blockScored,
  blockStructure,
  courseStructure,
  learnerCourse,
  progressChange,
  blockPlace,
  sectionDone,
  sectionPoints,
  enterpriseListed,
  enterpriseMember,
  enterpriseEnrollment,
  retiring,
  checkpoint,
  run,
  rollUp,
  quarantine,
  capability,
  apiToken,
  report,
  storeVersion,
  storeState,
  storeLoss,
]
