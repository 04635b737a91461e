import { afterAll, expect, test } from 'vitest'
import { blockStructure } from '../src/facts/block.ts'
import { mergeStaged } from '../src/ingest/merge.ts'
import { sql } from '../src/store/sql.ts'
import type { ColumnData } from '../src/store/store.ts'
import { testStore } from './support/store.ts'

const context = await testStore()
afterAll(() => context.close())
const { store } = context.ledger

/** Reads the structure of one course, with blocks of these numbers. */
async function read(course: number, blocks: readonly number[]): Promise<void> {
  const columns: Record<string, ColumnData> = {}
  for (const [name, { type }] of Object.entries(blockStructure.columns)) {
    if (type.kind === 'flag') columns[name] = Uint8Array.from(blocks, () => 1)
    else if (type.kind === 'text') columns[name] = blocks.map(() => 'x')
    else columns[name] = Int32Array.from(blocks, () => 1)
  }
  columns['course'] = Int32Array.from(blocks, () => course)
  columns['block'] = Int32Array.from(blocks)
  await store.transaction(async (tx) => {
    await tx.stage(blockStructure.name, columns, blocks.length)
    await mergeStaged(tx, store.dialect, blockStructure)
  })
}

test('a course whose blocks stand twice is healed by its own reading, never emptied by that of another', async () => {
  await read(1, [1, 2])
  await read(2, [3, 4])
  await store.transaction((tx) =>
    tx.run(sql`insert into block_structure select * from block_structure`),
  )
  const blocks = (): Promise<{ course: number; rows: number }[]> =>
    store.query(
      sql`select course, count(*) as rows from block_structure group by course order by course`,
    )
  await read(1, [1, 2])
  expect(await blocks()).toEqual([
    { course: 1, rows: 2 },
    { course: 2, rows: 4 },
  ])
  await read(2, [3, 4])
  expect(await blocks()).toEqual([
    { course: 1, rows: 2 },
    { course: 2, rows: 2 },
  ])
})
