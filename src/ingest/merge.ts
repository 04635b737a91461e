import type { Fact } from '../facts/fact.ts'
import type { Write } from '../sources/source.ts'
import type { Dialect } from '../store/dialect.ts'
import { and, join, name, raw, sql, type Sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'

/**
 * Joins the staged rows of a fact to its table, as the fact's merge says. Returns how many rows were
 * added, changed or removed; rows that say what is already known count as nothing.
 */
export async function mergeStaged(
  tx: Transaction,
  dialect: Dialect,
  fact: Fact,
  first?: Write['first'],
): Promise<number> {
  // What is sent for the first time replaces nothing.
  if (first !== undefined && fact.merge === 'latest') return addMissing(tx, dialect, fact)
  switch (fact.merge) {
    case 'set':
      return addMissing(tx, dialect, fact)
    case 'latest':
      return (await removeOutdated(tx, dialect, fact)) + (await addMissing(tx, dialect, fact))
    case 'snapshot': {
      const gone = await removeUnseen(tx, dialect, fact)
      const changed = await removeOutdated(tx, dialect, fact)
      return gone + changed + (await addMissing(tx, dialect, fact))
    }
    case 'derived':
      throw new RangeError(`${fact.name} is derived: no batch writes it`)
  }
}

/** Removes the rows of a fact whose identity was not staged: they are gone from the platform. */
export async function removeUnseen(tx: Transaction, dialect: Dialect, fact: Fact): Promise<number> {
  return tx.run(sql`delete from ${name(fact.name)} as f
    where not exists (select 1 from ${stageOf(fact)} as s where ${sameColumns(dialect, fact, fact.identity)})`)
}

async function addMissing(tx: Transaction, dialect: Dialect, fact: Fact): Promise<number> {
  const columns = Object.keys(fact.columns)
  const fields = columns.map((c) => dialect.unstaged(fact.columns[c]!, name('s', c)))
  const picked = columns.map((c, i) =>
    fact.identity.includes(c) ? fields[i]! : sql`max(${fields[i]!})`,
  )
  const identity = columns.flatMap((c, i) => (fact.identity.includes(c) ? [fields[i]!] : []))
  const near = await nearby(tx, fact)
  return tx.run(sql`insert into ${name(fact.name)} (${join(columns.map((c) => name(c)))})
    select ${join(picked)} from ${stageOf(fact)} as s
    where not exists (select 1 from ${name(fact.name)} as f
      where ${sameColumns(dialect, fact, fact.identity)} and ${near})
    group by ${join(identity)}`)
}

/** Removes rows whose identity was staged with other values. */
async function removeOutdated(tx: Transaction, dialect: Dialect, fact: Fact): Promise<number> {
  const values = Object.keys(fact.columns).filter((c) => !fact.identity.includes(c))
  if (values.length === 0) return 0
  const equal = sameColumns(dialect, fact, values)
  return tx.run(sql`delete from ${name(fact.name)} as f
    where exists (select 1 from ${stageOf(fact)} as s
      where ${sameColumns(dialect, fact, fact.identity)} and not (${equal}))`)
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

function sameColumns(dialect: Dialect, fact: Fact, columns: readonly string[]): Sql {
  return and(
    columns.map((c) => {
      const column = fact.columns[c]!
      const staged = dialect.unstaged(column, name('s', c))
      return column.nullable ? dialect.same(name('f', c), staged) : sql`${name('f', c)} = ${staged}`
    }),
  )
}
