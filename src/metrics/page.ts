import { z } from 'zod'
import { labelOf } from '../contract/label.ts'
import type { Answer, AnswerRow, Query } from '../contract/query.ts'
import { badRequest } from '../kernel/problem.ts'
import type { Dimension } from './dimensions/dimension.ts'

/** Where a row stands in the order of an answer: by a metric, then by dimensions and time. */
interface Place {
  readonly value: number | null
  readonly text: string
}

/** What a cursor holds: the order that it is of, and the place of the last row before it. */
const CURSOR = z.tuple([z.string(), z.number().nullable(), z.string()])

/** The rows that are looked for, in order: those of one page, how many there are, and where the next begins. */
export function pageOf(
  rows: readonly AnswerRow[],
  query: Pick<Query, 'sort' | 'search' | 'after' | 'limit'>,
  of: { readonly by: readonly Dimension[]; readonly labels: Answer['labels'] },
): Pick<Answer, 'rows' | 'total' | 'next'> {
  const sort = query.sort ?? ''
  const placed = found(rows, query.search, of)
    .map((row) => ({ row, place: placeOf(row, sort, of.by) }))
    .sort((a, b) => order(a.place, b.place, sort))
  const after = query.after === undefined ? null : placeAt(query.after, sort)
  const rest = after === null ? placed : placed.filter((p) => order(p.place, after, sort) > 0)
  const page = query.limit === undefined ? rest : rest.slice(0, query.limit)
  const last = page.at(-1)
  const next = last === undefined || page.length === rest.length ? null : cursorOf(last.place, sort)
  return { rows: page.map((p) => p.row), total: placed.length, next }
}

/** People write neither capitals nor accents when they look for something. */
const folded = (text: string): string =>
  text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()

function found(
  rows: readonly AnswerRow[],
  search: string | undefined,
  of: { readonly by: readonly Dimension[]; readonly labels: Answer['labels'] },
): readonly AnswerRow[] {
  const wanted = folded(search ?? '').trim()
  if (wanted === '') return rows
  return rows.filter((row) =>
    of.by.some(({ name }) => {
      const value = String(row[name] ?? '')
      return folded(`${value} ${labelOf(of.labels, name, value) ?? ''}`).includes(wanted)
    }),
  )
}

function placeOf(row: AnswerRow, sort: string, by: readonly Dimension[]): Place {
  const value = sort === '' ? null : ((row[sort.replace(/^-/, '')] ?? null) as number | null)
  const keys = [...by.map((d) => d.name as string), 'time']
  return { value, text: keys.map((k) => String(row[k] ?? '')).join('\u0000') }
}

/** By the asked metric, what has no value last; else by dimensions and time, always in one order. */
function order(a: Place, b: Place, sort: string): number {
  if (a.value !== b.value) {
    if (a.value === null) return 1
    if (b.value === null) return -1
    return sort.startsWith('-') ? b.value - a.value : a.value - b.value
  }
  return a.text < b.text ? -1 : a.text > b.text ? 1 : 0
}

function cursorOf({ value, text }: Place, sort: string): string {
  const cursor: z.infer<typeof CURSOR> = [sort, value, text]
  return Buffer.from(JSON.stringify(cursor)).toString('base64url')
}

function placeAt(cursor: string, sort: string): Place {
  const [of, value, text] = read(cursor)
  if (of === sort) return { value, text }
  throw badRequest('invalid-cursor', 'The cursor is of rows in another order.', {
    remedy: `Ask without \`after\`, or with ${of === '' ? 'no `sort`' : `sort=${of}`} as before.`,
  })
}

function read(cursor: string): z.infer<typeof CURSOR> {
  try {
    return CURSOR.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch (error) {
    throw badRequest('invalid-cursor', 'The cursor is not understood.', {
      remedy: 'Give `next` of the page before as it is, or ask without `after`.',
      cause: error,
    })
  }
}
