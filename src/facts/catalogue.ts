import { activeQuarter, activity } from './activity.ts'
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
import type { Fact } from './fact.ts'
import { courseGrade } from './grade.ts'
import { learner, learnerSite, role, teamMember } from './learner.ts'
import { apiToken, capability, checkpoint, quarantine, run } from './record.ts'

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
  teamMember,
  enrollmentChange,
  enrollmentSpan,
  activity,
  activeQuarter,
  courseGrade,
  checkpoint,
  run,
  quarantine,
  capability,
  apiToken,
]
