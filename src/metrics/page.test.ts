import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AnswerRow } from '../contract/query.ts'
import { dimensionNamed } from './dimensions/dimensions.ts'
import { labelsAmong } from './labels.ts'
import { pageOf } from './page.ts'
import { sampled } from '../../test/support/cases.ts'

const by = [dimensionNamed('course')]
const labels = { course: { 'course-v1:A+1+r': 'Sécurité', 'course-v1:B+2+r': 'Onboarding' } }
const rows: AnswerRow[] = [
  { course: 'course-v1:A+1+r', active_learners: 3 },
  { course: 'course-v1:B+2+r', active_learners: null },
  { course: 'course-v1:C+3+r', active_learners: 5 },
  { course: null, active_learners: 5 },
]
const keys = (found: readonly AnswerRow[]): unknown[] => found.map((row) => row['course'])

test('pages put together are the whole answer in its order, whatever their size', () => {
  const row = fc.record({
    course: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { nil: null }),
    time: fc.constantFrom('2026-01-01', '2026-02-01'),
    active_learners: fc.option(fc.constantFrom(0, 1, 2.5, 1 / 3), { nil: null }),
  })
  const some = fc.uniqueArray(row, { selector: (r) => `${r.course} ${r.time}`, maxLength: 10 })
  const sorts = fc.constantFrom(undefined, 'active_learners', '-active_learners')
  fc.assert(
    fc.property(some, sorts, fc.integer({ min: 1, max: 4 }), (all, sort, limit) => {
      const asked = sort === undefined ? {} : { sort }
      const whole = pageOf(all, asked, { by, labels: {} })
      expect(whole).toMatchObject({ total: all.length, next: null })
      const read: AnswerRow[] = []
      let after: string | null = null
      do {
        const page: ReturnType<typeof pageOf> = pageOf(
          all,
          { ...asked, limit, ...(after === null ? {} : { after }) },
          { by, labels: {} },
        )
        expect(page.total).toBe(all.length)
        read.push(...page.rows)
        after = page.next
      } while (after !== null)
      expect(read).toEqual(whole.rows)
    }),
    sampled(),
  )
})

test('a search looks through keys and names, without capitals and accents', () => {
  const search = (text: string): unknown[] =>
    keys(pageOf(rows, { search: text }, { by, labels }).rows)
  expect(search('securite')).toEqual(['course-v1:A+1+r'])
  expect(search('ONBOARD')).toEqual(['course-v1:B+2+r'])
  expect(search('c+3')).toEqual(['course-v1:C+3+r'])
  expect(search('nothing')).toEqual([])
  expect(search(' ')).toHaveLength(4)
})

test('what has no value stands last, and a cursor goes with its order', () => {
  const first = pageOf(rows, { sort: '-active_learners', limit: 3 }, { by, labels })
  expect(keys(first.rows)).toEqual([null, 'course-v1:C+3+r', 'course-v1:A+1+r'])
  const rest = { sort: '-active_learners', limit: 3, after: first.next! }
  expect(keys(pageOf(rows, rest, { by, labels }).rows)).toEqual(['course-v1:B+2+r'])
  expect(() => pageOf(rows, { after: first.next! }, { by, labels })).toThrow('another order')
  for (const after of ['%%%', 'W10', Buffer.from('{}').toString('base64url')]) {
    expect(() => pageOf(rows, { after }, { by, labels })).toThrow('not understood')
  }
})

test('labels are those of the rows', () => {
  expect(labelsAmong(labels, rows.slice(0, 1))).toEqual({
    course: { 'course-v1:A+1+r': 'Sécurité' },
  })
})
