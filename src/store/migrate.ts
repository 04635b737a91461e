import { FACTS } from '../facts/catalogue.ts'
import { refused } from '../kernel/problem.ts'
import type { Dialect } from './dialect.ts'
import { hasKey, uniteDoubled } from './doubled.ts'
import { declaredTables, listed, type TableColumns } from './layout.ts'
import { name, raw, sql } from './sql.ts'
import { foundTables } from './steps/step.ts'
import { STEPS, STORE_VERSION } from './steps/steps.ts'
import type { Transaction } from './store.ts'

type Found = ReadonlyMap<string, ReadonlySet<string>>

/** What bringing a store up to date did. */
export interface Migration {
  /** Version that it had: 0 before there were versions, null when it was empty. */
  readonly from: number | null
  readonly to: number
  /** Rows that stood beside another of the same key and were united with it, by table. */
  readonly united: ReadonlyMap<string, number>
}

type Begin = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>

/**
 * Brings a store to the version and the tables of this Figures: each step from its version on in a
 * transaction of its own, then missing tables and columns, then each key is told apart. Whatever ends the
 * process in between, the next start goes on there. A store of a newer version, or one with a table or
 * column that is not declared, stays as it is and the start stops.
 */
export async function migrate(
  begin: Begin,
  dialect: Dialect,
  by: { readonly figures: string; readonly now: number },
): Promise<Migration> {
  const wanted = declaredTables(dialect)
  const from = await begin(async (tx) => {
    const have = await foundTables(tx)
    const version = have.size === 0 ? null : await versionOf(tx, have)
    // With steps to come the tables are looked at after them.
    if (version === null || version === STORE_VERSION) refuseStrange(have, wanted)
    return version
  })
  for (const step of STEPS.filter((s) => from !== null && s.to > from)) {
    await begin(async (tx) => {
      await step.run(tx)
      await record(tx, { version: step.to, figures: by.figures, applied: UNFINISHED })
    })
  }
  await begin(async (tx) => {
    const have = await foundTables(tx)
    refuseStrange(have, wanted)
    for (const [table, columns] of wanted)
      await bring(tx, { table, columns, have: have.get(table) })
    if (from === null) {
      await record(tx, { version: STORE_VERSION, figures: by.figures, applied: by.now })
    }
  })
  // The engine does not take changes of a table's columns and of its rows in one transaction.
  const united = await begin((tx) => finish(tx, dialect, by.now))
  return { from, to: STORE_VERSION, united }
}

/** When a step was applied, until all that follows the steps has been done. */
const UNFINISHED = 0

async function record(
  tx: Transaction,
  row: { readonly version: number; readonly figures: string; readonly applied: number },
): Promise<void> {
  await tx.run(sql`create table if not exists store_version
    (version integer not null, figures varchar not null, applied double not null)`)
  await tx.run(sql`insert into store_version (version, figures, applied)
    values (${row.version}, ${row.figures}, ${row.applied})`)
}

/** After steps, every key is told apart; says how many rows went, by table. */
async function finish(
  tx: Transaction,
  dialect: Dialect,
  now: number,
): Promise<ReadonlyMap<string, number>> {
  const united = new Map<string, number>()
  const open = await tx.query(sql`select version from store_version where applied = ${UNFINISHED}`)
  if (open.length === 0) return united
  for (const fact of FACTS.filter(hasKey)) {
    const rows = await uniteDoubled(tx, dialect, fact)
    if (rows > 0) united.set(fact.name, rows)
  }
  await tx.run(sql`update store_version set applied = ${now} where applied = ${UNFINISHED}`)
  return united
}

async function versionOf(tx: Transaction, have: Found): Promise<number> {
  if (!have.has('store_version')) return 0
  const [last] = await tx.query<{ version: number; figures: string }>(
    sql`select version, figures from store_version order by version desc limit 1`,
  )
  if (last === undefined) return 0
  if (last.version <= STORE_VERSION) return last.version
  const by = last.figures === '' ? '' : `, written by Figures ${last.figures}`
  throw newer(
    `The data folder has version ${last.version}${by}; this Figures knows versions up to ${STORE_VERSION}.`,
  )
}

function refuseStrange(have: Found, wanted: ReadonlyMap<string, TableColumns>): void {
  for (const [table, columns] of have) {
    const known = wanted.get(table)
    const strange =
      known === undefined
        ? `a table ${table}`
        : [...columns].filter((c) => !(c in known)).map((c) => `a column ${table}.${c}`)[0]
    if (strange !== undefined) {
      throw newer(`The data folder has ${strange}, which this Figures does not know.`)
    }
  }
}

function newer(message: string): Error {
  return refused('newer-store', message, {
    remedy:
      'A newer Figures wrote it. Install that version again, or restore a backup made before the upgrade: figures restore FILE.',
  })
}

async function bring(
  tx: Transaction,
  want: { table: string; columns: TableColumns; have: ReadonlySet<string> | undefined },
): Promise<void> {
  if (want.have === undefined) {
    await tx.run(sql`create table ${name(want.table)} (${listed(want.columns)})`)
    return
  }
  for (const [column, type] of Object.entries(want.columns)) {
    if (want.have.has(column)) continue
    const plain = raw(type.replace(' NOT NULL', ''))
    await tx.run(sql`alter table ${name(want.table)} add column ${name(column)} ${plain}`)
  }
}
