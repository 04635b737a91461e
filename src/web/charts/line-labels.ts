import { HEIGHT, MARGIN } from './frame.ts'

/** A line as it is drawn, in pixels: corners at equal steps from left to right, null where there is a gap. */
export interface Drawn {
  readonly from: number
  readonly step: number
  readonly ys: readonly (number | null)[]
}

/** Where the name of a line stands: the middle of its baseline. */
export interface Place {
  readonly x: number
  readonly y: number
}

const LETTER = 6.6
const TALL = 14
/** How far from its line a name may stand. */
const OFFSETS = [7, 13, 19]
/** Another line nearer than this could be meant as well. */
const APART = 26
const SAMPLES = 12

/**
 * A place for the name of each of two lines, beside its own line, clear of both and of the other name, as
 * far to the right as there is one; null when the lines leave no room for both: then a legend tells.
 */
export function labelPlaces(
  lines: readonly [Drawn, Drawn],
  names: readonly [string, string],
  width: number,
): readonly [Place, Place] | null {
  const first = boxesOf(0, { lines, name: names[0], width })
  const second = boxesOf(1, { lines, name: names[1], width })
  for (const a of first) {
    const b = second.find((other) => !overlap(a, other))
    if (b !== undefined) return [placeOf(a), placeOf(b)]
  }
  return null
}

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

function boxesOf(
  at: 0 | 1,
  of: { readonly lines: readonly [Drawn, Drawn]; readonly name: string; readonly width: number },
): Box[] {
  const [own, other] = at === 0 ? of.lines : [of.lines[1], of.lines[0]]
  const half = (of.name.length * LETTER) / 2
  const boxes: Box[] = []
  for (let i = own.ys.length - 1; i >= 0; i--) {
    const y = own.ys[i] ?? null
    if (y === null) continue
    const x = own.from + i * own.step
    const beside = heightAt(other, x)
    if (beside !== null && Math.abs(beside - y) < APART) continue
    for (const off of OFFSETS) {
      for (const top of [y - off - TALL, y + off]) {
        // Between both lines it must be nearer to its own.
        const between = beside !== null && beside > y === top > y
        if (between && Math.abs(beside - y) < 3 * off + TALL) continue
        const box = { left: x - half, right: x + half, top, bottom: top + TALL }
        if (isWithin(box, of.width) && of.lines.every((line) => isClear(box, line))) boxes.push(box)
      }
    }
  }
  return boxes
}

const isWithin = (box: Box, width: number): boolean =>
  box.left >= MARGIN.left &&
  box.right <= width - MARGIN.right &&
  box.top >= 0 &&
  box.bottom <= HEIGHT - MARGIN.bottom

function isClear(box: Box, line: Drawn): boolean {
  for (let i = 0; i <= SAMPLES; i++) {
    const y = heightAt(line, box.left + ((box.right - box.left) * i) / SAMPLES)
    if (y !== null && y > box.top - 2 && y < box.bottom + 2) return false
  }
  return true
}

function heightAt({ from, step, ys }: Drawn, x: number): number | null {
  const at = (x - from) / step
  const [left, right] = [ys[Math.floor(at)] ?? null, ys[Math.ceil(at)] ?? null]
  return left === null || right === null ? null : left + (right - left) * (at - Math.floor(at))
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

const placeOf = (box: Box): Place => ({ x: (box.left + box.right) / 2, y: box.bottom - 3 })
