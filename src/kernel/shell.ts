/** What a shell takes for one word without quotes. */
const PLAIN = /^[\w./:@%+=,-]+$/

/** A text as one word of a command that a person copies into a shell. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
