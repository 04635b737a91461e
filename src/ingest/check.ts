import type { Check } from '../contract/source.ts'
import { STAYS, type Depth, type Source } from '../sources/source.ts'
import { sql } from '../store/sql.ts'
import type { Reader, Transaction } from '../store/store.ts'
import { COMPARISONS, type Comparison } from './comparisons.ts'
import type { Ledger } from './commit.ts'
import { differencesOf, type RowDifference } from './differences.ts'
import { doubledKeys } from './doubled-keys.ts'
import type { Ingest } from './ingest.ts'
import { KeyLookup } from './key-lookup.ts'
import { RowIds } from './row-ids.ts'

type Difference = Check['differences'][number]
type Part = Check['parts'][number]
type Table = Check['tables'][number]
/** Rows of a table, and those that can and cannot be used. */
type Seen = Pick<Table, 'table' | 'total' | 'rows' | 'quarantined'>

const MOST_SHOWN = 200

const NOTE =
  'Figures was compared as it is: what changed on the platform since the last reading shows as a difference until the next. `--refresh` reads first.'
const FRESH = 'Each table was read, and then compared in one look at it.'

export interface CheckRequest {
  /** Reads each table whole before it is compared. */
  readonly refresh: boolean
  readonly signal: AbortSignal
}

/**
 * Compares every source that keeps tables with those tables, row by row. The tables are read by statements
 * and rules of their own, so that what the readings overlook shows.
 */
export async function checkAll(ingest: Ingest, request: CheckRequest): Promise<Check> {
  const doubled = [...(await doubledKeys(ingest.ledger.store))]
  const comparable = ingest.sources.filter((s) => s.truth !== undefined)
  if (comparable.length === 0) {
    const note = 'The simulated campus keeps no tables: there is nothing to compare with.'
    const agrees = doubled.length === 0
    const nothing = { parts: [], differences: [], found: 0, tables: [], skipped: [] }
    return { agrees, ...nothing, doubled, note }
  }
  const compared: Compared[] = []
  const skipped: string[] = []
  for (const source of comparable) {
    const can = new Set((await source.capabilities()).filter((c) => c.available).map((c) => c.name))
    const read = new Set<string>()
    for (const comparison of COMPARISONS) {
      const { fact, needs, title, part = needs[0]! } = comparison
      if (source.compares?.includes(fact.name) !== true || !needs.some((n) => can.has(n))) continue
      if (request.refresh && !read.has(part)) {
        await readWhole(ingest, source, part)
        read.add(part)
      }
      if (await isLoading(ingest.ledger.store, source, part)) {
        skipped.push(title)
        continue
      }
      const of = { source, comparison }
      const one = await compare(ingest.ledger, of, request.signal)
      if (one !== undefined) compared.push(one)
    }
  }
  // What was read anew may have healed it.
  const kept = request.refresh ? [...(await doubledKeys(ingest.ledger.store))] : doubled
  const found = compared.reduce((sum, c) => sum + c.found, 0)
  const differences = compared.flatMap((c) => c.differences)
  // A person who was forgotten differs in rows that are explained, and in counts.
  const counted = compared.every(
    (c) =>
      c.tables.every((t) => t.addsUp) &&
      (c.tables.some((t) => t.retired > 0) || c.parts.every((p) => p.lms === p.figures)),
  )
  return {
    agrees: found === 0 && counted && kept.length === 0,
    parts: compared.flatMap((c) => c.parts),
    differences: differences.slice(0, MOST_SHOWN),
    found,
    tables: compared.flatMap((c) => c.tables),
    doubled: kept,
    skipped,
    note: request.refresh ? FRESH : NOTE,
  }
}

/** Reads a part of a source anew, to its end. */
async function readWhole(ingest: Ingest, source: Source, part: string): Promise<void> {
  for (let depth: Depth = 'full sweep', left = true; left; depth = 'refresh') {
    const result = await ingest.readPart(source, part, depth)
    if (result.problem !== undefined) throw result.problem
    left = result.left
  }
}

/** Whether older rows of a part are still to come: until then nothing can be said of what is missing. */
async function isLoading(store: Reader, source: Source, part: string): Promise<boolean> {
  const [known] = await store.query<{ read_at: number; complete_from: number | null }>(
    sql`select read_at, complete_from from checkpoint where source = ${source.name} and part = ${part}`,
  )
  return known !== undefined && (known.read_at === 0 || known.complete_from !== null)
}

interface Compared {
  readonly tables: readonly Table[]
  readonly parts: readonly Part[]
  readonly differences: readonly Difference[]
  /** Differences that nothing explains. */
  readonly found: number
}

interface Compares {
  readonly source: Source
  readonly comparison: Comparison
}

/** Undefined where the platform does not have the table. */
async function compare(
  { store }: Ledger,
  of: Compares,
  signal: AbortSignal,
): Promise<Compared | undefined> {
  const { comparison, source } = of
  const work = async (tx: Transaction): Promise<Compared | undefined> => {
    const lookup = await KeyLookup.begin(tx)
    const ids = new RowIds()
    const seen = await gather({ tx, lookup, ids, source }, comparison, signal)
    if (seen.length === 0) return undefined
    const { title, keepsMore, refuses } = comparison
    const { shown, found, counts, ...sums } = await differencesOf(tx, store.dialect, {
      comparison,
      most: MOST_SHOWN,
    })
    const tables: Table[] = []
    for (const one of seen) {
      const refused = sumOf(one.quarantined)
      const refusedRead = refuses ? await refusedOf(tx, source, one.table) : null
      // What several tables say is united: what is missing of it stands with the first.
      const isFirst = tables.length === 0
      tables.push({
        ...one,
        what: title,
        folded: isFirst && keepsMore !== true ? sums.folded : 0,
        missing: isFirst ? sums.missing : 0,
        refused,
        refusedRead,
        retired: isFirst ? sums.retired : 0,
        addsUp:
          one.rows + refused === one.total && (refusedRead === null || refusedRead === refused),
      })
    }
    return {
      tables,
      parts: counts.map(({ split, ...count }) => ({ name: title, by: split, ...count })),
      differences: shown
        .map((row) => ({ ...row, row_id: ids.idOf(row.row_id) }))
        .toSorted(inOrder)
        .map((row) => difference(comparison, seen[0]!.table, row)),
      found,
    }
  }
  // The platform may take its time: readings are committed meanwhile.
  return store.aside(work)
}

/** Those that nothing explains first, by kind and place, then as the table has them. */
function inOrder(a: RowDifference, b: RowDifference): number {
  const isExplained = (row: RowDifference): number => Number(row.kind === 'retired')
  const placeOf = (row: RowDifference): string => `${row.kind} ${row.course ?? ''}`
  return (
    isExplained(a) - isExplained(b) ||
    (placeOf(a) < placeOf(b) ? -1 : placeOf(a) > placeOf(b) ? 1 : 0) ||
    (a.row_id ?? 0) - (b.row_id ?? 0)
  )
}

function difference({ fact }: Comparison, table: string, row: RowDifference): Difference {
  return {
    fact: fact.name.replace('truth_', '').replace('_seen', ''),
    kind: row.kind,
    row:
      row.row_id !== null
        ? `${table} id ${row.row_id}`
        : row.learner === null
          ? table
          : `learner ${row.learner}`,
    course: row.course,
    lms: row.lms,
    figures: row.figures,
  }
}

/** Rows of a table that the readings have refused; a row that stays without a value is used. */
async function refusedOf(tx: Transaction, source: Source, table: string): Promise<number> {
  const [sum] = await tx.query<{ rows: number }>(
    sql`select coalesce(sum(rows), 0) as rows from quarantine where source = ${source.name}
      and (starts_with(reason, ${`${table}.`}) or starts_with(reason, ${`${table}: `}))
      and not suffix(reason, ${STAYS})`,
  )
  return sum!.rows
}

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, n) => sum + n, 0)

/** Stages the platform's rows, and counts those that can and cannot be used. */
async function gather(
  on: {
    readonly tx: Transaction
    readonly lookup: KeyLookup
    readonly ids: RowIds
    readonly source: Source
  },
  { fact }: Comparison,
  signal: AbortSignal,
): Promise<readonly Seen[]> {
  const { tx, lookup, ids, source } = on
  const seen = new Map<string, Seen>()
  for await (const page of source.truth!(fact.name, signal)) {
    const columns = {
      ...(await lookup.resolve(fact, page.columns)),
      row_id: ids.hide(page.columns['row_id'] as Float64Array),
    }
    await tx.stage(fact.name, columns, page.rows, seen.size > 0)
    const { table, total } = page
    const before = seen.get(table) ?? { table, total, rows: 0, quarantined: {} }
    const quarantined = { ...before.quarantined }
    for (const [reason, n] of Object.entries(page.unusable)) {
      quarantined[reason] = (quarantined[reason] ?? 0) + n
    }
    seen.set(table, { ...before, rows: before.rows + page.used, quarantined })
  }
  signal.throwIfAborted()
  return [...seen.values()]
}
