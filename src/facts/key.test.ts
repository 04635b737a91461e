import { expect, test } from 'vitest'
import { courseKey, keyText } from './key.ts'

test.each([
  ['course-v1:Org+C+R', 'course-v1:org+c+r', 'course'],
  [' course-v1:Org C R ', 'course-v1:org+c+r', 'course'],
  ['course-v1:Org%2BC%2BR', 'course-v1:org+c+r', 'course'],
  ['edX/DemoX/Demo_Course', 'edx/demox/demo_course', 'course'],
  ['library-v1:Org+Lib', 'library-v1:org+lib', 'library'],
  ['ccx-v1:Org+C+R+ccx@5', 'ccx-v1:org+c+r+ccx@5', 'ccx'],
])('%s is read as %s', (raw, key, kind) => {
  expect(courseKey(raw)).toMatchObject({ key, kind })
})

test.each(['', 'None', 'course-v1:', 'a/b', 'http://x/y/z'])('%s is no key', (raw) => {
  expect(courseKey(raw)).toBeNull()
})

test('the exact text is kept for showing', () => {
  expect(keyText(' course-v1:Org%2bC%2bR')).toBe('course-v1:Org+C+R')
})
