import type { Column, Fact } from '../../facts/fact.ts'
import { and, integer, join, name, raw, sql, type Sql } from '../../store/sql.ts'
import type { Metric, Where } from '../define.ts'
import { DEMOGRAPHICS, filterCondition, type Subject } from '../dimensions/dimension.ts'
import { scopeCondition } from '../scope.ts'
import type { Question } from './question.ts'
import { wholesOf } from './wholes.ts'

/** What every statement is put together from: the rows under `f`, their groups, and which of them count. */
export interface Parts {
  readonly table: Sql
  readonly groups: readonly Sql[]
  readonly joins: Sql
  readonly conditions: readonly Sql[]
  /** The rows are already what is counted. */
  readonly unique: boolean
}

/** The group columns, the joins they need, and the conditions of metric, filter, population and scope. */
export function partsOf(
  metric: Metric,
  question: Question,
  on: { readonly instant: string | null },
): Parts {
  const rollUp = question.rollUps ? metric.rollUp : undefined
  const fact = rollUp?.fact ?? metric.fact
  const where = rollUp === undefined ? metric.where : (rollUp.where ?? {})
  const population = populationOf(metric, question)
  const columns = metric.fact.columns
  const subject: Subject = {
    account: !('course' in columns),
    ownMode: 'mode' in columns,
    instant: on.instant === null ? null : name('f', on.instant),
    now: question.now,
  }
  const finished = finishedOf(metric, question)
  const structured =
    metric.measure.kind === 'progress'
      ? sql`join ${wholesOf('blocks', question.now)} as whole on whole.course = f.course`
      : raw('')
  const joined = question.by.map((dimension) => dimension.join(subject))
  const seen = new Set<string>()
  const joins = joined.flatMap(({ joins: piece }) => {
    const text = JSON.stringify(piece.parts)
    if (seen.has(text)) return []
    seen.add(text)
    return [piece]
  })
  return {
    table: name(fact.name),
    groups: joined.map((j) => j.value),
    joins: join([population.joins, finished.joins, structured, ...joins], ' '),
    conditions: [
      ...whereOf(fact, where),
      ...finished.conditions,
      ...population.conditions,
      ...filtersOf(question, subject),
      scopeCondition(question.scope, subject.account),
    ],
    unique: rollUp?.unique === true,
  }
}

function filtersOf(question: Question, subject: Subject): readonly Sql[] {
  const { filter, outside } = question
  const of = (some: Question['filter']): readonly Sql[] =>
    some.map((f) => filterCondition(f.dimension, f.values, subject))
  if (!outside) return of(filter)
  const isPersonal = (f: Question['filter'][number]): boolean =>
    DEMOGRAPHICS.includes(f.dimension.name)
  return [
    ...of(filter.filter((f) => !isPersonal(f))),
    sql`not ${and(of(filter.filter(isPersonal)))}`,
  ]
}

/** Only who has completed all that there is to complete, in the course or in the section. */
function finishedOf(
  metric: Metric,
  question: Question,
): { joins: Sql; conditions: readonly Sql[] } {
  if (metric.finished === undefined) return { joins: raw(''), conditions: [] }
  const whole = wholesOf(metric.finished === 'course' ? 'blocks' : 'places', question.now)
  return metric.finished === 'course'
    ? {
        joins: sql`join ${whole} as todo on todo.course = f.course`,
        conditions: [raw('f.completed >= todo.whole')],
      }
    : {
        joins: sql`join ${whole} as todo on todo.course = f.course and todo.block = f.block`,
        conditions: [raw('f.done >= todo.whole')],
      }
}

/** How many learners stand behind a cell, when that must be known. */
export function peopleOf(question: Question): Sql {
  return question.people ? raw(', count(distinct f.learner) as people') : raw('')
}

/** Leaves out who does not count: course teams and global staff. */
function populationOf(
  metric: Metric,
  question: Question,
): { joins: Sql; conditions: readonly Sql[] } {
  if (metric.population === 'none' || question.population === 'everyone') {
    return { joins: raw(''), conditions: [] }
  }
  // Outer joins and a look for nothing: `not exists` twice is slow, and the engine has been seen to fail
  // at planning anti joins below some filters.
  const staff = raw(
    'left join (select learner from learner where global_staff) as staff on staff.learner = f.learner',
  )
  const noStaff = raw('staff.learner is null')
  if (metric.population === 'account') return { joins: staff, conditions: [noStaff] }
  const team = raw(
    'left join team_member as team on team.learner = f.learner and team.course = f.course',
  )
  return { joins: sql`${staff} ${team}`, conditions: [noStaff, raw('team.learner is null')] }
}

function whereOf(fact: Fact, where: Where): readonly Sql[] {
  return Object.entries(where).map(([column, words]) => {
    const declared = fact.columns[column]
    if (declared === undefined) throw new RangeError(`${fact.name}: no column ${column}`)
    const field = name('f', column)
    if (words === 'present') return sql`${field} is not null`
    if (words === 'absent') return sql`${field} is null`
    const values = words.filter((w) => w !== 'none').map((w) => literal(declared, w))
    const among = values.length === 0 ? raw('false') : sql`${field} in (${join(values)})`
    return words.includes('none') ? sql`(${field} is null or ${among})` : among
  })
}

function literal(column: Column, word: string | boolean): Sql {
  if (column.type.kind === 'code') {
    const at = column.type.codes.indexOf(String(word))
    if (at < 0) throw new RangeError(`'${word}' is not a declared code`)
    return integer(at)
  }
  return raw(word === true ? 'true' : 'false')
}

/** The group columns under their names, for the head of a select list. */
export function grouped(groups: readonly Sql[]): Sql {
  return groups.length === 0
    ? raw('')
    : sql`${join(groups.map((g, i) => sql`${g} as ${name(`g${i}`)}`))},`
}

/** The names of the group columns. */
export function groupNames(groups: readonly Sql[]): readonly Sql[] {
  return groups.map((_, i) => name(`g${i}`))
}
