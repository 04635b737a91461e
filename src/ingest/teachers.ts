import { teacher, teacherQuarter } from '../facts/teacher.ts'
import { raw, sql, type Sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'
import { isWhole } from './whole.ts'

const teaching = raw(
  '(select learner from team_member union select learner from learner where global_staff)',
)

/** Anew: who teaches, and when they learned. */
export async function makeTeacherQuarters(tx: Transaction): Promise<void> {
  await tx.empty(teacher.name)
  await tx.run(sql`insert into teacher (learner) select learner from ${teaching}`)
  await tx.empty(teacherQuarter.name)
  await addRows(tx, raw('active_quarter'), raw('teacher'))
}

/** Keeps them in step when roles, courses or accounts have changed. */
export async function followTeachers(tx: Transaction): Promise<void> {
  if (!(await isWhole(tx, teacherQuarter))) return
  await tx.run(sql`create or replace temp table came_to_teach as
    select learner from ${teaching} except select learner from teacher`)
  await tx.run(sql`create or replace temp table ceased_to_teach as
    select learner from teacher except select learner from ${teaching}`)
  await tx.run(
    sql`delete from teacher_quarter where learner in (select learner from temp.ceased_to_teach)`,
  )
  await tx.run(sql`delete from teacher where learner in (select learner from temp.ceased_to_teach)`)
  const came = await tx.run(
    sql`insert into teacher (learner) select learner from temp.came_to_teach`,
  )
  if (came > 0) await addRows(tx, raw('active_quarter'), raw('temp.came_to_teach'))
}

/**
 * Keeps them in step with visits that came, which lie in `temp.new_visit`; of learners in
 * `temp.late_learner` those before have changed, too.
 */
export async function followTeacherVisits(tx: Transaction): Promise<void> {
  if (!(await isWhole(tx, teacherQuarter))) return
  const timely = raw(
    '(select * from temp.new_visit where learner not in (select learner from temp.late_learner))',
  )
  await addRows(tx, timely, raw('teacher'))
  await tx.run(sql`create or replace temp table late_teacher as
    select learner from temp.late_learner intersect select learner from teacher`)
  const [late] = await tx.query<{ learners: number }>(
    sql`select count(*) as learners from temp.late_teacher`,
  )
  if (late!.learners === 0) return
  await tx.run(
    sql`delete from teacher_quarter where learner in (select learner from temp.late_teacher)`,
  )
  await addRows(tx, raw('active_quarter'), raw('temp.late_teacher'))
}

/** Adds the visits that are of these learners. */
async function addRows(tx: Transaction, visits: Sql, learners: Sql): Promise<void> {
  await tx.run(sql`insert into teacher_quarter
      (learner, course, quarter, observed, before_here, before)
    select v.learner, v.course, v.quarter, v.observed, v.before_here, v.before
    from ${visits} as v join ${learners} as t on t.learner = v.learner`)
}
