import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '../../kernel/problem.ts'
import { MYSQL } from './dialect.ts'
import { Rests } from './pace.ts'
import { prepareSession } from './prepare.ts'
import type { LmsServer } from './server.ts'

/** A value of the platform: dates, decimals, large numbers and bytes as text. See `cells.ts`. */
export type Cell = string | number | null
export type RowArray = readonly Cell[]

/** One read-only session on the LMS's server, counting what it asks. */
export interface Session {
  /** The database, as the server spells it. */
  readonly database: string
  /** Statements asked so far. */
  readonly statements: number
  rows(statement: string, values?: readonly Cell[]): Promise<RowArray[]>
  /** The one row of a statement that says how the server is, by column; undefined when it gives none. */
  state(statement: string): Promise<Readonly<Record<string, Cell>> | undefined>
  /** What `look` asks is answered from one consistent view of the database. */
  snapshot<T>(look: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

/**
 * Connects gently: read-only, UTC, with a limit on every statement, and `pause` milliseconds after each
 * page. Fails within the server's limits, with nothing left open.
 */
export async function connect(server: LmsServer, pause = 0): Promise<Session> {
  const wire = await server.wire()
  let statements = 0
  try {
    const database = await prepareSession(server, (sql, values = []) => {
      statements++
      return wire.query<RowArray[]>({ sql, values: [...values] }, server.limits.connectMs)
    })
    const rests = new Rests(pause)
    const rows = async (sql: string, values: readonly Cell[] = []): Promise<RowArray[]> => {
      statements++
      const started = performance.now()
      const found = await wire.query<RowArray[]>({ sql, values: [...values] })
      const rest = rests.after(performance.now() - started, found.length)
      if (rest > 0) await sleep(rest)
      return found
    }
    return {
      database,
      get statements() {
        return statements
      },
      rows,
      async state(sql) {
        statements++
        return (await wire.query<Record<string, Cell>[]>({ sql, rowsAsArray: false }))[0]
      },
      async snapshot(look) {
        await rows(MYSQL.snapshot)
        try {
          return await look()
        } finally {
          // A view that stays open keeps the server from tidying up behind it.
          await rows('commit').catch(() => undefined)
        }
      },
      close: () => wire.close(),
    }
  } catch (error) {
    await wire.close()
    throw error
  }
}

/** The server went away in the middle, or gave a statement up: asking again later may succeed. */
export function isLost(error: unknown): boolean {
  return error instanceof Problem && ['lms-lost', 'lms-interrupted'].includes(error.code)
}

/** The account may not have one more connection, now or for the rest of the hour. */
export function isFull(error: unknown): boolean {
  return error instanceof Problem && ['lms-connections', 'lms-quota'].includes(error.code)
}
