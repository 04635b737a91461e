import { expect, test } from 'vitest'
import { courseKey, folded, isBlockKey, keyText, spelled } from './key.ts'

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

test.each([
  ['course-v1:Org+C\0+R', 'a zero byte'],
  ['course-v1:Org+C\u0007+R', 'a control character'],
  ['course-v1:Org+C\ud800+R', 'half a character'],
  ['course-v1:Org+\ufffd+R', 'what stands for bytes that are no text'],
  [`course-v1:Org+${'x'.repeat(240)}+R`, 'more characters than the platform allows'],
])('%j is no key: %s', (raw) => {
  expect(courseKey(raw)).toBeNull()
  expect(isBlockKey(raw.replace('course-v1', 'block-v1') + '+type@html+block@a')).toBe(
    raw.length > 200,
  )
})

test.each([
  ['ΟΔΟΣ', 'οδοσ'],
  ['οδος', 'οδοσ'],
  ['Cafe\u0301', 'caf\u00e9'],
  ['STRASSE', 'strasse'],
  ['Straße', 'straße'],
  ['İ', 'i\u0307'],
  ['I\u0307', 'i\u0307'],
  ['КУРС', 'курс'],
  ['🦊Fox', '🦊fox'],
])('%s folds to %s, wherever it stands in a text', (text, key) => {
  expect(folded(text)).toBe(key)
  expect(folded(`${text} ${text}`)).toBe(`${key} ${key}`)
  expect(folded(`${text}a`)).toBe(`${key}a`)
})

test('blanks of a cohort stay, those of a course are plus signs', () => {
  expect(spelled('cohort', ' Red team\0 ')).toEqual({ key: 'red team', text: 'Red team' })
  expect(spelled('course', 'course-v1:A B C')).toEqual({
    key: 'course-v1:a+b+c',
    text: 'course-v1:A+B+C',
  })
  expect(spelled('mode', 'au\ud800dit').text).toBe('au\ufffddit')
})
