import { expect, test } from 'vitest'
import { tableOf } from '../src/api/table.ts'
import { textTable } from '../src/cli/text-table.ts'

test('on a terminal no value reads like none, is cut of its blanks or moves the cursor', () => {
  const values = [
    null,
    '–',
    ' blank',
    'blank ',
    '"quoted"',
    'a\nb',
    '\u001b[2J',
    '\u202egnirts',
    'plain',
  ]
  const rows = values.map((value) => [value, 1])
  const [, , ...lines] = textTable({ columns: ['cohort', 'learners'], rows })
    .trimEnd()
    .split('\n')
  expect(lines.map((line) => line.replace(/ +1$/, ''))).toEqual([
    '–',
    '"–"',
    '" blank"',
    '"blank "',
    '"\\"quoted\\""',
    '"a\\nb"',
    '"\\u001b[2J"',
    '"\\u202egnirts"',
    'plain',
  ])
})

test('in a cell with several texts each is told apart', () => {
  const body = { courses: [{ organizations: ['a; b', 'c', 'd"e'] }] }
  expect(tableOf(body).rows).toEqual([['"a; b"; c; "d""e"']])
})
