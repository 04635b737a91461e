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
  await addRowsOf(tx, raw('teacher'))
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
  if (came > 0) await addRowsOf(tx, raw('temp.came_to_teach'))
}

/**
 * Keeps them in step with visits that came, which lie in `temp.new_visit`; of learners in
 * `temp.late_learner` those before have changed, too.
 */
export async function followTeacherVisits(tx: Transaction): Promise<void> {
  if (!(await isWhole(tx, teacherQuarter))) return
  await tx.run(sql`insert into teacher_quarter
      (learner, course, quarter, observed, before_here, before)
    select v.* from temp.new_visit as v join teacher as t on t.learner = v.learner
    where v.learner not in (select learner from temp.late_learner)`)
  await tx.run(sql`create or replace temp table late_teacher as
    select learner from temp.late_learner intersect select learner from teacher`)
  const [late] = await tx.query<{ learners: number }>(
    sql`select count(*) as learners from temp.late_teacher`,
  )
  if (late!.learners === 0) return
  await tx.run(
    sql`delete from teacher_quarter where learner in (select learner from temp.late_teacher)`,
  )
  await addRowsOf(tx, raw('temp.late_teacher'))
}

async function addRowsOf(tx: Transaction, learners: Sql): Promise<void> {
  await tx.run(sql`insert into teacher_quarter
      (learner, course, quarter, observed, before_here, before)
    select a.learner, a.course, a.quarter, a.observed, a.before_here, a.before
    from active_quarter as a join ${learners} as t on t.learner = a.learner`)
}
