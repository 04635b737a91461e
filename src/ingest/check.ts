import type { Check } from '../contract/source.ts'
import type { Depth, Source } from '../sources/source.ts'
import { integer, sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'
import { resolved, type Ledger } from './commit.ts'
import { COMPARISONS, type Comparison } from './comparisons.ts'
import { doubledKeys } from './doubled-keys.ts'
import type { Ingest } from './ingest.ts'

type Difference = Check['differences'][number]
type Part = Check['parts'][number]

const MOST_SHOWN = 200

const NOTE =
  'Figures was compared as it is: what changed on the platform since the last reading shows as a difference until the next. `--refresh` reads first.'
const FRESH = 'Each table was read, and then compared in one look at it.'

export interface CheckRequest {
  /** Reads each table, with a sweep, before it is compared. */
  readonly refresh: boolean
  readonly signal: AbortSignal
}

/** Compares every source that keeps tables with those tables, row by row. */
export async function checkAll(ingest: Ingest, request: CheckRequest): Promise<Check> {
  const doubled = [...(await doubledKeys(ingest.ledger.store))]
  const comparable = ingest.sources.filter((s) => s.truth !== undefined)
  if (comparable.length === 0) {
    const note = 'The simulated campus keeps no tables: there is nothing to compare with.'
    const agrees = doubled.length === 0
    return { agrees, parts: [], differences: [], found: 0, tables: [], doubled, note }
  }
  const compared: Compared[] = []
  for (const source of comparable) {
    const can = new Set((await source.capabilities()).filter((c) => c.available).map((c) => c.name))
    for (const [capability, comparison] of COMPARISONS) {
      if (!can.has(capability)) continue
      if (request.refresh) {
        for (let depth: Depth = 'full sweep', left = true; left; depth = 'refresh') {
          const result = await ingest.readPart(source, capability, depth)
          if (result.problem !== undefined) throw result.problem
          left = result.left
        }
      }
      compared.push(await compare(ingest.ledger, source, comparison, request.signal))
    }
  }
  // What was read anew may have healed it.
  const kept = request.refresh ? [...(await doubledKeys(ingest.ledger.store))] : doubled
  const found = compared.reduce((sum, c) => sum + c.found, 0)
  const differences = compared.flatMap((c) => c.differences)
  // Two rows of the platform that are one here differ in no row, only in the count.
  const counted = compared.every(
    (c) => c.table.retired > 0 || c.parts.every((p) => p.lms === p.figures),
  )
  return {
    agrees: found === 0 && counted && kept.length === 0,
    parts: compared.flatMap((c) => c.parts),
    differences: differences.slice(0, MOST_SHOWN),
    found,
    tables: compared.map((c) => c.table),
    doubled: kept,
    note: request.refresh ? FRESH : NOTE,
  }
}

interface Compared {
  readonly table: Check['tables'][number]
  readonly parts: readonly Part[]
  readonly differences: readonly Difference[]
  /** Differences that nothing explains. */
  readonly found: number
}

async function compare(
  ledger: Ledger,
  source: Source,
  comparison: Comparison,
  signal: AbortSignal,
): Promise<Compared> {
  const { store, keys } = ledger
  try {
    return await store.transaction(async (tx) => {
      const seen = await gather({ tx, keys, source }, comparison, signal)
      const counts = await tx.query<{ name: string; split: string; lms: number; figures: number }>(
        comparison.counts,
      )
      const parts = counts.map(({ split, ...count }) => ({ ...count, by: split }))
      const rows = await tx.query<{
        kind: Difference['kind']
        row_id: number | null
        learner: string
        course: string | null
        lms: string | null
        figures: string | null
        found: number
        retired: number
      }>(sql`with d as (select * from (${comparison.differences}) as all_differences),
          explained as (select d.* replace (if(r.learner is null, d.kind, 'retired') as kind)
            from d left join (select distinct printf('%016x', learner) as learner from retiring) as r
              on r.learner = d.learner)
        select *, count(*) filter (where kind <> 'retired') over () as found,
            count(*) filter (where kind = 'retired') over () as retired
          from explained order by kind = 'retired', kind, course, row_id limit ${integer(MOST_SHOWN)}`)
      const differences = rows.map((r) => ({
        fact: comparison.fact.name.replace('truth_', '').replace('_seen', ''),
        kind: r.kind,
        row: r.row_id === null ? `learner ${r.learner}` : `${seen.table} id ${r.row_id}`,
        course: r.course,
        lms: r.lms,
        figures: r.figures,
      }))
      const table = { ...seen, retired: rows[0]?.retired ?? 0 }
      return { table, parts, differences, found: rows[0]?.found ?? 0 }
    })
  } catch (error) {
    // Ids given to texts first met here are undone with the transaction.
    keys.forget()
    throw error
  }
}

async function gather(
  on: { readonly tx: Transaction; readonly source: Source } & Pick<Ledger, 'keys'>,
  comparison: Comparison,
  signal: AbortSignal,
): Promise<Omit<Check['tables'][number], 'retired'>> {
  const { tx, keys, source } = on
  const { fact } = comparison
  const quarantined: Record<string, number> = {}
  let table = ''
  let rows = 0
  for await (const page of source.truth!(comparison.truth, signal)) {
    const write = { columns: { ...page.columns, row_id: page.ids } }
    await tx.stage(fact.name, await resolved(tx, keys, { fact, write }), page.rows, table !== '')
    table = page.table
    rows += page.rows
    for (const [reason, n] of Object.entries(page.quarantined)) {
      quarantined[reason] = (quarantined[reason] ?? 0) + n
    }
  }
  return { table, rows, quarantined }
}
