import { rowsOfCertificate } from './certificates.ts'
import { rowsOfCompany } from './enterprise.ts'
import { rowsOfEnrollment } from './enrollments.ts'
import { rowsOfGrades } from './grades.ts'
import { rowsOfPerson } from './people.ts'
import { stamp, type LmsRow, type StoryAt, type Told } from './row.ts'
import { rowsOfWork } from './work.ts'
import type { Story } from '../story.ts'

/** What one story has left in the LMS's tables by an instant. */
export function rowsOfStory(story: Story, at: StoryAt): Told {
  const id = at.first + story.userId
  const roles = story.roles
    .filter((r) => r.course === null || at.visible.includes(r.course))
    .map((r): LmsRow => ({ org: r.org, course_id: r.course?.key ?? '', role: r.role, user_id: id }))
  const taken = story.enrollments
    .filter((e) => e.changes[0]!.at <= at.now)
    .map((enrollment) => ({ user: id, enrollment }))
  return [
    ...rowsOfPerson(story, { ...at, id }),
    ['student_courseaccessrole', roles],
    ['student_courseaccessrolehistory', given(roles, story.joined)],
    ...rowsOfCompany(story, taken, { ...at, id }),
    ...taken.flatMap((who) => [
      ...rowsOfEnrollment(who, at),
      ...rowsOfWork(who, at),
      ...rowsOfGrades(who, at),
      ...rowsOfCertificate(who, at),
    ]),
  ]
}

/** That roles were given when their owner joined, and that each had been another first. */
function given(roles: readonly LmsRow[], joined: number): LmsRow[] {
  const when = { created: stamp(joined), modified: stamp(joined) }
  return roles.flatMap((role) => [
    { ...role, ...when, role: 'beta_testers', action_type: 'created', old_values: null },
    {
      ...role,
      ...when,
      action_type: 'updated',
      old_values: JSON.stringify({ role: 'beta_testers' }),
    },
  ])
}
