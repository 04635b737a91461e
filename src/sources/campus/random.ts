/** A stream of numbers that depends on its name alone, so that any part of the campus can be told again. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number
  /** Whole number from lo to hi, both included. */
  between(lo: number, hi: number): number
  /** True with a probability. */
  chance(p: number): boolean
  pick<T>(items: readonly T[]): T
  /** Position in a list of weights, each as likely as its weight. */
  weighted(weights: readonly number[]): number
  /** Waiting time of a mean, exponential. */
  wait(mean: number): number
}

/** Numbers from a name: FNV-1a seeds four words, sfc32 turns them. */
export function randomOf(...name: readonly (string | number)[]): Random {
  let hash = 2_166_136_261
  for (const ch of name.join('|')) hash = Math.imul(hash ^ ch.charCodeAt(0), 16_777_619)
  let a = hash | 0
  let b = Math.imul(hash, 0x9e3779b1) | 0
  let c = hash ^ 0x85ebca6b
  let d = 1
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t
    c |= 0
    return (t >>> 0) / 4_294_967_296
  }
  for (let i = 0; i < 12; i++) next()
  return {
    next,
    between: (lo, hi) => lo + Math.floor(next() * (hi - lo + 1)),
    chance: (p) => next() < p,
    pick: (items) => items[Math.floor(next() * items.length)]!,
    weighted: (weights) => {
      let left = next() * weights.reduce((sum, w) => sum + w, 0)
      return Math.max(
        0,
        weights.findIndex((w) => (left -= w) < 0),
      )
    },
    wait: (mean) => -Math.log(1 - next()) * mean,
  }
}
