import { HISTORY_TABLE } from './eras.ts'
import { rescoreOf } from './tasks.ts'
import { stamp, type LmsRow, type StoryAt, type Taken, type Told } from './row.ts'

/** State of each block that was worked on, every save of a problem, and what was completed. */
export function rowsOfWork({ user, enrollment }: Taken, at: StoryAt): Told {
  const { course } = enrollment
  const saves = new Map<number, number[]>()
  for (const act of enrollment.acts) {
    if (act.at > at.now) continue
    const seen = saves.get(act.block)
    if (seen === undefined) saves.set(act.block, [act.at])
    else seen.push(act.at)
  }
  const modules: LmsRow[] = []
  const history: LmsRow[] = []
  const completions: LmsRow[] = []
  const rescore = rescoreOf(course)
  for (const [block, times] of saves) {
    const { key, type } = course.path[block]!
    const scored = type === 'problem'
    const first = Math.min(...times)
    const last = Math.max(...times)
    const id = at.ids('courseware_studentmodule')
    // Staff had this problem scored again: the row was saved then, and nobody learned.
    const touched =
      rescore !== null && rescore.block === block && last < rescore.from && rescore.from <= at.now
    modules.push({
      id,
      module_type: type,
      module_id: key,
      course_id: course.key,
      state: '{}',
      grade: scored ? 1 : null,
      max_grade: scored ? 1 : null,
      done: 'na',
      created: stamp(first),
      modified: stamp(touched ? rescore.from + 60_000 : last),
      student_id: user,
    })
    if (scored) {
      for (const time of times) {
        history.push({ created: stamp(time), student_module_id: id, grade: 1, max_grade: 1 })
      }
    }
    if (type === 'sequential') continue
    completions.push({
      created: stamp(first),
      modified: stamp(first),
      course_key: course.key,
      block_key: key,
      block_type: type,
      completion: 1,
      user_id: user,
    })
  }
  return [
    ['courseware_studentmodule', modules],
    [HISTORY_TABLE, history],
    ['completion_blockcompletion', completions],
  ]
}
