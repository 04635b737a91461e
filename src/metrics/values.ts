import { addDays, bucketsOf, localDate, QUARTER_MS, type Bucket } from '../kernel/time.ts'
import type { AnswerContext } from './answer.ts'
import { compile, compilePeople } from './compile/compile.ts'
import type { Cell, Question } from './compile/question.ts'
import { flow, nothingOf, type Level, type Metric, type Progress, type Rolling } from './define.ts'
import { portionsOf } from './portion.ts'

/** One metric in one group, bucket by bucket. */
export interface Line {
  readonly values: (number | null)[]
  /** Over how many a mean, median or ratio is; 0 for what is counted. */
  readonly n: number[]
  /** How many learners stand behind each value, where groups may be small; else 0. */
  readonly people: number[]
}

/** Lines by the JSON of their group. */
export type Values = Map<string, Line>

export interface ValuesOf {
  readonly question: Omit<Question, 'buckets' | 'rollUps'>
  /** Buckets that follow each other without a gap: a comparison's, and the period's. */
  readonly parts: readonly (readonly Bucket[])[]
  /** Zone of the days that rolling counts go back by. */
  readonly zone: string
  /** Every group that is met is noted here. */
  readonly groups: Map<string, readonly (string | null)[]>
}

/** Runs one metric and fills what the store left out. */
export async function valuesOf(
  context: AnswerContext,
  metric: Metric,
  of: ValuesOf,
): Promise<Values> {
  const { measure } = metric
  if (measure.kind === 'ratio') {
    const [over, under] = await Promise.all([
      valuesOf(context, measure.of, of),
      valuesOf(context, measure.to, of),
    ])
    return divided(over, under)
  }
  if (measure.kind === 'rolling') return rollingOf(context, metric, { ...of, measure })
  const buckets = of.parts.flat()
  if (buckets.length === 0) return new Map()
  const values = await cellsOf(context, metric, { ...of, buckets })
  if (measure.kind === 'progress') for (const line of values.values()) averageUp(line)
  if (measure.kind === 'level') for (const line of values.values()) sumUp(line.values)
  if (measure.kind === 'level' || measure.kind === 'progress') {
    if (of.question.people) await countPeople(context, metric, { ...of, buckets, measure, values })
  }
  if (measure.kind === 'state') {
    // As of the last reading, whatever the bucket; there is no time before to compare with.
    const before = of.parts.slice(0, -1).flat().length
    for (const { values: all, n, people } of values.values()) {
      all.fill(all[0]!)
      n.fill(n[0]!)
      people.fill(people[0]!).fill(0, 0, before)
    }
  }
  return values
}

/** A level's lines are changes: whom it is made of at each bucket's end is asked apart. */
async function countPeople(
  context: AnswerContext,
  metric: Metric,
  of: Pick<ValuesOf, 'question'> & {
    readonly buckets: readonly Bucket[]
    readonly measure: Level | Progress
    readonly values: Values
  },
): Promise<void> {
  const { buckets, measure, values } = of
  const question: Question = { ...of.question, buckets, rollUps: false }
  const cells = await context.store.query<Cell & Record<string, string | number | null>>(
    compilePeople(metric, measure, question),
  )
  for (const cell of cells) {
    const key = JSON.stringify(question.by.map((_, i) => cell[`g${i}`]))
    const line = values.get(key)
    if (line !== undefined && cell.bucket !== null) line.people[cell.bucket] = cell.value ?? 0
  }
}

/** Level lines carry what was before the first bucket under the place after the last. */
function sumUp(values: (number | null)[]): void {
  let sum = values.pop() ?? 0
  values.forEach((change, i) => (values[i] = sum += change ?? 0))
}

/** Shares of learners and their number become means, in percent. */
function averageUp({ values, n, people }: Line): void {
  sumUp(values)
  sumUp(n)
  people.pop()
  values.forEach((sum, i) => {
    // What adding up leaves of nothing must not show, nor as less than nothing.
    values[i] = n[i] === 0 ? null : Math.round((100 * sum! * 1e6) / n[i]!) / 1e6 + 0
  })
}

async function cellsOf(
  context: AnswerContext,
  metric: Metric,
  of: Pick<ValuesOf, 'question' | 'groups'> & { readonly buckets: readonly Bucket[] },
): Promise<Values> {
  const { groups, buckets } = of
  const values: Values = new Map()
  const carries = ['level', 'progress'].includes(metric.measure.kind)
  const places = buckets.length + (carries ? 1 : 0)
  const portions = portionsOf(context, metric, { ...of.question, buckets })
  const answers = await Promise.all(
    portions.map(({ question }) =>
      context.store.query<Cell & Record<string, string | number | null>>(
        compile(metric, question, context.store.dialect),
      ),
    ),
  )
  for (const [nth, { question, at }] of portions.entries()) {
    for (const cell of answers[nth]!) {
      // What happened between a comparison that is cut short and the period.
      if (cell.bucket === null) continue
      const group = question.by.map((_, i) => cell[`g${i}`] as string | null)
      const key = JSON.stringify(group)
      groups.set(key, group)
      const line = values.get(key) ?? lineOf(places, nothingOf(metric))
      values.set(key, line)
      const place = cell.bucket < 0 ? buckets.length : (at[cell.bucket] ?? places)
      // A rolling count still falls after its last day.
      if (place >= places) continue
      line.values[place] = cell.value
      line.n[place] = cell.n ?? 0
      line.people[place] = cell.people ?? 0
    }
  }
  return values
}

/** Each part by its local days, from a window before it on; then the last day of each bucket. */
async function rollingOf(
  context: AnswerContext,
  metric: Metric,
  of: ValuesOf & { readonly measure: Rolling },
): Promise<Values> {
  const { parts, zone, measure } = of
  const total = parts.reduce((sum, part) => sum + part.length, 0)
  const out: Values = new Map()
  let offset = 0
  for (const part of parts) {
    if (part.length === 0) continue
    const days = daysBefore(part, zone, measure.days - 1)
    if (part.length <= FEW_WINDOWS) {
      await countWindows(context, metric, { ...of, part, days, offset, out, total })
      offset += part.length
      continue
    }
    const lines = await cellsOf(context, metric, { ...of, buckets: days })
    for (const [key, { values }] of lines) {
      let sum = 0
      values.forEach((change, i) => (values[i] = sum += change ?? 0))
      const line = out.get(key) ?? lineOf(total, 0)
      out.set(key, line)
      part.forEach((bucket, i) => {
        const last = days.findLastIndex((d) => d.lo < bucket.hi)
        line.values[offset + i] = values[last]!
        line.people[offset + i] = values[last]!
      })
    }
    offset += part.length
  }
  return out
}

/** So few windows are counted one by one, without the days between them. */
const FEW_WINDOWS = 2

async function countWindows(
  context: AnswerContext,
  metric: Metric,
  of: ValuesOf & {
    readonly measure: Rolling
    readonly part: readonly Bucket[]
    /** The local days from a window before the part on. */
    readonly days: readonly Bucket[]
    readonly offset: number
    readonly out: Values
    readonly total: number
  },
): Promise<void> {
  const { measure, part, days, offset, out, total } = of
  const counted = { ...metric, measure: flow.distinct('learner', measure.instant) }
  for (const [i, bucket] of part.entries()) {
    const last = days.findLastIndex((d) => d.lo < bucket.hi)
    const window = { ...bucket, lo: days[last - measure.days + 1]!.lo }
    for (const [key, { values }] of await cellsOf(context, counted, { ...of, buckets: [window] })) {
      const line = out.get(key) ?? lineOf(total, 0)
      out.set(key, line)
      line.values[offset + i] = values[0]!
      line.people[offset + i] = values[0]!
    }
  }
}

function lineOf(places: number, value: number | null): Line {
  const all = <T>(one: T): T[] => Array.from({ length: places }, () => one)
  return { values: all(value), n: all(0), people: all(0) }
}

/** The local days of buckets and so many before them; the last one ends where they do. */
function daysBefore(part: readonly Bucket[], zone: string, more: number): readonly Bucket[] {
  const [first, last] = [part[0]!, part.at(-1)!]
  const from = addDays(localDate(first.lo * QUARTER_MS, zone), -more)
  const to = addDays(localDate((last.hi - 1) * QUARTER_MS, zone), 1)
  const days = bucketsOf({ from, to, zone }, 'day')
  return days.map((d) => ({ ...d, hi: Math.min(d.hi, last.hi) }))
}

function divided(over: Values, under: Values): Values {
  const out: Values = new Map()
  for (const [key, below] of under) {
    const above = over.get(key)
    const values = below.values.map((to, i) => {
      if (to === null || to === 0) return null
      const of = above === undefined ? 0 : above.values[i]!
      return of === null ? null : Math.round((of / to) * 1e6) / 1e6
    })
    // Whoever is above is below, too: the smaller of the two groups decides.
    const people = below.people.map((to, i) => {
      const of = above?.people[i] ?? 0
      return of === 0 ? to : Math.min(of, to)
    })
    out.set(key, { values, n: below.values.map((to) => to ?? 0), people })
  }
  return out
}
