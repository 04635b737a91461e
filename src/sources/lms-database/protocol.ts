import type { Batch, BatchColumns, Capability, Depth, Truth } from '../source.ts'
import { isKeyColumn } from '../source.ts'
import type { DatabaseAddress } from './address.ts'
import type { Limits } from './limits.ts'
import type { Pace } from './pace.ts'

/** What the main thread asks of the reading thread; answers carry the id of the question. */
export type Question =
  | { readonly ask: 'capabilities' }
  | {
      readonly ask: 'read'
      readonly checkpoints: ReadonlyMap<string, string>
      readonly depth: Depth
      readonly only?: string
      readonly samePlatform?: boolean
    }
  | { readonly ask: 'truth'; readonly fact: string }

export type ToWorker =
  | { readonly id: number; readonly question: Question }
  /** The last item has been dealt with: one more may come. */
  | { readonly id: number; readonly go: true }
  | { readonly id: number; readonly stop: true }
  /** Leave off everything and end: a thread that is ended from outside has crashed the process. */
  | { readonly leave: true }

export type Item = Batch | Truth | readonly Capability[]

export type FromWorker =
  | { readonly id: number; readonly item: Item }
  | { readonly id: number; readonly end: true; readonly answered: number | undefined }
  | {
      readonly id: number
      /** When the server last answered, ms. */
      readonly answered: number | undefined
      readonly problem: {
        readonly code: string
        readonly status: number
        readonly message: string
        readonly remedy: string | undefined
        readonly at: string
      }
    }

export interface WorkerSettings {
  readonly address: DatabaseAddress
  readonly secret: Uint8Array
  readonly platform: string
  /** Whether country, gender, year of birth and education are read. */
  readonly demographics: boolean
  readonly pace: Pace
  /** Names the process, which may have several reading threads one after the other. */
  readonly process: string
  /** Limits other than the usual ones. */
  readonly limits: Partial<Limits>
  /** When the server last answered an earlier thread, ms; undefined before it ever did. */
  readonly answered: number | undefined
}

/** Items that may be under way unacknowledged: bounds the memory between the threads. */
export const AHEAD = 2

/** The memory of an item's columns, to hand over instead of copying. */
export function buffersOf(item: Item): ArrayBuffer[] {
  if (!('columns' in item) && !('writes' in item)) return []
  const all: readonly BatchColumns[] =
    'writes' in item ? item.writes.map((w) => w.columns) : [item.columns]
  const found = new Set<ArrayBuffer>()
  for (const columns of all) {
    for (const data of Object.values(columns)) {
      const typed = isKeyColumn(data) ? data.index : data
      if (ArrayBuffer.isView(typed)) found.add(typed.buffer as ArrayBuffer)
    }
  }
  return [...found]
}
