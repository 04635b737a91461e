import { expect, test } from 'vitest'
import type { Depth } from '../../src/sources/source.ts'
import { sql } from '../../src/store/sql.ts'
import { sharedMariaDb } from '../support/shared.ts'
import { runStory } from '../support/story.ts'

const db = sharedMariaDb()
const ROWS = 10

test('refreshes between the pieces of a large table add no row to its checksums twice', async () => {
  const { name } = await db.database('pieces')
  const completion = (id: number) => ({
    id,
    user_id: 1,
    course_key: 'course-v1:OrgA+C1+2026',
    block_key: `block-v1:OrgA+C1+2026+type@html+block@b${id}`,
    block_type: 'html',
    completion: 1,
    created: '2026-03-04 00:00:00',
    modified: '2026-03-04 00:00:00',
  })
  const person = { id: 1, username: 'u1', email: 'u1@people.example', is_active: 1 }
  const rows = {
    auth_user: [{ ...person, date_joined: '2026-01-01 00:00:00' }],
    completion_blockcompletion: Array.from({ length: ROWS }, (_, n) => completion(n + 1)),
  }
  const pace = { page: 2, background: { page: 2, rest: 0 }, batchRows: 3, slice: 0, small: 0 }
  const steps = [{ rows }, { read: 'refresh' as const }]
  const played = await runStory(db, { steps }, { database: name, pace })
  try {
    let pieces = 0
    for (let depth: Depth = 'full sweep', left = true; left; depth = 'refresh') {
      const [result] = await played.ingest.readAll(depth)
      expect(result!.problem).toBeUndefined()
      left = result!.left
      pieces++
    }
    expect(pieces).toBeGreaterThan(2)
    const [saved] = await played.store.query<{ state: string }>(
      sql`select state from checkpoint where part = 'completion'`,
    )
    const { ranges } = JSON.parse(saved!.state) as { ranges: Record<string, readonly number[]> }
    expect(ranges['0']![0]).toBe(ROWS)
  } finally {
    await played.close()
  }
})
