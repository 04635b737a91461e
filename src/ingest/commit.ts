import { FACTS } from '../facts/catalogue.ts'
import { activity, statePair } from '../facts/activity.ts'
import { blockListed, blockStructure } from '../facts/block.ts'
import { completion } from '../facts/completion.ts'
import { enrollmentChange, enrollmentSeen, enrollmentTold } from '../facts/enrollment.ts'
import { course as courseRun, modeListed, organization, site } from '../facts/course.ts'
import type { DimensionName, Fact } from '../facts/fact.ts'
import { learner } from '../facts/learner.ts'
import { Problem } from '../kernel/problem.ts'
import { quarterOf, type Quarter } from '../kernel/time.ts'
import { isKeyColumn, type Batch, type KeyColumn, type Write } from '../sources/source.ts'
import { uniteDoubled } from '../store/doubled.ts'
import { sql } from '../store/sql.ts'
import type { ColumnData, Columns, Store, Transaction } from '../store/store.ts'
import { keptOf, writeCheckpoint } from './checkpoint.ts'
import { completionsAsActivity, firstCompletionsAsActivity, rollUpActivity } from './activity.ts'
import {
  dropActsWithoutCompletions,
  dropActsWithoutStates,
  dropEarlierStates,
} from './lost-acts.ts'
import { deriveSpans, endUnseen, observeEnrollments, tellEnrollments } from './enrollments.ts'
import type { Keys } from './keys.ts'
import { addsUnlooked, healDoubled, stillUnlooked } from './first-load.ts'
import { followFact } from './learner-course.ts'
import {
  addStaged,
  changedOf,
  coursesTouched,
  forgetSeen,
  mergeSeen,
  mergeStaged,
  rememberSeen,
  seenOf,
} from './merge.ts'
import { deriveRelations, RELATING } from './relations.ts'
import { remakeRollUps } from './roll-up.ts'
import { derivePlaces } from './sections.ts'
import { followTeachers } from './teachers.ts'

const WRITABLE: readonly Fact[] = [...FACTS, enrollmentSeen, enrollmentTold, modeListed, statePair]

/** The store with its key ids: what a batch is committed to. */
export interface Ledger {
  readonly store: Store
  readonly keys: Keys
  /** Zone whose local days are counted and kept. */
  readonly zone: string
}

/** Whose batches are committed, and when they were read. */
export interface Commit {
  readonly source: string
  readonly now: number
}

/**
 * Puts batches into the store: rows, what derives from them, checkpoints and counts of refused rows, all
 * or nothing. Returns how many rows of facts were added, changed or removed.
 */
export async function commitBatches(
  ledger: Ledger,
  batches: readonly Batch[],
  at: Commit,
): Promise<number> {
  const { store, keys } = ledger
  try {
    return await store.transaction(async (tx) => {
      const changed = await putBatches({ ...ledger, tx }, batches, at)
      if (changed > 0) store.touch()
      return changed
    })
  } catch (error) {
    keys.forget()
    throw error
  }
}

/** Thrown to undo a commit that was only tried. */
class Tried extends Error {}

/** Whether a batch could be committed; nothing of it stays. What stops the engine itself is thrown. */
export async function wouldCommit(ledger: Ledger, batch: Batch, at: Commit): Promise<boolean> {
  try {
    return await ledger.store.transaction(async (tx) => {
      await putBatches({ ...ledger, tx }, [batch], at)
      throw new Tried()
    })
  } catch (error) {
    if (error instanceof Problem) throw error
    return error instanceof Tried
  } finally {
    ledger.keys.forget()
  }
}

async function putBatches(
  on: { readonly tx: Transaction } & Ledger,
  batches: readonly Batch[],
  at: Commit,
): Promise<number> {
  const { tx, keys } = on
  let changed = 0
  let relating = false
  let teaching = false
  for (const batch of batches) {
    const kept = await keptOf(tx, at.source, batch.part)
    const unlooked = await addsUnlooked(tx, batch, kept)
    for (const write of batch.writes) {
      const some = await commitWrite(on, write, { now: at.now, unlooked })
      if (some > 0 && RELATING.includes(write.fact)) relating = true
      if (some > 0 && write.fact === learner.name) teaching = true
      changed += some
    }
    const earlier = endsActivity(batch) ? await dropEarlierStates(tx) : 0
    changed += earlier
    await writeCheckpoint(tx, batch, {
      source: at.source,
      kept,
      unlooked: stillUnlooked(batch, unlooked),
      anew: earlier > 0,
    })
    if (batch.countedLater !== true) await writeQuarantine(tx, batch, at)
  }
  // A course first met in any fact belongs somewhere, too.
  if (keys.metCourses() || relating) {
    await deriveRelations(tx)
    teaching = true
  }
  if (teaching) await followTeachers(tx)
  return changed
}

/** Whether all that a source knows of activity has now been read from the beginning to the end. */
function endsActivity(batch: Batch): boolean {
  return batch.writes.some((w) => w.fact === activity.name && w.first === 'end')
}

function factOf(write: Write): Fact {
  const fact = WRITABLE.find((f) => f.name === write.fact)
  if (fact === undefined) throw new RangeError(`no fact is named ${write.fact}`)
  return fact
}

async function commitWrite(
  on: { readonly tx: Transaction } & Ledger,
  write: Write,
  at: { readonly now: number; readonly unlooked: boolean },
): Promise<number> {
  const { tx, keys } = on
  const fact = factOf(write)
  const more = write.sweep === 'more' || write.sweep === 'end'
  // Nothing came and nothing is said to have gone: a quiet refresh is mostly that.
  const quiet = write.sweep === undefined && write.seen === undefined && write.first !== 'end'
  if (write.rows === 0 && quiet && fact.merge !== 'snapshot') return 0
  const first = at.unlooked ? write.first : undefined
  if (first !== undefined && fact === activity) {
    await tx.append(fact.name, await resolved(tx, keys, { fact, write }), write.rows)
    if (first !== 'end') return write.rows
    const doubled = await uniteDoubled(tx, on.store.dialect, fact)
    await remakeRollUps(tx)
    return write.rows - doubled
  }
  const columns = await resolved(tx, keys, { fact, write })
  const respelled = await respell(on, fact, write)
  if (fact === modeListed) return respelled
  await tx.stage(fact.name, columns, write.rows, more)
  if (write.sweep === 'begin' || write.sweep === 'more') return 0
  const complete = write.sweep === 'end' || write.sweep === 'whole'
  const { seen } = write
  if (seen !== undefined) await rememberSeen(tx, fact, seen === 'begin' || seen === 'whole')
  if (fact === statePair) return complete ? dropActsWithoutStates(tx) : 0
  const changed = await merged(on, { fact, complete, first, readAt: quarterOf(at.now) })
  if (changed > 0) await followFact(tx, fact, { complete, first: first !== undefined })
  const ended = seen === 'end' || seen === 'whole'
  const gone = ended ? await dropUnseen(on, fact, quarterOf(at.now)) : 0
  if (gone > 0) await followFact(tx, fact, { complete: true, first: false })
  if (fact === completion && (gone > 0 || complete)) await dropActsWithoutCompletions(tx)
  const doubled =
    first === 'end' && fact.merge === 'latest' ? await healDoubled(tx, on.store.dialect, fact) : 0
  return changed + gone + respelled - doubled
}

/** Removes, or of enrollments ends, what no piece of a reading of a whole table brought. */
async function dropUnseen(
  { tx, store }: { readonly tx: Transaction } & Ledger,
  fact: Fact,
  readAt: Quarter,
): Promise<number> {
  if (fact !== enrollmentSeen) return mergeSeen(tx, store.dialect, fact)
  const ended = await endUnseen(tx, { readAt, seen: seenOf(fact) })
  await forgetSeen(tx, fact)
  return ended
}

/** The dimension that a fact lists: how its texts are spelled there is how they are shown. */
const LISTS: Readonly<Record<string, DimensionName>> = {
  [courseRun.name]: 'course',
  [organization.name]: 'organization',
  [site.name]: 'site',
  [modeListed.name]: 'mode',
}

async function respell(
  { tx, keys }: { readonly tx: Transaction } & Ledger,
  fact: Fact,
  write: Write,
): Promise<number> {
  const dimension = LISTS[fact.name]
  if (dimension === undefined) return 0
  return keys.respell(tx, dimension, write.columns[dimension] as KeyColumn)
}

/** Joins what was staged to its table, with the acts and spans that follow from it. */
async function merged(
  on: { readonly tx: Transaction } & Ledger,
  of: {
    readonly fact: Fact
    readonly complete: boolean
    readonly first: Write['first']
    readonly readAt: number
  },
): Promise<number> {
  const { tx, store } = on
  const { fact, complete, first, readAt } = of
  if (fact === enrollmentSeen) return observeEnrollments(tx, { readAt, complete })
  if (fact === enrollmentTold) return tellEnrollments(tx, { readAt })
  if (first !== undefined && !complete && fact.merge === 'latest') {
    if (fact === completion) await firstCompletionsAsActivity(tx, store.dialect)
    return addStaged(tx, store.dialect, fact)
  }
  const changed = await mergeStaged(tx, store.dialect, fact, { complete })
  if (changed === 0) return 0
  if (fact === activity) await rollUpActivity(tx)
  if (fact === completion) await completionsAsActivity(tx, store.dialect)
  if (fact === enrollmentChange) await deriveSpans(tx, changedOf(fact))
  if (fact === blockStructure || fact === blockListed) {
    await derivePlaces(tx, coursesTouched(fact))
  }
  return changed
}

/** The columns of a write with key texts turned into ids. */
export async function resolved(
  tx: Transaction,
  keys: Keys,
  of: { readonly fact: Fact; readonly write: Pick<Write, 'columns'> },
): Promise<Columns> {
  const out: Record<string, ColumnData> = {}
  for (const [column, declared] of Object.entries(of.fact.columns)) {
    const data = of.write.columns[column]
    if (data === undefined) throw new RangeError(`${of.fact.name} came without ${column}`)
    if (!isKeyColumn(data)) out[column] = data
    else if (declared.type.kind === 'key')
      out[column] = await keys.resolve(tx, declared.type.of, data)
    else throw new RangeError(`${of.fact.name}.${column} is not a key`)
  }
  return out
}

async function writeQuarantine(
  tx: Transaction,
  batch: Batch,
  at: { readonly source: string; readonly now: number },
): Promise<void> {
  const { source, now } = at
  const { part } = batch
  const counting = countingOf(batch)
  // A look at the whole table counts anew: what has been mended on the platform is no longer there.
  if (counting === 'anew') {
    await tx.run(sql`delete from quarantine where source = ${source} and part = ${part}`)
  }
  // Batches of a whole look add up. A refresh may have looked at the same rows before: at least so many.
  for (const [reason, rows] of Object.entries(batch.quarantined)) {
    const mine = sql`source = ${source} and part = ${part} and reason = ${reason}`
    const [before] = await tx.query<{ rows: number }>(
      sql`select rows from quarantine where ${mine}`,
    )
    const known = before?.rows ?? 0
    const sum = counting === 'again' ? Math.max(known, rows) : known + rows
    await tx.run(sql`delete from quarantine where ${mine}`)
    await tx.run(sql`insert into quarantine (source, part, reason, rows, noticed)
      values (${source}, ${part}, ${reason}, ${sum}, ${now})`)
  }
}

/**
 * How what a batch refuses goes with what was refused before. `anew`: it begins a reading of the whole.
 * `more`: none of its rows has been counted. `again`: some may have been; how many is only known once the
 * whole is read again.
 */
function countingOf({ writes, recounted, fresh }: Batch): 'anew' | 'more' | 'again' {
  const marks = writes.flatMap((w) => [w.sweep, w.seen])
  if (recounted === true || marks.some((m) => m === 'begin' || m === 'whole')) return 'anew'
  if (writes.some((w) => factOf(w).merge === 'snapshot')) return 'anew'
  const goesOn = marks.some((m) => m === 'more' || m === 'end')
  return goesOn || fresh === true || writes.some((w) => w.first !== undefined) ? 'more' : 'again'
}
