import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { RowArray } from './connect.ts'
import { pagesById } from './reading.ts'

test('a page that fails while the one before is worked on is told when it is asked for', async () => {
  // Otherwise Node ends the reading thread.
  const unheard: unknown[] = []
  const hear = (error: unknown): void => void unheard.push(error)
  process.on('unhandledRejection', hear)
  let asked = 0
  const session = {
    database: 'lms',
    statements: 0,
    state: () => Promise.resolve(undefined),
    snapshot: <T>(look: () => Promise<T>) => look(),
    close: () => Promise.resolve(),
    rows: (): Promise<RowArray[]> =>
      asked++ === 0 ? Promise.resolve([[1], [2]]) : Promise.reject(new Error('lost')),
  }
  const pages = pagesById(
    session,
    { table: 't', select: [] },
    { after: 0, stride: { page: 2, rest: 0 } },
  )
  expect((await pages.next()).value).toMatchObject({ last: 2 })
  await sleep(20)
  expect(unheard).toEqual([])
  await expect(pages.next()).rejects.toThrow('lost')
  process.off('unhandledRejection', hear)
})
