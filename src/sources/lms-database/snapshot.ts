import { createHash } from 'node:crypto'
import { isKeyColumn, type Batch } from '../source.ts'
import type { Reading } from './reading.ts'

/** Tells whether a snapshot is the same as the last, with what was refused; says nothing of what is in it. */
function digestOf(writes: Batch['writes'], refused: Readonly<Record<string, number>>): string {
  const hash = createHash('sha256').update(JSON.stringify(refused))
  for (const write of writes) {
    hash.update(write.fact)
    for (const column of Object.values(write.columns)) {
      const data = isKeyColumn(column) ? column.index : column
      if (isKeyColumn(column)) hash.update(column.keys.join('\n'))
      hash.update(ArrayBuffer.isView(data) ? data : JSON.stringify(data))
    }
  }
  return hash.digest('base64')
}

/** The batch of a table read whole; without its rows when they are as they were. */
export function snapshotBatch(
  reading: Reading,
  part: string,
  of: {
    readonly writes: Batch['writes']
    readonly asked: number
    readonly refused: Record<string, number>
  },
): Batch {
  const digest = digestOf(of.writes, of.refused)
  const checkpoint = JSON.stringify({ digest })
  // Small tables hardly ever change: what is as it was need not be compared row by row.
  const same = part === reading.part && reading.saved === checkpoint && reading.depth === 'refresh'
  return {
    part,
    writes: same ? [] : of.writes,
    checkpoint,
    rows: of.writes.reduce((sum, w) => sum + w.rows, 0),
    statements: reading.session.statements - of.asked,
    quarantined: of.refused,
    readAt: reading.now,
  }
}
