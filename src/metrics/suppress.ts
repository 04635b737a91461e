import type { Span } from '../kernel/time.ts'
import { DEMOGRAPHICS, type Dimension } from './dimensions/dimension.ts'
import type { Values } from './values.ts'

/** Whether what is asked tells of persons: then small groups are hidden. */
export function isPersonal(dimensions: readonly Dimension[]): boolean {
  return dimensions.some((d) => DEMOGRAPHICS.includes(d.name))
}

/** The places of an answer that are not shown: by group, one flag a bucket. */
export type Hidden = ReadonlyMap<string, readonly boolean[]>

export interface Suppression {
  readonly by: readonly Dimension[]
  /** The fewest learners that a shown value may stand for. */
  readonly smallest: number
  /** Those of a comparison stand before the period's. */
  readonly buckets: readonly Span[]
}

/** A week less the hour of a jumping clock: what is cut shorter tells of single days. */
const SHORTEST = 7 * 96 - 4

/** One metric's learners: within the asked groups, and outside the filters on persons, if there are any. */
export interface Peopled {
  readonly inside: Values
  readonly outside: Values | null
}

/**
 * Which values must not be shown. A group of 1 to k-1 learners is hidden; and so that nobody finds it as
 * what is missing from a total that is known otherwise, further groups beside it are, the smallest first,
 * until those hidden together are k learners or more and more than there are groups. A value whose
 * counterpart outside of the filter is small is hidden as well, and so are weeks and months that the period
 * cuts to less than a week. All metrics of an answer hide the same places, because one may give another
 * away.
 */
export function hiddenOf(
  metrics: readonly Peopled[],
  groups: ReadonlyMap<string, readonly (string | null)[]>,
  how: Suppression,
): Hidden {
  const hidden = new Map<string, boolean[]>()
  for (const key of groups.keys()) {
    const line = how.buckets.map(
      ({ lo, hi }, b) =>
        (how.smallest > 1 && hi - lo < SHORTEST) ||
        metrics.some((m) => isSmall(m, { key, b, smallest: how.smallest })),
    )
    hidden.set(key, line)
  }
  for (const slice of slicesOf(groups, how.by)) {
    for (const b of how.buckets.keys()) complement(metrics, slice, { b, hidden, ...how })
  }
  return hidden
}

const within = (values: Values | null, key: string, b: number): number =>
  values?.get(key)?.people[b] ?? 0

function isSmall(
  { inside, outside }: Peopled,
  at: { readonly key: string; readonly b: number; readonly smallest: number },
): boolean {
  const few = (n: number): boolean => n > 0 && n < at.smallest
  const here = within(inside, at.key, at.b)
  return few(here) || (here > 0 && few(within(outside, at.key, at.b)))
}

/** Groups that differ only in what is known of persons: together they are a total that is no secret. */
function slicesOf(
  groups: ReadonlyMap<string, readonly (string | null)[]>,
  by: readonly Dimension[],
): readonly (readonly string[])[] {
  const slices = new Map<string, string[]>()
  for (const [key, group] of groups) {
    const rest = JSON.stringify(group.filter((_, i) => !DEMOGRAPHICS.includes(by[i]!.name)))
    slices.set(rest, [...(slices.get(rest) ?? []), key])
  }
  return [...slices.values()]
}

function complement(
  metrics: readonly Peopled[],
  slice: readonly string[],
  at: {
    readonly b: number
    readonly hidden: Map<string, boolean[]>
    readonly smallest: number
  },
): void {
  const { b, hidden, smallest } = at
  const isHidden = (key: string): boolean => hidden.get(key)![b]!
  for (let again = true; again;) {
    again = false
    for (const { inside } of metrics) {
      const there = slice.filter((key) => within(inside, key, b) > 0)
      const gone = there.filter(isHidden)
      const learners = gone.reduce((sum, key) => sum + within(inside, key, b), 0)
      if (gone.length === 0 || (learners >= smallest && learners > gone.length)) continue
      const next = there
        .filter((key) => !isHidden(key))
        .sort((x, y) => within(inside, x, b) - within(inside, y, b) || (x < y ? -1 : 1))[0]
      if (next === undefined) continue
      hidden.get(next)![b] = true
      again = true
    }
  }
}
