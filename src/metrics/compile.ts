import type { Column } from '../facts/fact.ts'
import type { Bucket, Quarter } from '../kernel/time.ts'
import type { Dialect } from '../store/dialect.ts'
import { and, integer, join, name, raw, sql, type Sql } from '../store/sql.ts'
import type { Metric } from './define.ts'
import { filterCondition, type Dimension, type Subject } from './dimensions.ts'
import { relations } from './relations.ts'
import { scopeCondition, type Scope } from './scope.ts'

/** One question to the store, everything resolved: no names left that could be wrong. */
export interface Question {
  readonly by: readonly Dimension[]
  readonly filter: readonly { readonly dimension: Dimension; readonly values: readonly string[] }[]
  /** In order of time; a comparison's buckets stand before the period's. Values come per position. */
  readonly buckets: readonly Bucket[]
  readonly population: 'course' | 'everyone'
  readonly scope: Scope
  /** "Now", for what is answered as of now. */
  readonly now: Quarter
  /** Tests turn roll-ups off to see that they change no answer. */
  readonly rollUps: boolean
}

/** What the statement returns: `bucket` is -1 for what a level had before the first bucket. */
export interface Cell {
  readonly bucket: number | null
  readonly value: number
  readonly [group: `g${number}`]: string | number | null
}

/** Compiles one metric into one statement. Levels come as changes, to be summed up in order. */
export function compile(metric: Metric, question: Question, dialect: Dialect): Sql {
  const body =
    metric.measure.kind === 'flow'
      ? flowStatement(metric, question, dialect)
      : levelStatement(metric, question, dialect)
  const cells = sql`select * from (${body}) as cell`
  return sql`${relations}${named(cells, question.by)}`
}

function flowStatement(metric: Metric, question: Question, dialect: Dialect): Sql {
  if (metric.measure.kind !== 'flow') throw new RangeError(metric.name)
  const { instant, distinct } = metric.measure
  const table = tableOf(metric, question)
  const at = name('f', instant)
  const span = whole(question.buckets)
  const parts = partsOf(metric, question, { instant: at })
  const conditions = [
    sql`${at} >= ${integer(span.lo)} and ${at} < ${integer(span.hi)}`,
    ...(table === metric.fact.name ? whereOf(metric) : []),
    ...parts.conditions,
  ]
  const value = distinct === null ? raw('count(*)') : dialect.countDistinct([name('f', distinct)])
  const { bucket, calendar } = bucketOf(question.buckets, at, dialect)
  return sql`select ${grouped(parts.groups)} ${bucket} as bucket, ${value} as value
    from ${name(table)} as f ${parts.joins} ${calendar}
    where ${and(conditions)} group by all`
}

function levelStatement(metric: Metric, question: Question, dialect: Dialect): Sql {
  if (metric.measure.kind !== 'level') throw new RangeError(metric.name)
  const { begins, ends, distinct } = metric.measure
  const table = name(metric.fact.name)
  const instant = begins === null ? null : name('f', begins)
  const parts = partsOf(metric, question, { instant })
  const conditions = and([...whereOf(metric), ...parts.conditions])
  const source = sql`from ${table} as f ${parts.joins} where ${conditions}`
  if (begins === null) {
    return sql`select ${grouped(parts.groups)} 0 as bucket, count(*) as value ${source} group by all`
  }
  const groups = parts.groups.map((_, i) => name(`g${i}`))
  const began =
    distinct === null
      ? sql`select ${grouped(parts.groups)} ${name('f', begins)} as instant, 1 as change ${source}
          and ${name('f', begins)} is not null`
      : sql`select ${grouped(parts.groups)} min(${name('f', begins)}) as instant, 1 as change ${source}
          and ${name('f', begins)} is not null group by ${join([...parts.groups, name('f', distinct)])}`
  const ended =
    ends === null
      ? raw('')
      : sql`union all select ${grouped(parts.groups)} ${name('f', ends)}, -1 ${source}
          and ${name('f', ends)} is not null`
  const { hi } = whole(question.buckets)
  const { bucket, calendar } = levelBucketOf(question.buckets, dialect)
  return sql`select ${join([...groups, sql`${bucket} as bucket`])}, sum(f.change) as value
    from (${began} ${ended}) as f ${calendar}
    where f.instant < ${integer(hi)} group by all`
}

/** The group columns, the joins they need, and the conditions of filter, population and scope. */
function partsOf(
  metric: Metric,
  question: Question,
  on: { readonly instant: Sql | null },
): { groups: readonly Sql[]; joins: Sql; conditions: readonly Sql[] } {
  const { instant } = on
  const population = populationOf(metric, question)
  const columns = metric.fact.columns
  const subject: Subject = {
    account: !('course' in columns),
    ownMode: 'mode' in columns,
    instant,
    now: question.now,
  }
  const joined = question.by.map((dimension) => dimension.join(subject))
  const seen = new Set<string>()
  const joins = joined.flatMap(({ joins: piece }) => {
    const text = JSON.stringify(piece.parts)
    if (seen.has(text)) return []
    seen.add(text)
    return [piece]
  })
  return {
    groups: joined.map((j) => j.value),
    joins: join([population.joins, ...joins], ' '),
    conditions: [
      ...population.conditions,
      ...question.filter.map((f) => filterCondition(f.dimension, f.values, subject)),
      scopeCondition(question.scope, subject.account),
    ],
  }
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

/** The roll-up when it has every column that the question touches. */
function tableOf(metric: Metric, question: Question): string {
  return question.rollUps && metric.rollUp !== undefined ? metric.rollUp.name : metric.fact.name
}

function whereOf(metric: Metric): readonly Sql[] {
  return Object.entries(metric.where).map(([column, words]) => {
    const declared = metric.fact.columns[column]
    if (declared === undefined) throw new RangeError(`${metric.name}: no column ${column}`)
    const field = name('f', column)
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

/** So few buckets are told apart by a condition; more by a join on equality of quarters. */
const FEW = 4

function bucketOf(
  buckets: readonly Bucket[],
  at: Sql,
  dialect: Dialect,
): { bucket: Sql; calendar: Sql } {
  if (buckets.length === 1) return { bucket: raw('0'), calendar: raw('') }
  if (buckets.length <= FEW) {
    const cases = buckets.map(
      (b, i) => sql`when ${at} >= ${integer(b.lo)} and ${at} < ${integer(b.hi)} then ${integer(i)}`,
    )
    return { bucket: sql`case ${join(cases, ' ')} end`, calendar: raw('') }
  }
  return {
    bucket: raw('b.bucket'),
    calendar: sql`join ${dialect.calendar(buckets)} as b on b.quarter = ${at}`,
  }
}

/**
 * As above, but what lies before the first bucket goes to bucket -1, and what lies between a comparison
 * and the period changes the period's first value: a level adds up whatever happened before.
 */
function levelBucketOf(
  buckets: readonly Bucket[],
  dialect: Dialect,
): { bucket: Sql; calendar: Sql } {
  if (buckets.length <= FEW) {
    const cases = buckets.map((b, i) => sql`when f.instant < ${integer(b.hi)} then ${integer(i)}`)
    return { bucket: sql`case ${join(cases, ' ')} end`, calendar: raw('') }
  }
  const joined = buckets.map((b, i) => ({ lo: buckets[i - 1]?.hi ?? b.lo, hi: b.hi }))
  return {
    bucket: raw('coalesce(b.bucket, -1)'),
    calendar: sql`left join ${dialect.calendar(joined)} as b on b.quarter = f.instant`,
  }
}

function grouped(groups: readonly Sql[]): Sql {
  return groups.length === 0
    ? raw('')
    : sql`${join(groups.map((g, i) => sql`${g} as ${name(`g${i}`)}`))},`
}

/** Replaces ids of groups by the texts that people know. */
function named(cells: Sql, by: readonly Dimension[]): Sql {
  const fields = by.map((d, i) =>
    d.table === null ? name(`g${i}`) : sql`${name(`n${i}`, 'text')} as ${name(`g${i}`)}`,
  )
  const joins = by.flatMap((d, i) =>
    d.table === null
      ? []
      : [
          sql`left join ${name(d.table)} as ${name(`n${i}`)} on ${name(`n${i}`, 'id')} = cell.${name(`g${i}`)}`,
        ],
  )
  const list = join([...fields, raw('cell.bucket'), raw('cell.value')])
  return sql`select ${list} from (${cells}) as cell ${join(joins, ' ')}`
}

function whole(buckets: readonly Bucket[]): { lo: Quarter; hi: Quarter } {
  return { lo: buckets[0]!.lo, hi: buckets.at(-1)!.hi }
}
