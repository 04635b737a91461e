import type { Fact } from '../facts/fact.ts'
import type { Dialect } from './dialect.ts'
import { and, join, name, raw, sql, type Sql } from './sql.ts'
import { learnerSlices } from './slices.ts'
import type { Reader, Transaction } from './store.ts'

/** Whether the identity of a fact is its key: no two rows may have the same. Derived rows follow others. */
export function hasKey(fact: Fact): boolean {
  return fact.merge !== 'derived' && fact.identity.length > 0
}

/** How many rows of a fact stand beside another of the same identity. */
export async function doubledRows(reader: Reader, fact: Fact): Promise<number> {
  let rows = 0
  for (const slice of await slicesOf(reader, fact)) {
    const [found] = await reader.query<{ rows: number }>(sql`
      select cast(coalesce(sum(n - 1), 0) as bigint) as rows from (
        select count(*) as n from ${name(fact.name)} as f where ${slice}
        group by ${identityOf(fact)} having count(*) > 1)`)
    rows += found!.rows
  }
  return rows
}

/**
 * Unites rows of one identity into one: of each other column the largest value, as where they come in one
 * batch. Returns how many rows went; those that are left of them stand in `unitedOf`.
 */
export async function uniteDoubled(tx: Transaction, dialect: Dialect, fact: Fact): Promise<number> {
  const columns = Object.keys(fact.columns)
  const united = columns.map((c) =>
    fact.identity.includes(c) ? name('f', c) : sql`max(${name('f', c)}) as ${name(c)}`,
  )
  await tx.run(sql`create or replace temp table ${raw(`united_${fact.name}`)} as
    select * from ${name(fact.name)} where false`)
  let removed = 0
  for (const slice of await slicesOf(tx, fact)) {
    await tx.run(sql`create or replace temp table united_some as
      select ${join(united)} from ${name(fact.name)} as f where ${slice}
      group by ${identityOf(fact)} having count(*) > 1`)
    const [some] = await tx.query<{ rows: number }>(
      sql`select count(*) as rows from temp.united_some`,
    )
    if (some!.rows === 0) continue
    const same = fact.identity.map((c) =>
      fact.columns[c]!.nullable
        ? dialect.same(name('s', c), name('f', c))
        : sql`${name('s', c)} = ${name('f', c)}`,
    )
    removed += await tx.run(sql`delete from ${name(fact.name)} as f
      where exists (select 1 from temp.united_some as s where ${and(same)})`)
    const fields = join(columns.map((c) => name(c)))
    removed -= await tx.run(
      sql`insert into ${name(fact.name)} (${fields}) select ${fields} from temp.united_some`,
    )
    await tx.run(
      sql`insert into ${unitedOf(fact)} (${fields}) select ${fields} from temp.united_some`,
    )
  }
  return removed
}

/** The rows that the last uniting of a fact left of several. */
export function unitedOf(fact: Fact): Sql {
  return name('temp', `united_${fact.name}`)
}

const identityOf = (fact: Fact): Sql => join(fact.identity.map((c) => name('f', c)))

/** Parts of a table that fit in memory; rows of one identity are of one learner. */
async function slicesOf(reader: Reader, fact: Fact): Promise<readonly Sql[]> {
  if (!fact.identity.includes('learner')) return [raw('true')]
  return learnerSlices(reader, name(fact.name), raw('f.learner'))
}
