/** What a line over time is drawn from. */
export interface Bucket {
  /** Still running: it hangs on as unfinished. */
  readonly running: boolean
  /** The first, of which only a part lies in the period: it leads in as unfinished. */
  readonly clipped: boolean
}

/** Points of a line with their places. */
export type Stretch<TPoint> = readonly (readonly [place: number, point: TPoint])[]

/** A line in stretches; those that are unfinished share a point with the whole one, so that they hang on. */
export function stretchesOf<TPoint extends Bucket>(
  points: readonly TPoint[],
): { readonly whole: Stretch<TPoint>; readonly unfinished: readonly Stretch<TPoint>[] } {
  const all = points.map((point, i) => [i, point] as const)
  const from = points[0]?.clipped === true && points.length > 1 ? 1 : 0
  const found = points.findIndex((p) => p.running)
  const to = found < 0 ? points.length : found
  return {
    whole: all.slice(from, to),
    unfinished: [
      ...(from === 1 ? [all.slice(0, 2)] : []),
      // Of two points both are in the stretch that leads in.
      ...(to < points.length && to > from ? [all.slice(to - 1, to + 1)] : []),
    ],
  }
}
