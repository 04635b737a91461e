import type { Batch } from '../source.ts'
import { followed, type Following } from './follow.ts'
import {
  BEFORE_ALL,
  datetimeText,
  estimate,
  Gathered,
  pagesById,
  SAFETY_LAG_MS,
  type Part,
  type Reading,
} from './reading.ts'
import { steady } from './pace.ts'
import type { Shape } from './shape.ts'
import { moduleShape } from './shapes/module.ts'
import { isDue } from './promise.ts'
import { StatePairs } from './state-pairs.ts'
import { tasksOf } from './tasks.ts'

const RECENT_MS = 35 * 86_400_000
/** Batches of old rows after which new ones are looked for. */
const LOOK_UP_EVERY = 10

/** The checkpoint that an upgrade leaves when all states must be read again. */
const ANEW = '{}'

interface State {
  /** When the last reading of all states began, by the server's clock, ms. */
  readonly whole?: number
  /** A reading of all states once more that is under way. */
  readonly again?: {
    readonly after: number
    readonly begun: number
    /** The process that remembers who has states. */
    readonly process: string
  }
  readonly following: Following
  /** Up to this id everything modified before `before` has been read; absent when all has. */
  readonly walk?: number
  readonly before?: string
  /** The instant that reading began with, ms, while older rows are still missing. */
  readonly completeFrom?: number
}

/**
 * Saved state of blocks. Every save is marked in `modified`. Now and then all states are read once more:
 * those that came too late for their mark are found, and whoever has none left in a course. A large table
 * is read backwards, as it were: first the recent weeks, so that they can be shown, then all that was last
 * saved before, by id, with a look at what is new now and then.
 */
export const modulePart: Part = {
  name: 'activity',
  async *read(reading) {
    const { session, schema, now, pace } = reading
    const tasks = await tasksOf(session, schema, now)
    const shape = moduleShape(tasks)
    const total = await estimate(session, shape.table)
    let state =
      reading.saved === undefined || reading.saved === ANEW
        ? beginning(now, total >= pace.large)
        : stateOf(reading.saved)
    const { again } = state
    if (again !== undefined && again.process !== reading.process) state = without(state, 'again')
    const large = state.completeFrom !== undefined
    if (large || state.walk === undefined) {
      for await (const [batch, next] of follow(reading, shape, {
        from: state,
        refused: tasks.refused,
      })) {
        state = next
        yield batch
      }
    }
    if (state.walk === undefined) {
      yield* readAgain(reading, shape, { state, total, refused: tasks.refused })
      return
    }
    let batches = 0
    for await (const [batch, next] of walk(reading, shape, { state, total })) {
      state = next
      yield batch
      if (large && state.walk !== undefined && ++batches % LOOK_UP_EVERY === 0) {
        for await (const [recent, then] of follow(reading, shape, { from: state, refused: {} })) {
          state = { ...state, following: then.following }
          yield recent
        }
      }
    }
  },
}

/** A small table is walked at once; what is modified meanwhile is followed from a little before. */
function beginning(now: number, large: boolean): State {
  if (!large) {
    return { following: { follow: datetimeText(now - SAFETY_LAG_MS) }, walk: BEFORE_ALL }
  }
  const before = datetimeText(now - RECENT_MS)
  return { following: { follow: before }, walk: BEFORE_ALL, before, completeFrom: now - RECENT_MS }
}

/** Checkpoints of 0.1.0 told the same in other words. */
function stateOf(saved: string): State {
  const state = JSON.parse(saved) as State | { follow: string } | { walk: number; since: string }
  if ('following' in state) return state
  if ('follow' in state) return { following: { follow: state.follow } }
  return { following: { follow: state.since }, walk: state.walk }
}

type Step = readonly [Batch, State]

function without(state: State, part: 'again'): State {
  const { [part]: _, ...rest } = state
  return rest
}

/**
 * All states once more, when that is due, in pieces between which all else is refreshed. What they show is
 * added; at the end it is known who has states, and in which courses.
 */
async function* readAgain(
  reading: Reading,
  shape: Shape,
  of: {
    readonly state: State
    readonly total: number
    /** Tasks of staff that cannot be used, counted with the first rows. */
    readonly refused: Readonly<Record<string, number>>
  },
): AsyncGenerator<Batch> {
  const { part, now, depth, pace, process } = reading
  const small = of.total <= pace.small
  // Who asks for everything means everything from now on.
  const begun = depth === 'reload' ? undefined : of.state.again
  if (begun === undefined && !isDue({ whole: of.state.whole ?? 0, now, depth, small })) return
  let again = begun ?? { after: BEFORE_ALL, begun: now, process }
  let sweep: 'begin' | 'more' = begun === undefined ? 'begin' : 'more'
  const gathered = new Gathered(shape, reading)
  const pairs = new StatePairs(reading.names)
  const counted = counter(reading)
  const take = (state: State, more: Partial<Batch>): Batch => {
    const batch = gathered.take({
      part,
      checkpoint: JSON.stringify(state),
      statements: counted(),
      total: of.total,
      ...more,
    })
    const last = sweep === 'begin' ? 'whole' : 'end'
    const quarantined =
      sweep === 'begin' ? { ...batch.quarantined, ...of.refused } : batch.quarantined
    const writes = [...batch.writes, pairs.take(more.readAt === undefined ? sweep : last)]
    sweep = 'more'
    return { ...batch, writes, quarantined }
  }
  // A person who asked for everything waits; of a large table nobody does.
  const stride = depth === 'reload' || small ? steady(pace) : pace.background
  for await (const page of pagesById(reading.session, shape, { after: again.after, stride })) {
    gathered.add(page.rows)
    pairs.add(page.rows)
    again = { ...again, after: page.last }
    if (!gathered.full) continue
    const left = depth !== 'reload' && reading.isLong()
    yield take({ ...of.state, again }, left ? { left } : {})
    if (left) return
  }
  yield take({ ...without(of.state, 'again'), whole: again.begun }, { readAt: now })
}

async function* follow(
  reading: Reading,
  shape: Shape,
  { from, refused }: { readonly from: State; readonly refused: Readonly<Record<string, number>> },
): AsyncGenerator<Step> {
  const { session, part, now, pace } = reading
  const gathered = new Gathered(shape, reading)
  const counted = counter(reading)
  const { completeFrom, again } = from
  // While all states are read again, whoever has new ones has been seen.
  const pairs = again === undefined ? undefined : new StatePairs(reading.names)
  const of = { from: from.following, now, page: pace.page }
  for await (const step of followed(session, shape, of)) {
    if (step.rows.length > 0) gathered.add(step.rows)
    pairs?.add(step.rows)
    if (!step.done && !gathered.full) continue
    const state = { ...from, following: step.state }
    const batch = gathered.take({
      part,
      checkpoint: JSON.stringify(state),
      statements: counted(),
      ...(step.done ? { readAt: reading.now } : {}),
      ...(step.done && completeFrom !== undefined ? { completeFrom } : {}),
    })
    if (pairs !== undefined) {
      const writes = [...batch.writes, pairs.take('more')]
      yield [{ ...batch, writes, countedLater: true }, state]
    } else if (step.done) {
      yield [{ ...batch, quarantined: { ...batch.quarantined, ...refused } }, state]
    } else yield [batch, state]
  }
}

async function* walk(
  reading: Reading,
  shape: Shape,
  of: { readonly state: State; readonly total: number },
): AsyncGenerator<Step> {
  const { session, part, pace } = reading
  const gathered = new Gathered(shape, reading)
  const counted = counter(reading)
  const { before } = of.state
  const { total } = of
  let { state } = of
  const take = (done: boolean, left: boolean): Step => {
    // The table's rows are unique by learner and block, and none of them has been sent before.
    const more = { part, checkpoint: JSON.stringify(state), statements: counted(), total }
    const batch = gathered.take(
      { ...more, ...(done ? { readAt: reading.now } : {}), ...(left ? { left } : {}) },
      { first: done ? 'end' : 'more' },
    )
    return [batch, state]
  }
  // Nobody waits for the years before the recent weeks, nor for what an earlier reading has left.
  const waited = before === undefined && reading.saved === undefined
  const stride = waited ? steady(pace) : pace.background
  const where = { stride, ...(before === undefined ? {} : { where: `modified < '${before}'` }) }
  for await (const page of pagesById(session, shape, { after: of.state.walk!, ...where })) {
    gathered.add(page.rows)
    state = { ...state, walk: page.last }
    if (!gathered.full) continue
    const left = reading.isLong()
    yield take(false, left)
    if (left) return
  }
  state = { following: state.following, whole: reading.now }
  yield take(true, false)
}

/** Statements asked since the last time. */
function counter({ session }: Reading): () => number {
  let asked = session.statements
  return () => {
    const since = session.statements - asked
    asked = session.statements
    return since
  }
}
