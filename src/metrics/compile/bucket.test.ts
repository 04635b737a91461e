import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { testStore } from '../../../test/support/store.ts'
import { bucketsOf, GRAINS, type Span } from '../../kernel/time.ts'
import { integer, join, raw, sql } from '../../store/sql.ts'
import { placed } from './bucket.ts'
import { sampled } from '../../../test/support/cases.ts'

const { ledger, close } = await testStore()
afterAll(close)

/** Of each instant the position of its span and where that begins, as the engine finds them. */
async function foundIn(spans: readonly Span[], instants: readonly (number | null)[]) {
  const { bucket, lo } = placed(spans, raw('f.instant'))
  const rows = instants.map((at, i) => sql`(${integer(i)}, ${at})`)
  const found = await ledger.store.query<{ bucket: number | null; lo: number | null }>(
    sql`select ${bucket} as bucket, ${lo} as lo from (values ${join(rows)}) as f(i, instant) order by i`,
  )
  return found.map((row) => [row.bucket, row.lo])
}

function looked(spans: readonly Span[], at: number | null) {
  const bucket = spans.findIndex((s) => at !== null && at >= s.lo && at < s.hi)
  return bucket < 0 ? [null, null] : [bucket, spans[bucket]!.lo]
}

test('finds the span of every instant, across holes and lengths', async () => {
  const lengths = fc.array(
    fc.record({ hole: fc.constantFrom(0, 0, 0, 3), length: fc.integer({ min: 1, max: 4 }) }),
    { minLength: 1, maxLength: 24 },
  )
  await fc.assert(
    fc.asyncProperty(lengths, async (pieces) => {
      let end = 100
      const spans = pieces.map(({ hole, length }) => {
        const lo = end + hole
        end = lo + length
        return { lo, hi: end }
      })
      const instants = [null, ...Array.from({ length: end - 95 }, (_, i) => 97 + i)]
      expect(await foundIn(spans, instants)).toEqual(instants.map((at) => looked(spans, at)))
    }),
    sampled(50),
  )
})

test.each(GRAINS.filter((g) => g !== 'all'))(
  'finds every %s of fourteen months with jumping clocks',
  async (grain) => {
    const spans = bucketsOf({ from: '2025-01-15', to: '2026-03-05', zone: 'Europe/Berlin' }, grain)
    const edges = spans.flatMap((s) => [s.lo - 1, s.lo, s.hi - 1])
    const instants = edges.filter((_, i) => spans.length < 1_000 || i % 97 === 0)
    expect(await foundIn(spans, instants)).toEqual(instants.map((at) => looked(spans, at)))
  },
)
