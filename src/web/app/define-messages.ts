/** A sentence of the page: its name for translators and its English text. */
export interface Sentence {
  readonly id: string
  readonly defaultMessage: string
}

/**
 * Sentences under names. react-intl's own function derives a type of values for each sentence, which
 * cannot be met for sentences chosen at run time (`filters[name]`); its name is kept for extraction.
 */
export function defineMessages<TKey extends string>(
  messages: Readonly<Record<TKey, Sentence>>,
): Readonly<Record<TKey, Sentence>> {
  return messages
}
