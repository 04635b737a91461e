/** Ids below the highest seen of which each is remembered: transactions end out of order. */
export const TAIL_IDS = 10_000

/**
 * Which ids were seen among the newest of a table, a bit each: a row that comes late is told from one that
 * was given to somebody else. Says nothing of whose rows they are.
 */
export class IdTail {
  #highest: number
  readonly #seen: Set<number>

  private constructor(highest: number, seen: Set<number>) {
    this.#highest = highest
    this.#seen = seen
  }

  /** From what `text` gave; of nothing when there is none. */
  static of(text: string | undefined): IdTail {
    if (text === undefined) return new IdTail(0, new Set())
    const [highest, bits] = text.split(':') as [string, string]
    const last = Number(highest)
    const seen = new Set<number>()
    Buffer.from(bits, 'base64').forEach((byte, at) => {
      for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) seen.add(last - at * 8 - bit)
    })
    return new IdTail(last, seen)
  }

  add(id: number): void {
    if (id > this.#highest) this.#highest = id
    this.#seen.add(id)
    if (this.#seen.size > 2 * TAIL_IDS) this.#forgetOld()
  }

  /** Whether an id lies among the newest and was not seen: its row has come late. */
  isLate(id: number): boolean {
    return id <= this.#highest && id > this.#highest - TAIL_IDS && !this.#seen.has(id)
  }

  get text(): string {
    this.#forgetOld()
    const bits = Buffer.alloc(TAIL_IDS / 8)
    for (const id of this.#seen) {
      const back = this.#highest - id
      bits[back >> 3] = bits[back >> 3]! | (1 << (back & 7))
    }
    const used = bits.findLastIndex((byte) => byte !== 0) + 1
    return `${this.#highest}:${bits.subarray(0, used).toString('base64')}`
  }

  #forgetOld(): void {
    for (const id of this.#seen) if (id <= this.#highest - TAIL_IDS) this.#seen.delete(id)
  }
}
