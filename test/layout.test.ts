import { expect, test } from 'vitest'
import { keptLayouts, layoutDigest } from '../testing/stores/layout.ts'
import { STEPS, STORE_VERSION } from '../src/store/steps/steps.ts'

const REMEDY = `The tables, columns, codes, keys or roll-up versions that src/facts declares are not those of store version ${STORE_VERSION}.
If version ${STORE_VERSION} is in no release yet: run "node testing/stores/layout.ts" and commit testing/stores/layouts.json.
Otherwise: add a step to src/store/steps/steps.ts (its "run" may do nothing where columns or tables are only added), then run the same, and keep a store of the commit before: CONTRIBUTING.md, "Changing the store".`

test('the declared layout is that of the present version', () => {
  // What is compared is what the person who changed something reads.
  const same = keptLayouts()[STORE_VERSION] === layoutDigest()
  expect(same ? '' : REMEDY).toBe('')
})

test('versions go up one by one, and each has a layout of its own', () => {
  expect(STEPS.map((step) => step.to)).toEqual(STEPS.map((_, i) => i + 1))
  expect(Object.keys(keptLayouts())).toEqual(STEPS.map((step) => String(step.to)))
  expect(new Set(Object.values(keptLayouts())).size).toBe(STEPS.length)
})
