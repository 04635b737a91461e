import { cohortIn } from '../outcome.ts'
import { uuidOf, stamp, type LmsRow, type StoryAt, type Taken, type Told } from './row.ts'

/** The enrollment as it is now, how it came to be so, and its cohort. */
export function rowsOfEnrollment({ user, enrollment }: Taken, at: StoryAt): Told {
  const id = at.ids('student_courseenrollment')
  const { course } = enrollment
  const done = enrollment.changes.filter((c) => c.at <= at.now)
  const last = done.at(-1)!
  const base = { course_id: course.key, created: stamp(done[0]!.at), user_id: user }
  const row: LmsRow = { ...base, id, is_active: last.active ? 1 : 0, mode: last.mode }
  const history = done
    .map((change, n): LmsRow => ({
      ...base,
      id,
      is_active: change.active ? 1 : 0,
      mode: change.mode,
      history_date: stamp(change.at),
      history_type: n === 0 ? '+' : '~',
      history_user_id: null,
    }))
    .filter((_, n) => done[n]!.at >= at.historyFrom)
  const cohort = cohortOf({ user, enrollment }, at)
  return [
    ['student_courseenrollment', [row]],
    // The old table of histories numbers its rows, the newer one names them at random.
    ['student_historicalcourseenrollment', history],
    [
      'student_courseenrollment_history',
      history.map((h, n) => ({ ...h, history_id: uuidOf(`${id} ${n}`) })),
    ],
    ...cohort,
  ]
}

function cohortOf({ user, enrollment }: Taken, at: StoryAt): Told {
  const cohort = cohortIn(user, enrollment.course)
  const group = cohort === null ? undefined : at.cohorts.get(enrollment.course)?.get(cohort)
  if (group === undefined) return []
  return [
    ['course_groups_courseusergroup_users', [{ courseusergroup_id: group, user_id: user }]],
    [
      'course_groups_cohortmembership',
      [{ course_id: enrollment.course.key, course_user_group_id: group, user_id: user }],
    ],
  ]
}
