import { CHANGE_EVIDENCE } from '../facts/enrollment.ts'
import { codeOf, rollUpMark } from '../facts/fact.ts'
import { QUARTER_MS } from '../kernel/time.ts'
import type { Knowing, Knowledge } from '../metrics/knowledge.ts'
import { integer, sql } from '../store/sql.ts'
import type { Store } from '../store/store.ts'
import { zoneOfDays } from './active-day.ts'
import { capabilitiesOf } from './capability.ts'
import type { Ingest } from './ingest.ts'

/** What no source tells of unless it is configured, with what has to be done. */
const UNTOLD: Readonly<Record<string, string>> = {
  structure:
    "The structure of courses comes from the LMS's API: set FIGURES_LMS_URL, FIGURES_LMS_CLIENT_ID and FIGURES_LMS_CLIENT_SECRET.",
}

/**
 * What is known of every capability, from checkpoints and capabilities; read again only when something
 * has been committed since.
 */
export class KnowledgeKeeper {
  readonly #ingest: Ingest
  #at = -1
  #known: Promise<Knowledge> | undefined

  constructor(ingest: Ingest) {
    this.#ingest = ingest
  }

  now(): Promise<Knowledge> {
    const { commits } = this.#ingest.ledger.store
    if (this.#known === undefined || this.#at !== commits) {
      this.#at = commits
      this.#known = knowledgeOf(this.#ingest)
      // What could not be read is asked for again next time.
      this.#known.catch(() => (this.#known = undefined))
    }
    return this.#known
  }
}

async function knowledgeOf(ingest: Ingest): Promise<Knowledge> {
  const rows = await ingest.ledger.store.query<{
    source: string
    part: string
    read_at: number
    first_read: number
    complete_from: number | null
  }>(sql`select source, part, read_at, first_read, complete_from from checkpoint`)
  const rolledUp = await ingest.ledger.store.query<{ name: string }>(sql`select name from roll_up`)
  const daysIn = await zoneOfDays(ingest.ledger.store)
  const told = await historyFrom(ingest.ledger.store)
  const knowings = new Map<string, Knowing>()
  for (const source of ingest.sources) {
    const parts = rows.filter((r) => r.source === source.name)
    const known = await capabilitiesOf(ingest.ledger.store, source.name)
    for (const name of source.tells) {
      if (knowings.get(name)?.available === true) continue
      // A source that is one stream has one part for all its capabilities.
      const part = parts.find((p) => p.part === name) ?? parts.find((p) => p.part === source.name)
      const capability = known.find((c) => c.name === name)
      const read = part !== undefined && part.read_at > 0
      knowings.set(name, {
        source: source.name,
        // A source that was never looked at may yet tell: its figures are incomplete, not impossible.
        available: capability?.available ?? true,
        missing: capability?.missing ?? '',
        asOf: read ? part.read_at : null,
        completeFrom: read ? part.complete_from : null,
        watchedFrom:
          source.knowsThePast || !read
            ? null
            : Math.min(part.first_read, (name === 'enrollment' ? told : null) ?? Infinity),
      })
    }
  }
  const latest = Math.max(0, ...rows.map((r) => r.read_at))
  return {
    of: (capability) =>
      knowings.get(capability) ?? {
        source: '',
        available: false,
        missing: UNTOLD[capability] ?? `No source tells of ${capability}.`,
        asOf: null,
        completeFrom: null,
        watchedFrom: null,
      },
    isWhole: (fact) => rolledUp.some((r) => r.name === rollUpMark(fact)),
    daysIn,
    // To the minute: a reading that found nothing new does not make remembered answers void.
    stamp: [...knowings]
      .map(
        ([n, k]) =>
          `${n}:${Math.floor((k.asOf ?? -1) / 60_000)}:${k.available}:${k.completeFrom ?? ''}`,
      )
      .join(' '),
    now: latest,
  }
}

/**
 * Since when the platform's own history tells every change of an enrollment: an upgrade brought its table,
 * and what was before is not in it. Null without a history.
 */
async function historyFrom(store: Store): Promise<number | null> {
  const [row] = await store.query<{ first: number | null }>(sql`
    select min(quarter) as first from enrollment_change
    where evidence = ${integer(codeOf(CHANGE_EVIDENCE, 'history'))}`)
  // Of the quarter hour of its first row not everything need be in it.
  return row?.first == null ? null : (row.first + 1) * QUARTER_MS
}
