/** Edit distance with transpositions (optimal string alignment): how many slips apart two words are. */
export function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, rows[i - 2]![j - 2]! + 1)
      }
      row.push(best)
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}

/** Longer than any name: nobody mistypes it, and comparing it would take long. */
const LONGEST = 300

/** What a person sees of a text: not how accents are composed, nor what takes no ink. */
const seenAs = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim()

/**
 * The word nearest to the given one, when it is near enough to be a slip; else undefined. Never one that
 * reads like the given one: whoever wrote that would not see what is wrong.
 */
export function nearest(word: string, words: readonly string[]): string | undefined {
  if (word.length > LONGEST) return undefined
  const seen = seenAs(word)
  const near = words
    .filter((w) => seenAs(w) !== seen)
    .map((w) => ({ w, d: distance(word.toLowerCase(), w.toLowerCase()) }))
    .sort((x, y) => x.d - y.d)[0]
  if (near === undefined) return undefined
  return near.d <= Math.max(2, Math.floor(word.length / 3)) ? near.w : undefined
}

/** `Did you mean x?` when there is a near word, else the list of what is allowed. */
export function suggestion(word: string, words: readonly string[]): string {
  const near = nearest(word, words)
  return near === undefined ? `Allowed: ${words.join(', ')}.` : `Did you mean ${near}?`
}
