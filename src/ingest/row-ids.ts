import { createCipheriv, randomBytes } from 'node:crypto'

/** Half of a number that a double holds exactly, in bits and as its size. */
const HALF_BITS = 26
const HALF = 2 ** HALF_BITS
const ROUNDS = 8
const BLOCK_BYTES = 16

/**
 * Row ids of the platform must not lie beside learners, not even where the engine spills memory to disk.
 * It gets numbers in their place that are as different as the ids, under a key that only this object
 * knows: a Feistel network with AES, many numbers at a time.
 */
export class RowIds {
  readonly #key = randomBytes(16)

  /** Numbers in place of ids; NaN for what is no id. */
  hide(ids: Float64Array): Float64Array {
    return this.#turned(ids, false)
  }

  /** The id behind a number; null when there is none. */
  idOf(hidden: number | null): number | null {
    if (hidden === null) return null
    const [id] = this.#turned(Float64Array.of(hidden), true)
    return Number.isNaN(id!) ? null : id!
  }

  #turned(numbers: Float64Array, back: boolean): Float64Array {
    const left = numbers.map((n) => (isId(n) ? Math.floor(n / HALF) : 0))
    const right = numbers.map((n) => (isId(n) ? n % HALF : 0))
    for (let i = 0; i < ROUNDS; i++) {
      const round = back ? ROUNDS - 1 - i : i
      const [mixed, by] = round % 2 === 0 ? [left, right] : [right, left]
      const mask = this.#maskOf(by, round)
      for (let at = 0; at < mixed.length; at++) mixed[at] = (mixed[at]! ^ mask[at]!) >>> 0
    }
    return numbers.map((n, at) => (isId(n) ? left[at]! * HALF + right[at]! : Number.NaN))
  }

  #maskOf(halves: Float64Array, round: number): Uint32Array {
    const blocks = Buffer.alloc(halves.length * BLOCK_BYTES)
    halves.forEach((half, at) => {
      blocks.writeUInt32LE(half, at * BLOCK_BYTES)
      blocks.writeUInt8(round, at * BLOCK_BYTES + 4)
    })
    const cipher = createCipheriv('aes-128-ecb', this.#key, null).setAutoPadding(false)
    const out = Buffer.concat([cipher.update(blocks), cipher.final()])
    return Uint32Array.from(
      halves,
      (_, at) => out.readUInt32LE(at * BLOCK_BYTES) >>> (32 - HALF_BITS),
    )
  }
}

const isId = (n: number): boolean => Number.isSafeInteger(n) && n >= 0 && n < HALF * HALF
