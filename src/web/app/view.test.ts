import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Catalogue } from '../../contract/metric.ts'
import { api } from './api.ts'
import { parametersOf } from './question.ts'
import { searchOf, viewOf } from './view.ts'
import { sampled } from '../../../test/support/cases.ts'

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

const METRIC: Catalogue['metrics'][number] = {
  name: 'active_learners',
  label: 'Active learners',
  doc: '',
  unit: 'learners',
  kind: 'flow',
  additive: false,
  mean: false,
  dimensions: ['site', 'organization', 'course'],
  grains: ['day'],
  needs: [],
  asOf: null,
  exactFrom: null,
  missing: '',
}

/** Names that mean something in addresses or lists, and any others. */
const value = fc.oneof(
  fc.constantFrom(
    'Red team',
    'A+B',
    'A%2BB',
    '100%',
    '%zz',
    'a,b',
    'a;b',
    'a&b=c#d?e',
    "'",
    'none',
    'null',
    ' ',
  ),
  fc.string({ unit: 'grapheme', minLength: 1 }),
)

test('every value that is chosen stands in the address as it is, and is asked for as it is', () => {
  fc.assert(
    fc.property(value, value, value, fc.array(value), (site, organization, course, items) => {
      const chosen = { site, organization, course, items, search: course }
      const address = searchOf({ ...viewOf('?period=7d'), ...chosen }, '?lang=en&item=before')
      const view = viewOf(`?${address}`)
      expect(view).toMatchObject({ ...chosen, period: '7d', misread: [] })
      expect(new URLSearchParams(address).get('lang')).toBe('en')
      const path = api.csv(
        parametersOf({
          metric: METRIC,
          dimension: undefined,
          grain: undefined,
          compare: false,
          filter: view,
          days: { from: '2026-01-01', to: '2026-02-01' },
          zone: 'UTC',
        }),
      )
      const asked = new URL(path, 'http://localhost').searchParams
      expect(['site', 'organization', 'course'].map((name) => asked.get(name))).toEqual([
        site,
        organization,
        course,
      ])
    }),
    sampled(),
  )
})

test('nothing behind the name of a filter is nothing chosen', () => {
  expect(viewOf('?site=&organization=&course=&item=')).toMatchObject({
    site: undefined,
    organization: undefined,
    course: undefined,
    items: [],
  })
})
