import { activity } from '../../facts/activity.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Batch } from '../source.ts'
import type { RowArray, Session } from './connect.ts'
import { steady, type Stride } from './pace.ts'
import { isDue } from './promise.ts'
import {
  BEFORE_ALL,
  datetimeText,
  estimate,
  Gathered,
  SAFETY_LAG_MS,
  type Part,
} from './reading.ts'
import { column, sqlOf } from './column.ts'
import { rowShape, type Shape } from './shape.ts'
import { kindOf } from './shapes/module.ts'
import { secondSql } from './instants.ts'
import type { Schema } from './schema.ts'
import { tasksOf, type Tasks } from './tasks.ts'

const OLD_TABLE = 'courseware_studentmodulehistory'

const COLUMNS = [
  column.user('student_id', 'm.student_id'),
  column.course('course_id', 'm.course_id'),
  column.block('module_id', 'm.module_id'),
  column.text('module_type', 'm.module_type'),
  column.instant('created', 'h.created'),
  column.number('created', secondSql('h.created')),
] as const

/** Up to which id each table of saves has been read; what came within the safety lag is read again. */
interface State {
  readonly extended: number
  readonly old: number
  /** Both have been read to their ends once. */
  readonly walked?: true
  /** When the last reading of all saves began, by the server's clock, ms. */
  readonly whole?: number
  /** A reading of all saves once more that is under way. */
  readonly again?: { readonly which: Which; readonly after: number; readonly begun: number }
}

const WHICH = ['extended', 'old'] as const
type Which = (typeof WHICH)[number]

/**
 * Every save of a problem, from the histories beside the state: insert-only, by increasing id. Now and then
 * all are read once more: those that came too late are found, and whose they are now.
 */
export const savesPart: Part = {
  name: 'activity_history',
  async *read(reading) {
    const { session, schema, part, now, pace, depth } = reading
    const shape = saveShape(await tasksOf(session, schema, now))
    let state: State =
      reading.saved === undefined
        ? { extended: BEFORE_ALL, old: BEFORE_ALL }
        : JSON.parse(reading.saved)
    const gathered = new Gathered(shape, reading)
    let asked = session.statements
    const take = (how: { readonly readAt?: number; readonly left?: true }): Batch => {
      const statements = session.statements - asked
      asked = session.statements
      const checkpoint = JSON.stringify(state)
      return gathered.take({ part, checkpoint, statements, ...how })
    }
    // What an earlier reading has left nobody waits for.
    const waited = reading.saved === undefined || state.walked === true
    const stride = waited ? steady(pace) : pace.background
    const safe = datetimeText(now - SAFETY_LAG_MS)
    for (const which of WHICH) {
      const table = tableOf(schema, which)
      if (table === undefined) continue
      for await (const rows of pagesOfSaves(session, table, { after: state[which], stride })) {
        gathered.add(rows)
        const settled = rows.findLast((row) => String(row.at(-1)) < safe)
        if (settled !== undefined) state = { ...state, [which]: Number(settled[0]) }
        if (!gathered.full) continue
        // What is not settled is read again by the next reading: to stop there would be to stay there.
        const left = settled === rows.at(-1) && reading.isLong()
        yield take(left ? { left } : {})
        if (left) return
      }
    }
    const { walked } = state
    state = { ...state, walked: true, ...(walked === true ? {} : { whole: now }) }
    yield take({ readAt: now })
    const { whole = 0 } = state
    const small = (await rowsOf(session, schema)) <= pace.small
    const { again } = state
    if (again === undefined && !isDue({ whole, now, depth, small })) return
    const anew = { which: 'extended', after: BEFORE_ALL, begun: now } as const
    yield* readAgain(depth === 'reload' ? anew : (again ?? anew))

    async function* readAgain(from: NonNullable<State['again']>): AsyncGenerator<Batch> {
      for (const which of WHICH.slice(WHICH.indexOf(from.which))) {
        const table = tableOf(schema, which)
        if (table === undefined) continue
        const after = which === from.which ? from.after : BEFORE_ALL
        const upTo = state[which]
        const gentle = small || depth === 'reload' ? steady(pace) : pace.background
        for await (const rows of pagesOfSaves(session, table, { after, upTo, stride: gentle })) {
          gathered.add(rows)
          const reached = { which, after: Number(rows.at(-1)![0]), begun: from.begun }
          state = { ...state, again: reached }
          if (!gathered.full) continue
          const left = depth !== 'reload' && reading.isLong()
          yield take(left ? { left } : {})
          if (left) return
        }
      }
      const { again: _, ...rest } = state
      state = { ...rest, whole: from.begun }
      yield take({ readAt: now })
    }
  },
}

/** Saves that there are by the server's own estimate. */
async function rowsOf(session: Session, schema: Schema): Promise<number> {
  const tables = WHICH.flatMap((which) => tableOf(schema, which) ?? [])
  const counts = await Promise.all(tables.map((table) => estimate(session, table)))
  return counts.reduce((sum, n) => sum + n, 0)
}

/** Saves after an id, a page at a time, each with the state that it belongs to and its own instant last. */
export async function* pagesOfSaves(
  session: Session,
  table: string,
  of: { readonly after: number; readonly upTo?: number; readonly stride: Stride },
): AsyncGenerator<RowArray[]> {
  const { page, rest } = of.stride
  const bound = of.upTo === undefined ? '' : ` and h.id <= ${of.upTo}`
  for (let { after } = of; ;) {
    const asked = performance.now()
    const rows = await session.rows(
      `select h.id, ${sqlOf(COLUMNS).join(', ')}, h.created from ${table} as h
        join courseware_studentmodule as m on m.id = h.student_module_id
        where h.id > ?${bound} order by h.id limit ${page}`,
      [after],
    )
    const took = performance.now() - asked
    if (rows.length > 0) yield rows
    if (rows.length < page) return
    if (rest > 0) await sleep(took * rest)
    after = Number(rows.at(-1)![0])
  }
}

function tableOf(schema: Schema, which: Which): string | undefined {
  if (which === 'old') return schema.hasAll(OLD_TABLE) ? OLD_TABLE : undefined
  return schema.savesTable
}

const saveShape = (tasks: Tasks): Shape =>
  rowShape({
    table: OLD_TABLE,
    fact: activity,
    columns: COLUMNS,
    keys: [],
    watched: [],
    row([learner, course, block, type, quarter, second]) {
      if (tasks.touched(course, block, second)) return 'saved by staff'
      return {
        learner,
        course,
        quarter,
        kind: kindOf(type ?? ''),
        block,
        evidence: 'history',
        times: 1,
      }
    },
  })
