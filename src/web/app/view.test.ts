import { expect, test } from 'vitest'
import { viewOf } from './view.ts'

test('an address without anything is the usual view', () => {
  expect(viewOf('')).toMatchObject({ page: 'overview', period: '28d', compare: true, misread: [] })
})

test.each([
  ['?period=90d&grain=week&rolling=7&sort=enrollments&state=ended&pacing=self_paced', []],
  ['?period=custom&from=2026-02-01&to=2026-03-01', []],
  ['?period=365d', ['period=365d']],
  ['?grain=year&rolling=30', ['grain=year', 'rolling=30']],
  ['?period=custom&from=2026-02-01', ['from=2026-02-01', 'to=']],
  ['?period=custom&from=2026-02-30&to=2026-03-05', ['from=2026-02-30', 'to=2026-03-05']],
  ['?period=custom&from=2026-03-05&to=2026-03-05', ['from=2026-03-05', 'to=2026-03-05']],
  ['?period=custom&from=20260301&to=2026-13-01', ['from=20260301', 'to=2026-13-01']],
  // What other programs add to addresses is not ours to judge.
  ['?utm_source=mail', []],
])('of %s is not understood: %j', (search, misread) => {
  const view = viewOf(search)
  expect(view.misread.toSorted()).toEqual(misread.toSorted())
  if (misread.some((m) => /^(?:period|from|to)/.test(m))) {
    expect(view).toMatchObject({ period: '28d', from: undefined, to: undefined })
  }
})

test('a page that there is not is said by a page of its own', () => {
  expect(viewOf('?page=nothing')).toMatchObject({ page: 'unknown', misread: [] })
})
