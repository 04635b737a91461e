import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  changesOf,
  pastOf,
  type Change,
  type Past,
} from '../src/sources/lms-database/shapes/enrollment-history.ts'
import { sampled } from './support/cases.ts'

const QUARTER = 900_000_000
const COURSE = 'course-v1:A+B+1'
const us = (text: string): number => Date.parse(`${text}Z`) * 1000

/** A history row as short as a test has it. */
function row(of: Partial<Past> & Pick<Past, 'id' | 'at'>): Past {
  const was = of.was ?? true
  const type = of.type ?? '~'
  return {
    user: 1,
    course: COURSE,
    mode: 'audit',
    created: null,
    historyId: `${of.id} ${of.at}`,
    isOld: false,
    ...of,
    was,
    type,
    active: was && type !== '-',
  }
}

const mine = { isOwn: (past: Past) => past.user === 1, now: () => ({ active: true }) }
const told = (changes: readonly Change[]): string[] =>
  changes.map((c) => `${c.quarter % 100} ${c.active ? c.mode : 'left'} ${c.evidence}`)

describe('the changes of an enrollment', () => {
  test('of two rows are in the order of time, not of rows', () => {
    const changes = changesOf(
      [
        row({ id: 2, at: 5 * QUARTER + 400, type: '+' }),
        row({ id: 1, at: 1 * QUARTER, type: '+' }),
        row({ id: 1, at: 5 * QUARTER + 100, was: false }),
      ],
      mine,
    )
    expect(told(changes)).toEqual(['1 audit history', '5 left history', '5 audit history'])
  })

  test('at one instant: of the lower row first, and made, changed, deleted', () => {
    const changes = changesOf(
      [
        row({ id: 1, at: 0, type: '-', historyId: 'a' }),
        row({ id: 2, at: 0, type: '+', historyId: 'b', mode: 'verified' }),
        row({ id: 1, at: 0, type: '~', historyId: 'c' }),
        row({ id: 1, at: 0, type: '+', was: false, historyId: 'd' }),
      ],
      mine,
    )
    expect(told(changes)).toEqual([
      '0 left history',
      '0 audit history',
      '0 left history',
      '0 verified history',
    ])
  })

  test('at one instant: of one row in the order of numbers', () => {
    const changes = changesOf(
      [
        row({ id: 1, at: 0, type: '+', historyId: '8' }),
        row({ id: 1, at: 0, mode: 'verified', historyId: '10' }),
        row({ id: 1, at: 0, mode: 'honor', historyId: '9' }),
      ],
      mine,
    )
    expect(told(changes).at(-1)).toBe('0 verified history')
  })

  test('the platform makes an enrollment inactive and activates it at once: that is one beginning, in either quarter hour', () => {
    const made = us('2026-03-01T10:14:59.999')
    const changes = changesOf(
      [
        row({ id: 1, created: made, at: made + 2_000, type: '+', was: false }),
        row({ id: 1, created: made, at: made + 3_000 }),
      ],
      mine,
    )
    expect(changes.map((c) => [c.active, c.evidence])).toEqual([
      [false, 'history'],
      [true, 'history'],
    ])
  })

  const late = { created: QUARTER, at: 9 * QUARTER }
  test.each([
    ['active: since it was made', { type: '+' }, ['1 audit created', '9 audit history']],
    [
      'found inactive: it ended nobody knows when',
      { type: '+', was: false },
      ['1 audit created', '9 left unknown past'],
    ],
    [
      'made inactive by that very row',
      { type: '~', was: false },
      ['1 audit created', '9 left history'],
    ],
    ['deleted while active', { type: '-' }, ['1 audit created', '9 left history']],
    [
      'deleted when it was inactive already',
      { type: '-', was: false },
      ['1 audit created', '9 left unknown past'],
    ],
  ])('whose history begins later than itself, %s', (_, of, expected) => {
    expect(told(changesOf([row({ id: 1, ...late, ...of })], mine))).toEqual(expected)
  })

  test('of a row that is gone, or inactive, though its history does not say so, ended nobody knows when', () => {
    const pasts = [row({ id: 1, at: 0, type: '+' })]
    for (const now of [undefined, { active: false }]) {
      expect(told(changesOf(pasts, { ...mine, now: () => now }))).toEqual([
        '0 audit history',
        '0 left unknown past',
      ])
    }
  })

  test('of a row that its history gives to another account end then', () => {
    const pasts = [row({ id: 1, at: 0, type: '+' }), row({ id: 1, at: 3 * QUARTER, user: 2 })]
    expect(told(changesOf(pasts, { ...mine, now: () => undefined }))).toEqual([
      '0 audit history',
      '3 left history',
    ])
    expect(told(changesOf(pasts, { ...mine, isOwn: (past) => past.user === 2 }))).toEqual([
      '3 audit history',
    ])
  })

  test('blanks that somebody left who is gone for good say nothing', () => {
    expect(pastOf([1, null, COURSE, 0, 1, 'audit', 5, '+', 'a'])).toBeUndefined()
    expect(pastOf([1, 1, COURSE, 0, 1, 'audit', null, '+', 'a'])).toBeUndefined()
  })
})

/** The definition by plain loops: after each row in time, who is enrolled by the last row of each. */
function naive(pasts: readonly Past[]): string[] {
  const rank = { '+': 0, '~': 1, '-': 2 }
  const sorted = pasts.toSorted(
    (a, b) =>
      a.at - b.at ||
      a.id - b.id ||
      rank[a.type as '+'] - rank[b.type as '+'] ||
      (a.historyId < b.historyId ? -1 : 1),
  )
  return sorted.map((past, n) => {
    const before = sorted.slice(0, n + 1)
    const last = [1, 2, 3].flatMap((id) => before.findLast((p) => p.id === id) ?? [])
    const enrolled = last.filter((p) => p.was && p.type !== '-')
    return `${Math.floor(past.at / QUARTER)} ${enrolled.at(-1)?.mode ?? 'left'}`
  })
}

test('any rows, in any order, tell what plain loops over them tell', () => {
  const some = fc.record({
    id: fc.integer({ min: 1, max: 3 }),
    at: fc
      .tuple(fc.nat(2), fc.nat(3))
      .map(([quarter, offset]) => quarter * QUARTER + offset * 1_000),
    was: fc.boolean(),
    type: fc.constantFrom('+', '~', '-'),
    mode: fc.constantFrom('audit', 'verified'),
    historyId: fc.string({ minLength: 4, maxLength: 4 }),
  })
  fc.assert(
    fc.property(
      fc
        .uniqueArray(some, { selector: (r) => r.historyId, maxLength: 9 })
        .chain((rows) =>
          fc.tuple(
            fc.constant(rows),
            fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
          ),
        ),
      ([rows, shuffled]) => {
        // All are there, and active: no row ends without its history saying so.
        const there = { isOwn: () => true, now: () => ({ active: true }) }
        const changes = changesOf(
          shuffled.map((r) => row(r)),
          there,
        )
        const lines = changes.map((c) => `${c.quarter} ${c.active ? c.mode : 'left'}`)
        expect(lines).toEqual(naive(rows.map((r) => row(r))))
      },
    ),
    sampled(),
  )
})
