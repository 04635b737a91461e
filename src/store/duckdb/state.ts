import type { Log } from '../../kernel/effects.ts'
import type { Migration } from '../migrate.ts'
import { sql } from '../sql.ts'
import type { Reader, Transaction } from '../store.ts'
import type { Beside } from './beside.ts'

/** Committed transactions that are not in the database any more. */
interface Loss {
  readonly commits: number
  /** When the last one that is there was committed, ms; 0 when not known. */
  readonly since: number
  readonly until: number
}

/** What the database says of itself; undefined before it has said anything. */
export async function stateOf(reader: Reader): Promise<Beside | undefined> {
  const [row] = await reader.query<Beside & Record<string, string | number>>(
    sql`select commits, written, figures, engine, storage from store_state`,
  )
  return row
}

/**
 * Compares the database with the note beside it. The engine drops in silence what it cannot read of its
 * log, and a log that is gone is none to it: then the note knows of more than is there.
 */
export function lossOf(state: Beside | undefined, beside: Beside | undefined): Loss | undefined {
  if (beside === undefined) return undefined
  const there = state?.commits ?? 0
  if (beside.commits <= there) return undefined
  return { commits: beside.commits - there, since: state?.written ?? 0, until: beside.written }
}

export async function writeLoss(tx: Transaction, loss: Loss, now: number): Promise<void> {
  await tx.run(sql`insert into store_loss (noticed, commits, since, until)
    values (${now}, ${loss.commits}, ${loss.since}, ${loss.until})`)
}

export async function writeState(tx: Transaction, state: Beside): Promise<void> {
  await tx.run(sql`delete from store_state`)
  await tx.run(sql`insert into store_state (commits, written, figures, engine, storage)
    values (${state.commits}, ${state.written}, ${state.figures}, ${state.engine}, ${state.storage})`)
}

/** The version of the file, as the engine names it. */
export async function storageOf(reader: Reader): Promise<string> {
  const [row] = await reader.query<{ storage: string | null }>(sql`
    select tags['storage_version'] as storage from duckdb_databases()
    where database_name = current_database()`)
  return row?.storage ?? ''
}

export function tellMigration(log: Log, { from, to, united }: Migration): void {
  if (from !== null && from < to) {
    log.warn({ code: 'store-upgrade', from, to }, `The store was upgraded to version ${to}.`)
  }
  for (const [table, rows] of united) {
    log.warn(
      { code: 'store-united', table, rows },
      `${rows} rows of ${table} stood twice and were united with the others of their key.`,
    )
  }
}

export function tellLoss(log: Log, loss: Loss): void {
  const instant = (ms: number): string => new Date(ms).toISOString()
  const since = loss.since === 0 ? 'the store was made' : instant(loss.since)
  log.error(
    { code: 'store-loss', commits: loss.commits, since: loss.since, until: loss.until },
    `${loss.commits} changes of the store are missing, made between ${since} and ${instant(loss.until)}: the database or its log was damaged, removed or replaced. Figures reads the LMS again from there. Look whether tokens and reports of that time are still there; make them again or restore a backup.`,
  )
}
