const SHARE = 0.45

/**
 * What the engine may use of the memory that Figures is given, in megabytes; the rest is for reading and
 * answering. The engine's limit does not bound the process: docs/decisions/004-memory.md.
 */
export function engineMemory(given: number): number {
  return Math.round(given * SHARE)
}
