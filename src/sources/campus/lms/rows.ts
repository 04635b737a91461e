import { rowsOfCertificate } from './certificates.ts'
import { rowsOfEnrollment } from './enrollments.ts'
import { rowsOfGrades } from './grades.ts'
import { rowsOfPerson } from './people.ts'
import type { LmsRow, StoryAt, Told } from './row.ts'
import { rowsOfWork } from './work.ts'
import type { Story } from '../story.ts'

/** What one story has left in the LMS's tables by an instant. */
export function rowsOfStory(story: Story, at: StoryAt): Told {
  const id = at.first + story.userId
  const roles = story.roles
    .filter((r) => r.course === null || at.visible.includes(r.course))
    .map((r): LmsRow => ({ org: r.org, course_id: r.course?.key ?? '', role: r.role, user_id: id }))
  const taken = story.enrollments.filter((e) => e.changes[0]!.at <= at.now)
  return [
    ...rowsOfPerson(story, { ...at, id }),
    ['student_courseaccessrole', roles],
    ...taken.flatMap((e) => {
      const who = { user: id, enrollment: e }
      return [
        ...rowsOfEnrollment(who, at),
        ...rowsOfWork(who, at),
        ...rowsOfGrades(who, at),
        ...rowsOfCertificate(who, at),
      ]
    }),
  ]
}
