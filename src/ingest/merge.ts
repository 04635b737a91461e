import type { Column, Fact } from '../facts/fact.ts'
import type { Dialect } from '../store/dialect.ts'
import { and, join, name, raw, sql, type Sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'

/**
 * Joins the staged rows of a fact to its table, as the fact's merge says. Returns how many rows were
 * added, changed or removed; rows that say what is already known count as nothing. Which they were
 * stands in `changedOf` and `goneOf` until the next merge of the fact.
 */
export async function mergeStaged(
  tx: Transaction,
  dialect: Dialect,
  fact: Fact,
  request: { readonly complete?: boolean } = {},
): Promise<number> {
  if (fact.merge === 'derived') throw new RangeError(`${fact.name} is derived: no batch writes it`)
  const complete = request.complete === true || saysWhatIsGone(fact)
  const gone = complete ? await removeUnseen(tx, dialect, { fact, seen: stageOf(fact) }) : 0
  const changed = await mergeChanged(tx, dialect, fact)
  const healed = complete && (await hasMoreRows(tx, fact)) ? await healKeys(tx, dialect, fact) : 0
  return gone + changed + healed
}

/** Puts staged rows that say something new into the table. Returns how many there were. */
async function mergeChanged(tx: Transaction, dialect: Dialect, fact: Fact): Promise<number> {
  const near = await nearby(tx, fact)
  const columns = Object.keys(fact.columns)
  const all = sameColumns(fact, columns, dialect)
  const changed = await keepRows(
    tx,
    changedTable(fact),
    sql`with told as (${toldOf(dialect, fact)})
      select s.* from told as s
      where not exists (select 1 from ${name(fact.name)} as f where ${all} and ${near})`,
  )
  if (changed === 0) return 0
  if (fact.merge !== 'set' && fact.identity.length < columns.length) {
    const outdated = sameColumns(fact, fact.identity, dialect)
    await tx.run(sql`delete from ${name(fact.name)} as f
      where exists (select 1 from ${changedOf(fact)} as s where ${outdated})`)
  }
  return insertFrom(tx, fact, changedOf(fact))
}

/**
 * A key that stands twice is of no use to anybody: what was staged takes the place of both, and counts as
 * changed beside what has changed before.
 */
async function healKeys(tx: Transaction, dialect: Dialect, fact: Fact): Promise<number> {
  await tx.run(sql`create or replace temp table changed_before as select * from ${changedOf(fact)}`)
  await removeDoubled(tx, dialect, fact)
  const healed = await mergeChanged(tx, dialect, fact)
  await tx.run(sql`insert into ${changedOf(fact)} select * from temp.changed_before`)
  await tx.run(sql`drop table temp.changed_before`)
  return healed
}

/** Makes a temporary table of some rows, and says how many there are: mostly none, and nothing is to do. */
async function keepRows(tx: Transaction, table: Sql, rows: Sql): Promise<number> {
  await tx.run(sql`create or replace temp table ${table} as ${rows}`)
  const [kept] = await tx.query<{ rows: number }>(sql`select count(*) as rows from temp.${table}`)
  return kept!.rows
}

/**
 * Whether more rows are kept than the platform has, when all that it has is merged: then keys stand more
 * than once. To look is cheaper than to remove, and mostly there are none.
 */
async function hasMoreRows(tx: Transaction, fact: Fact): Promise<boolean> {
  const staged = sql`select distinct ${join(fact.identity.map((c) => name(c)))} from ${stageOf(fact)}`
  const [found] = await tx.query<{ kept: number; told: number }>(
    sql`select (select count(*) from ${name(fact.name)} as f where ${inReach(fact)}) as kept,
      (select count(*) from (${staged})) as told`,
  )
  return found!.kept > found!.told
}

/** Adds staged rows that are sent for the first time: they replace nothing and are not looked for. */
export async function addStaged(tx: Transaction, dialect: Dialect, fact: Fact): Promise<number> {
  return insertFrom(tx, fact, sql`(${toldOf(dialect, fact)})`)
}

function insertFrom(tx: Transaction, fact: Fact, rows: Sql): Promise<number> {
  const fields = join(Object.keys(fact.columns).map((c) => name(c)))
  return tx.run(sql`insert into ${name(fact.name)} (${fields}) select ${fields} from ${rows} as s`)
}

/** Whether every batch of a fact tells what is no more: of the whole table, or of the courses in it. */
export function saysWhatIsGone(fact: Fact): boolean {
  return fact.merge === 'snapshot' || fact.merge === 'course'
}

/** Name of the table that says which rows the last merge added or changed. */
export function changedTable(fact: Fact): Sql {
  return raw(`changed_${fact.name}`)
}

/** The rows that the last merge added or changed, as they are now. */
export function changedOf(fact: Fact): Sql {
  return name('temp', `changed_${fact.name}`)
}

/** What identified the rows that the last complete merge removed. */
export function goneOf(fact: Fact): Sql {
  return name('temp', `gone_${fact.name}`)
}

/** Courses of which the last merge of a fact added, changed or removed anything. */
export function coursesTouched(fact: Fact): Sql {
  return sql`select course from ${changedOf(fact)} union select course from ${goneOf(fact)}`
}

/** Rows whose identity stands more than once, as no merge leaves them; only those that are staged anew. */
async function removeDoubled(tx: Transaction, dialect: Dialect, fact: Fact): Promise<void> {
  const identity = join(fact.identity.map((c) => name(c)))
  const same = fact.identity.map((c) =>
    equal(dialect, fact.columns[c]!, [name('f', c), name('d', c)]),
  )
  await tx.run(sql`delete from ${name(fact.name)} as f where exists (
    select 1 from (select ${identity} from ${name(fact.name)} group by ${identity} having count(*) > 1) as d
    where ${and(same)}) and ${inReach(fact)}`)
}

/**
 * Remembers what the staged rows name, while the whole of a table is read in pieces; `begin` forgets what
 * was remembered before.
 */
export async function rememberSeen(tx: Transaction, fact: Fact, begin: boolean): Promise<void> {
  const fields = join(fact.identity.map((c) => name(c)))
  const rows = sql`select distinct ${fields} from ${stageOf(fact)}`
  if (begin) await tx.run(sql`create or replace temp table ${raw(`seen_${fact.name}`)} as ${rows}`)
  else await tx.run(sql`insert into ${seenOf(fact)} ${rows}`)
}

/** Removes the rows of a fact that were not remembered since the beginning: the platform has them no more. */
export async function mergeSeen(tx: Transaction, dialect: Dialect, fact: Fact): Promise<number> {
  const gone = await removeUnseen(tx, dialect, { fact, seen: seenOf(fact) })
  await forgetSeen(tx, fact)
  await tx.run(sql`delete from ${changedOf(fact)}`)
  return gone
}

export async function forgetSeen(tx: Transaction, fact: Fact): Promise<void> {
  await tx.run(sql`drop table ${seenOf(fact)}`)
}

/** What was remembered of a fact since its reading in pieces began. */
export function seenOf(fact: Fact): Sql {
  return name('temp', `seen_${fact.name}`)
}

/** Removes the rows of a fact whose identity was not seen: they are gone from the platform. */
async function removeUnseen(
  tx: Transaction,
  dialect: Dialect,
  of: { readonly fact: Fact; readonly seen: Sql },
): Promise<number> {
  const { fact, seen } = of
  const fields = join(fact.identity.map((c) => name('f', c)))
  const staged = fact.identity.map((c) => {
    const column = fact.columns[c]!
    return equal(dialect, column, [name('f', c), dialect.unstaged(column, name('s', c))])
  })
  const gone = await keepRows(
    tx,
    raw(`gone_${fact.name}`),
    sql`select ${fields} from ${name(fact.name)} as f
      where not exists (select 1 from ${seen} as s where ${and(staged)})
        and ${inReach(fact)}`,
  )
  if (gone === 0) return 0
  return tx.run(sql`delete from ${name(fact.name)} as f
    where exists (select 1 from ${goneOf(fact)} as s where ${sameColumns(fact, fact.identity, dialect)})`)
}

/** The rows `f` of which the staged ones are all there is: of the whole table, or of the courses in it. */
function inReach(fact: Fact): Sql {
  if (fact.merge !== 'course') return raw('true')
  return sql`f.course in (select course from ${stageOf(fact)})`
}

/** The staged rows as they are kept, each identity once. */
export function toldOf(dialect: Dialect, fact: Fact): Sql {
  const columns = Object.keys(fact.columns)
  const fields = columns.map((c) => dialect.unstaged(fact.columns[c]!, name('s', c)))
  const picked = columns.map((c, i) =>
    fact.identity.includes(c)
      ? sql`${fields[i]!} as ${name(c)}`
      : sql`max(${fields[i]!}) as ${name(c)}`,
  )
  const identity = columns.flatMap((c, i) => (fact.identity.includes(c) ? [fields[i]!] : []))
  return sql`select ${join(picked)} from ${stageOf(fact)} as s group by ${join(identity)}`
}

/** Bounds the rows to compare with to the staged span of time, so that others are not even read. */
async function nearby(tx: Transaction, fact: Fact): Promise<Sql> {
  if (!fact.identity.includes('quarter')) return raw('true')
  const [span] = await tx.query<{ lo: number | null; hi: number | null }>(
    sql`select min(quarter) as lo, max(quarter) as hi from ${stageOf(fact)}`,
  )
  if (span === undefined || span.lo === null || span.hi === null) return raw('true')
  return sql`f.quarter between ${span.lo} and ${span.hi}`
}

export function stageOf(fact: Fact): Sql {
  return name('temp', `stage_${fact.name}`)
}

function sameColumns(fact: Fact, columns: readonly string[], dialect: Dialect): Sql {
  return and(columns.map((c) => equal(dialect, fact.columns[c]!, [name('f', c), name('s', c)])))
}

function equal(dialect: Dialect, column: Column, [a, b]: readonly [Sql, Sql]): Sql {
  return column.nullable ? dialect.same(a, b) : sql`${a} = ${b}`
}
