import type { Span } from '../../kernel/time.ts'
import type { Dialect } from '../../store/dialect.ts'
import { integer, join, raw, sql, type Sql } from '../../store/sql.ts'

/** Into which of the spans an instant falls, for a select list. */
export interface Placed {
  /** Position of the span; null outside of all. */
  readonly bucket: Sql
  /** First quarter of the span. */
  readonly lo: Sql
  /** What must be joined for that. */
  readonly calendar: Sql
  /** One line of arithmetic finds it: cheap enough to choose rows by. */
  readonly plain: boolean
}

/** So many runs of spans are told apart by arithmetic; more by a join on equality of quarters. */
const MOST_RUNS = 16

/** Spans of one length that follow each other without a gap: all days of summer time, say. */
interface Run extends Span {
  readonly first: number
  readonly length: number
}

/**
 * Finds the span of an instant. Most calendars are a few runs of equal spans, broken by the days on which
 * clocks jump: arithmetic is much faster than a join. `outer`: rows outside of all spans stay.
 */
export function placed(
  spans: readonly Span[],
  at: Sql,
  on: { readonly dialect: Dialect; readonly as?: string; readonly outer?: boolean },
): Placed {
  const runs = runsOf(spans)
  if (runs.length > MOST_RUNS) {
    const as = raw(on.as ?? 'b')
    const kind = raw(on.outer === true ? 'left join' : 'join')
    return {
      bucket: sql`${as}.bucket`,
      lo: sql`${as}.lo`,
      calendar: sql`${kind} ${on.dialect.calendar(spans)} as ${as} on ${as}.quarter = ${at}`,
      plain: false,
    }
  }
  const cases = (value: (run: Run, step: Sql) => Sql): Sql => {
    const whens = runs.map((run) => {
      const step = sql`((${at} - ${integer(run.lo)}) // ${integer(run.length)})`
      return sql`when ${at} >= ${integer(run.lo)} and ${at} < ${integer(run.hi)} then ${value(run, step)}`
    })
    return sql`case ${join(whens, ' ')} end`
  }
  return {
    bucket: cases((run, step) => sql`${integer(run.first)} + ${step}`),
    lo: cases((run, step) => sql`${integer(run.lo)} + ${step} * ${integer(run.length)}`),
    calendar: raw(''),
    plain: runs.length === 1,
  }
}

function runsOf(spans: readonly Span[]): readonly Run[] {
  const runs: Run[] = []
  spans.forEach(({ lo, hi }, i) => {
    const last = runs.at(-1)
    const length = hi - lo
    if (last !== undefined && last.hi === lo && last.length === length) {
      runs[runs.length - 1] = { ...last, hi }
    } else runs.push({ lo, hi, first: i, length })
  })
  return runs
}
