/** Everything a module does to the world that a test wants to hold: passed as an argument. */
export interface Effects {
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number
  readonly log: Log
}

/** Structured log: fields carry codes, tables and counts; never values from the platform. */
export interface Log {
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
}

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

/** A log that says nothing, for commands whose output is the answer. */
export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} }
